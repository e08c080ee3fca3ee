# Completions of gradsheet for bash. Installed as share/bash-completion/completions/gradsheet; or source it.

_gradsheet_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# Files of some endings ("yaml|yml"), and folders to look for them in.
_gradsheet_files() {
    compopt -o filenames 2>/dev/null
    local name
    while IFS= read -r name; do
        if [[ -d $name || -z $1 || $name =~ \.($1)$ ]]; then
            COMPREPLY+=("$name")
        fi
    done < <(compgen -f -- "$2")
}

# The options of a command.
_gradsheet_options() {
    local common='-q --quiet -v --verbose -h --help'
    local solving='--values --set --digits --trace -o --output'
    case $1 in
    build) echo "$solving --no-pdf --accessible --steps --blank --template-dir $common" ;;
    data | check | show) echo "$solving $common" ;;
    render) echo "--template-dir $common" ;;
    init) echo "--layers --activation --loss --batch $common" ;;
    *) echo '--help --version' ;;
    esac
}

_gradsheet() {
    local commands='build data check show render init'
    local sheets='submission key handout exam upload submission.html key.html handout.html key.md key.csv'
    local functions='relu sigmoid tanh softplus exp log sqrt abs sign sin cos erf'
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local command='' operands=0 i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --values | --set | --digits | --trace | -o | --output | --template-dir | --layers | --activation | --loss | --batch)
            i=$((i + 1)) ;;
        -*) ;;
        *) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else operands=$((operands + 1)); fi ;;
        esac
    done
    COMPREPLY=()
    case $previous in
    --values) _gradsheet_files 'yaml|yml' "$current"; return ;;
    -o | --output | --template-dir)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return ;;
    --activation) _gradsheet_words "$functions" "$current"; return ;;
    --loss) _gradsheet_words 'squared cross-entropy absolute' "$current"; return ;;
    --trace) _gradsheet_words 'source formula algebra calculus notation verify' "$current"; return ;;
    --set | --digits | --layers | --batch) return ;;
    esac
    if [[ $current == -* ]]; then
        _gradsheet_words "$(_gradsheet_options "$command")" "$current"
        return
    fi
    case $command:$operands in
    :*) _gradsheet_words "$commands" "$current" ;;
    build:0 | data:0 | check:0 | show:0) _gradsheet_files 'yaml|yml' "$current" ;;
    build:*)
        _gradsheet_words "$sheets" "$current"
        _gradsheet_files 'tex|html|md|csv' "$current" ;;
    render:0)
        _gradsheet_words "$sheets" "$current"
        _gradsheet_files '' "$current" ;;
    render:1) _gradsheet_files 'json' "$current" ;;
    init:0) _gradsheet_files '' "$current" ;;
    esac
}

complete -F _gradsheet gradsheet
