#!/usr/bin/env python3
"""Runs what the documents tell to run: test_documents.py [--update] GRADSHEET SOURCE

Every command in README.md, docs/tutorial.md and docs/gradsheet.1 is run, word for word, and what it
prints must be what stands beside it. A command stands after "$ " in a ```console block (in the man
page between .nf and .fi), its output below it; standard output and standard error are one. The
commands of a document run one after the other in one folder, which is empty before the first (for the man
page it has assignments/). A block of ```yaml or ```mustache whose first line is a comment with a file's
name is written to that file when its place in the document comes.

Seconds ("0.12 s") are compared as "N s". --update writes the outputs into the documents; read them by
eye before you commit them. What cannot be run here stands under EXCUSED, with the reason; an excuse
that no document needs is an error.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DOCUMENTS = ["README.md", "docs/tutorial.md", "docs/gradsheet.1"]
SECONDS = re.compile(r"\b\d+\.\d+ s\b")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
FILE_NAME = re.compile(r"^(?:#|\{\{!) *([\w.-]+)(?: \}\})?\n")
INLINE = re.compile(r"`((?:gradsheet |scripts/\w+|meson |man )[^`\n]*)`")

EXCUSED = {
    "scripts/homework": "installs packages and builds; the test `documents` uses the program it builds",
    "scripts/test": "is what runs this test",
    "scripts/setup": "installs packages",
    "scripts/setup --no-tex": "installs packages",
    "scripts/setup --browser": "installs packages",
    "meson install -C build": "writes into the system",
    "gradsheet data": "names a command without its file",
    "gradsheet show": "names a command without its file",
    "gradsheet build": "names a command without its file",
    "gradsheet COMMAND --help": "stands for each command; the case `help` runs them all",
    "man docs/gradsheet.1": "needs man; `man -l` and other readers show the same file",
}


class Command:
    """A command of a document with its output."""

    def __init__(self, line, output, start, end):
        self.line, self.output, self.start, self.end = line, output, start, end


class File:
    """A file that a document shows."""

    def __init__(self, name, text):
        self.name, self.text = name, text


def from_roff(text):
    return text.replace("\\-", "-").replace("\\(aq", "'").replace("\\&", "").replace("\\e", "\\")


def to_roff(text):
    lines = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").splitlines(keepends=True)
    return "".join(f"\\&{line}" if line.startswith(".") else line for line in lines)


def console_commands(body, offset):
    """The commands of a console block that begins at offset of the document."""
    starts = [match.start() for match in re.finditer(r"^\$ ", body, re.M)]
    for start, end in zip(starts, [*starts[1:], len(body)]):
        line, newline, output = body[start:end].partition("\n")
        yield Command(line[2:], output, offset + start + len(line) + len(newline), offset + end)


def steps_of(path, text):
    """The commands and files of a document, in their order."""
    if path.suffix != ".md":
        for block in re.finditer(r"^\.nf\n(.*?)^\.fi$", text, re.M | re.S):
            yield from console_commands(block.group(1), block.start(1))
        return
    for block in FENCE.finditer(text):
        kind, body = block.groups()
        if kind == "console":
            yield from console_commands(body, block.start(2))
        elif kind in ("yaml", "mustache") and FILE_NAME.match(body):
            name = FILE_NAME.match(body).group(1)
            yield File(name, body[FILE_NAME.match(body).end():] if kind == "mustache" else body)


def run(line, folder, program):
    environment = dict(os.environ, LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="0", NO_COLOR="1",
                       PATH=f"{pathlib.Path(program).resolve().parent}:{os.environ['PATH']}")
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, text=True, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          check=False)
    return done.stdout


def without_tex(line, expected):
    """Where there is no TeX: the command for the .tex only, and what it then prints."""
    lines = [text for text in expected.splitlines(keepends=True) if ".pdf" not in text]
    return line.replace("gradsheet build", "gradsheet build --no-pdf"), "".join(lines)


def check_document(path, program, source, updating):
    """Results: a name and lines of comment for each command."""
    text = path.read_text(encoding="utf-8")
    is_roff = path.suffix != ".md"
    pieces, last = [], 0
    with tempfile.TemporaryDirectory() as folder:
        if is_roff:
            shutil.copytree(source / "assignments", pathlib.Path(folder) / "assignments")
        for step in steps_of(path, text):
            if isinstance(step, File):
                (pathlib.Path(folder) / step.name).write_text(step.text, encoding="utf-8")
                continue
            line = from_roff(step.line) if is_roff else step.line
            expected = from_roff(step.output) if is_roff else step.output
            if shutil.which("pdflatex") is None:
                line, expected = without_tex(line, expected)
            output = run(line, folder, program)
            pieces += [text[last:step.start], to_roff(output) if is_roff else output]
            last = step.end
            if SECONDS.sub("N s", output) == SECONDS.sub("N s", expected) or updating:
                yield f"{path.name}: {line}", []
            else:
                yield f"{path.name}: {line}", ["beside it stands:", *expected.splitlines(),
                                               "and it prints:", *output.splitlines()]
    if updating:
        path.write_text("".join(pieces) + text[last:], encoding="utf-8")


def plain_commands(path, text):
    """Commands that stand in a document without a prompt: in prose, and in blocks of sh."""
    if path.suffix != ".md":
        return set()
    blocks = [block.group(2) for block in FENCE.finditer(text) if block.group(1) == "sh"]
    lines = [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in block.splitlines()]
    return set(INLINE.findall(FENCE.sub("", text))) | {line for line in lines if line}


def check_synopsis(program, source):
    """The commands that the README lists are those of the program, and so are the man page's."""
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    known = set(re.findall(r"^  ([a-z]+) ", told.split("commands:")[1].split("\n\n")[0], re.M))
    readme = (source / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^gradsheet ([a-z]+) +[A-Z\[]", readme, re.M))
    yield "README.md lists the commands of the program", sorted(known ^ listed)
    page = (source / "docs" / "gradsheet.1").read_text(encoding="utf-8")
    yield "the man page lists them too", sorted(known ^ set(re.findall(r"^\.B gradsheet (\w+)$", page, re.M)))
    options = set()
    for command in known:
        told = subprocess.run([program, command, "--help"], capture_output=True, text=True, check=True,
                              timeout=60).stdout
        options |= set(re.findall(r"^  (?:-\w, )?(--[-\w]+)", told, re.M))
    written = set(re.findall(r"--[a-z][-a-z]*", from_roff(page)))
    yield "the man page has the program's options", sorted(options ^ (written - {"--version"}))


def main():
    arguments = sys.argv[1:]
    updating = "--update" in arguments
    program, source = [argument for argument in arguments if argument != "--update"]
    source = pathlib.Path(source).resolve()
    results, plain = list(check_synopsis(program, source)), set()
    for name in DOCUMENTS:
        path = source / name
        plain |= plain_commands(path, path.read_text(encoding="utf-8"))
        results += check_document(path, program, source, updating)
    results.append(("no command is without its output or its excuse", sorted(plain - set(EXCUSED))))
    results.append(("no excuse is for a command that is not there", sorted(set(EXCUSED) - plain)))
    print(f"1..{len(results)}")
    for number, (name, comments) in enumerate(results, 1):
        print(f"{'not ' if comments else ''}ok {number} - {name}")
        for line in comments:
            print(f"# {line}")
    return 1 if any(comments for _, comments in results) else 0


if __name__ == "__main__":
    sys.exit(main())
