#!/usr/bin/env python3
"""What derivations and certain digits cost: certainty.py GRADSHEET HOMEWORK SIGMOID

Prints the least time of many runs, and fails where the steps of all the homework's answers and their
decimals add STEPS_LIMIT or more to it, or where a thousand digits of the sigmoid network take DIGITS_LIMIT in
all.
"""
import subprocess
import sys
import tempfile
import time

RUNS = 25
STEPS_LIMIT, DIGITS_LIMIT = 0.010, 0.100  # seconds


def least_time(*command):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    program, homework, sigmoid = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        build = (program, "build", "--no-pdf", "-q", "-o", folder, homework)
        plain, with_steps = least_time(*build), least_time(*build, "--steps")
    digits = least_time(program, "data", "--digits", "1000", sigmoid)
    print(f"homework {plain * 1e3:.1f} ms, with its steps {with_steps * 1e3:.1f} ms")
    print(f"a thousand digits of the sigmoid network {digits * 1e3:.1f} ms")
    return 0 if with_steps - plain < STEPS_LIMIT and digits < DIGITS_LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
