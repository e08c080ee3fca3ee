#!/usr/bin/env python3
"""Runs the whole-program cases: run.py [--update] GRADSHEET [CASE...]

A case is a folder beside this file. It is copied to a temporary folder, the program is run there,
and what it says and leaves is compared, byte for byte:

    command          arguments of gradsheet, a line for each run; `< FILE` at its end is its input
    generate.py      optional; makes inputs too large or too odd to keep, or from those of
                     assignments/, the folder that $ASSIGNMENTS names
    needs            optional; a program without which the case is skipped
    expected.out     standard output (none: empty)
    expected.err     standard error, whole messages with their carets (none: empty)
    expected.status  exit status of the last run (none: 0)
    expected.files   paths that the runs leave behind, a line each (none: nothing new)

Files that were there before must be as they were. Seconds ("0.12 s") are compared as "N s".
--update writes the expected files; read them by eye before you commit them.
"""
import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ASSIGNMENTS = HERE.parent.parent / "assignments"
TIME_LIMIT = 120
SECONDS = re.compile(rb"\b\d+\.\d+ s\b")


def snapshot(folder):
    """The files of a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run_line(program, line, folder):
    """Runs one line of a command file."""
    line, _, source = line.partition(" < ")
    data = (folder / source.strip()).read_bytes() if source else b""
    environment = dict(os.environ, LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="0")
    return subprocess.run(
        [program, *shlex.split(line)],
        cwd=folder,
        input=data,
        capture_output=True,
        timeout=TIME_LIMIT,
        env=environment,
        check=False,
    )


def run_case(program, case):
    """What a case gives: its expected files as they should be, and changed files."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "case"
        shutil.copytree(case, folder)
        if (folder / "generate.py").exists():
            environment = dict(os.environ, ASSIGNMENTS=str(ASSIGNMENTS))
            subprocess.run(
                [sys.executable, "generate.py"], cwd=folder, check=True, env=environment
            )
        before = snapshot(folder)
        out = err = b""
        status = 0
        for line in (case / "command").read_text(encoding="utf-8").splitlines():
            done = run_line(program, line, folder)
            out += done.stdout
            err += done.stderr
            status = done.returncode
        after = snapshot(folder)
    new = "".join(f"{path}\n" for path in after if path not in before)
    changed = [path for path in before if after.get(path) != before[path]]
    return {
        "expected.out": SECONDS.sub(b"N s", out),
        "expected.err": SECONDS.sub(b"N s", err),
        "expected.status": b"" if status == 0 else f"{status}\n".encode(),
        "expected.files": new.encode(),
    }, changed


def differences(case, actual, changed):
    """Lines that tell how a case differs from what is expected."""
    for name, got in actual.items():
        path = case / name
        expected = path.read_bytes() if path.exists() else b""
        if got != expected:
            yield f"{name} expected:"
            yield from ("  " + line for line in expected.decode("utf-8", "replace").splitlines())
            yield "and came out as:"
            yield from ("  " + line for line in got.decode("utf-8", "replace").splitlines())
    for path in changed:
        yield f"{path} was changed"


def update(case, actual):
    """Makes what came out the expectation."""
    for name, got in actual.items():
        if got:
            (case / name).write_bytes(got)
        else:
            (case / name).unlink(missing_ok=True)


def judge(program, case, updating):
    """The TAP line of a case after its number, and lines of comment."""
    needs = case / "needs"
    if needs.exists() and shutil.which(needs.read_text(encoding="utf-8").strip()) is None:
        return True, f"{case.name} # SKIP needs {needs.read_text(encoding='utf-8').strip()}", []
    try:
        actual, changed = run_case(program, case)
    except subprocess.TimeoutExpired:
        return False, case.name, [f"took longer than {TIME_LIMIT} s"]
    if updating:
        update(case, actual)
    lines = list(differences(case, actual, changed))
    return not lines, case.name, lines


def main():
    arguments = sys.argv[1:]
    updating = "--update" in arguments
    arguments = [argument for argument in arguments if argument != "--update"]
    program = os.path.abspath(arguments[0])
    names = arguments[1:]
    cases = sorted(path.parent for path in HERE.glob("*/command"))
    cases = [case for case in cases if not names or case.name in names]
    print(f"1..{len(cases)}")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda case: judge(program, case, updating), cases)
        for number, (good, name, comments) in enumerate(results, 1):
            failed += not good
            print(f"{'' if good else 'not '}ok {number} - {name}")
            for line in comments:
                print(f"# {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
