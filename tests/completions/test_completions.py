#!/usr/bin/env python3
"""Compares the completions with the help: test_completions.py GRADSHEET SOURCE

Every command and option that `gradsheet --help` and `gradsheet COMMAND --help` print must be offered
where it can stand, and no option where the program has no use for it. bash is asked itself, fish too
where it is installed; of zsh (and of fish where it is not) the file must name them, and zsh, where it
is installed, must be able to read it.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FILES = ["hw.yaml", "notes.txt", "own.tex", "solved.json"]
SHEETS = ["submission", "key", "handout", "key.html", "key.csv"]

ASK_BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_gradsheet
printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(*arguments, folder=None):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True, cwd=folder,
                          stdin=subprocess.DEVNULL)
    return done.stdout


def helped(program):
    """The options of each command, as the help prints them."""
    text = run(program, "--help")
    commands = re.findall(r"^  ([a-z]+) ", text.split("commands:")[1].split("\n\n")[0], re.M)
    options = {}
    for command in commands:
        lines = run(program, command, "--help").split("options:")[1].splitlines()
        found = [re.match(r"  (-[-\w]+)(?:, (--[-\w]+))?", line) for line in lines]
        options[command] = {name for match in found if match for name in match.groups() if name}
    return options


class Bash:
    name = "bash"

    def __init__(self, source):
        self.path = source / "completions" / "gradsheet.bash"

    def offer(self, folder, *words):
        """What is offered for the last of the words."""
        return set(run("bash", "-c", ASK_BASH, "bash", self.path, *words, folder=folder).split())


class Fish:
    name = "fish"

    def __init__(self, source):
        self.path = source / "completions" / "gradsheet.fish"

    def offer(self, folder, *words):
        line = " ".join(words)
        script = f"source {self.path}; complete -C '{line}'"
        out = run("fish", "--no-config", "-c", script, folder=folder)
        return {row.split("\t")[0] for row in out.splitlines()}


def compare(shell, folder, options):
    """Results of asking a shell for everything."""
    commands = set(options)
    offered = shell.offer(folder, "gradsheet", "")
    yield f"{shell.name} offers the commands", commands ^ offered
    everything = set().union(*options.values())
    for command, known in options.items():
        offered = shell.offer(folder, "gradsheet", command, "-")
        offered |= shell.offer(folder, "gradsheet", command, "--")
        wrong = (known - offered) | (offered & everything) - known
        wrong |= {name for name in offered if name.startswith("--") and name not in everything}
        yield f"{shell.name} offers the options of {command}", wrong
    for command in ("build", "data", "check", "show"):
        offered = shell.offer(folder, "gradsheet", command, "")
        yield f"{shell.name} offers assignments to {command}", {"hw.yaml"} - offered
    offered = shell.offer(folder, "gradsheet", "build", "hw.yaml", "")
    yield f"{shell.name} offers sheets to build", set(SHEETS) - offered
    offered = shell.offer(folder, "gradsheet", "init", "--loss", "")
    yield f"{shell.name} offers losses", {"squared", "cross-entropy", "absolute"} - offered
    offered = shell.offer(folder, "gradsheet", "init", "--activation", "s")
    expected = {"sigmoid", "softplus", "sqrt", "sign", "sin"}
    yield f"{shell.name} offers functions", expected - offered


def zsh_results(source, options):
    path = source / "completions" / "_gradsheet"
    text = path.read_text(encoding="utf-8")
    for command, known in options.items():
        named = {name for name in known if re.search(rf"(?<![-\w]){name}(?![-\w])", text)}
        missing = known - named if f"'{command}:" in text else known
        yield f"zsh's file names {command} and its options", missing
    taken = set().union(*options.values()) | {"--version", "-h"}
    named = set(re.findall(r"(?<![-\w])(--[a-z][-a-z]*)", text))
    yield "zsh's file names no other option", named - taken
    if shutil.which("zsh"):
        done = subprocess.run(["zsh", "-n", path], capture_output=True, text=True, timeout=60, check=False)
        yield "zsh reads its file", done.stderr.splitlines()


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    options = helped(program)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            (pathlib.Path(folder) / name).touch()
        shells = [Bash(source)] + ([Fish(source)] if shutil.which("fish") else [])
        for shell in shells:
            results += compare(shell, folder, options)
        offered = shells[0].offer(folder, "gradsheet", "check", "")
        results.append(("bash offers no other files to check", offered - {"hw.yaml"}))
    results += zsh_results(source, options)
    if len(shells) == 1:
        text = Fish(source).path.read_text(encoding="utf-8")
        for command, known in options.items():
            missing = {name for name in known if not re.search(rf"-[sl] {name.lstrip('-')}\b", text)}
            results.append((f"fish's file names {command} and its options", missing))
    print(f"1..{len(results)}")
    failed = 0
    for number, (name, wrong) in enumerate(results, 1):
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {name}")
        for item in sorted(wrong):
            print(f"# {item}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
