#!/usr/bin/env python3
"""Prints "N passed, N failed" for the log of a `meson test` run, counted by single test.

A Check program says how many checks it made, the whole-program cases say so in TAP; a program that
says neither counts as one.
"""
import json
import re
import sys

CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.MULTILINE)
TAP = re.compile(r"^(not )?ok \d+", re.MULTILINE)


def count(test):
    """How many tests of one program passed and failed."""
    output = test.get("stdout", "")
    passed = failed = 0
    for checks, failures, errors in CHECK.findall(output):
        failed += int(failures) + int(errors)
        passed += int(checks) - int(failures) - int(errors)
    for negation in TAP.findall(output):
        failed += negation != ""
        passed += negation == ""
    if test["result"] in ("SKIP", "EXPECTEDFAIL"):
        return passed, failed
    if test["result"] == "OK":
        return max(passed, 1), failed
    return passed, max(failed, 1)


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        tests = [json.loads(line) for line in log]
    for test in tests:
        if test["result"] == "SKIP":
            print(f"{test['name']}: {test.get('stdout', '').strip() or 'skipped'}")
    counts = [count(test) for test in tests]
    print(f"{sum(c[0] for c in counts)} passed, {sum(c[1] for c in counts)} failed")


if __name__ == "__main__":
    main()
