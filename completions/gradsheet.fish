# Completions of gradsheet for fish. Installed as share/fish/vendor_completions.d/gradsheet.fish.

set -l commands build data check show render init
set -l none "not __fish_seen_subcommand_from $commands"
set -l solving "__fish_seen_subcommand_from build data check show"
set -l any "__fish_seen_subcommand_from $commands"
set -l sheets submission key handout exam upload submission.html key.html handout.html key.md key.csv

complete -c gradsheet -f
complete -c gradsheet -n $none -a build -d 'write sheets as .tex and .pdf'
complete -c gradsheet -n $none -a data -d 'write the solved assignment as JSON'
complete -c gradsheet -n $none -a check -d 'derive and verify everything, write nothing'
complete -c gradsheet -n $none -a show -d 'print questions and answers in the terminal'
complete -c gradsheet -n $none -a render -d 'fill any template with any JSON'
complete -c gradsheet -n $none -a init -d 'write a commented starter assignment'
complete -c gradsheet -n $none -l version -d 'tell which gradsheet this is'
complete -c gradsheet -s h -l help -d 'tell how it is used'

complete -c gradsheet -n $any -s q -l quiet -d 'say nothing but errors'
complete -c gradsheet -n $any -s v -l verbose -d 'say more of what is done'

complete -c gradsheet -n $solving -k -a '(__fish_complete_suffix .yaml .yml)'
complete -c gradsheet -n $solving -l values -rF -d 'take the values of given tensors from a file'
complete -c gradsheet -n $solving -l set -x -d 'change one value, W1[1,2]=3/4'
complete -c gradsheet -n $solving -l trace -x -a 'source formula algebra calculus notation verify' -d 'tell what a stage made'
complete -c gradsheet -n $solving -l digits -x -d 'significant digits of decimals, 1 to 1000'
complete -c gradsheet -n $solving -s o -l output -xa '(__fish_complete_directories)' -d 'where build writes sheets'

complete -c gradsheet -n '__fish_seen_subcommand_from build render' -l template-dir -xa '(__fish_complete_directories)' -d 'look for templates there first'
complete -c gradsheet -n '__fish_seen_subcommand_from build render' -a "$sheets" -d sheet
complete -c gradsheet -n '__fish_seen_subcommand_from build' -l no-pdf -d 'write the .tex only'
complete -c gradsheet -n '__fish_seen_subcommand_from build' -l accessible -d 'tag the PDF for those who hear it'
complete -c gradsheet -n '__fish_seen_subcommand_from build' -l steps -d 'show how each answer is derived'
complete -c gradsheet -n '__fish_seen_subcommand_from build' -l blank -d 'write sheets to fill in'
complete -c gradsheet -n '__fish_seen_subcommand_from render init' -F

complete -c gradsheet -n '__fish_seen_subcommand_from init' -l layers -x -d 'units of each layer, the inputs first: 4,3,2,1'
complete -c gradsheet -n '__fish_seen_subcommand_from init' -l activation -xa 'relu sigmoid tanh softplus exp log sqrt abs sign sin cos erf' -d 'what the hidden layers apply'
complete -c gradsheet -n '__fish_seen_subcommand_from init' -l loss -xa 'squared cross-entropy absolute' -d 'how the output is judged'
complete -c gradsheet -n '__fish_seen_subcommand_from init' -l batch -x -d 'ask about a batch of samples too'
