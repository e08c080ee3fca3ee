#!/usr/bin/env python3
"""The line that says what a long run is doing: test_progress.py GRADSHEET ASSIGNMENT

The program writes to a pseudo-terminal, which is read as a terminal shows it. In the place of pdflatex
stands a script that asks to be run again, or that waits until the line has been read.
"""
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata

TIME_LIMIT = 120  # seconds in which there must be something new to read
AGAIN = '#!/bin/sh\necho "Rerun to get" >sheet.log\necho pdf >sheet.pdf\n'
WAITING = '#!/bin/sh\nread line <"{}"\n: >sheet.log\necho pdf >sheet.pdf\n'
WRONG = "gradsheet: 1\ntitle: Wrong\n"


class Terminal:
    """A pseudo-terminal, and what a program has written to it."""

    def __init__(self, columns=80):
        self.end, self.programs_end = pty.openpty()
        fcntl.ioctl(self.programs_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.bytes = b""
        self.process = None

    def run(self, command, folder, **environment):
        known = dict(os.environ, TERM="xterm", NO_COLOR="1", LC_ALL="C.UTF-8", GRADSHEET_PROGRESS_AFTER="0",
                     PATH=f"{folder}:{os.environ['PATH']}")
        self.process = subprocess.Popen(command, env=known | environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.programs_end)
        os.close(self.programs_end)

    def read(self):
        """Whether there was more to read."""
        if not select.select([self.end], [], [], TIME_LIMIT)[0]:
            self.process.kill()
            raise TimeoutError(f"nothing new for {TIME_LIMIT} seconds after {self.bytes[-200:]}")
        try:
            read = os.read(self.end, 65536)
        except OSError:  # the program has ended
            read = b""
        self.bytes += read
        return read != b""

    def read_until(self, words):
        while words not in self.bytes.decode("utf-8", "replace") and self.read():
            pass

    def finish(self):
        """Reads the rest; what the program printed on standard output, and its exit status."""
        while self.read():
            pass
        os.close(self.end)
        out = self.process.communicate(timeout=TIME_LIMIT)[0].decode("utf-8")
        return out, self.process.returncode

    @property
    def written(self):
        return self.bytes.decode("utf-8")

    def shown(self):
        """What was to be read on the line, one after the other."""
        return [text.strip() for text in re.split(r"\r\033\[K|\r?\n", self.written) if text.strip()]

    def left(self):
        """What stands there at the end."""
        lines = self.written.replace("\r\n", "\n").split("\n")
        return "\n".join(line.rpartition("\r\033[K")[2] for line in lines)


def finished(command, folder, columns=80, **environment):
    """The terminal after a run, and the run's standard output."""
    terminal = Terminal(columns)
    terminal.run(command, folder, **environment)
    return terminal, terminal.finish()[0]


def width(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def check_line(build, folder):
    terminal, out = finished(build, folder)
    shown = terminal.shown()
    derived = [f"deriving {number} of 25 …" for number in range(1, 26)]
    yield [text for text in shown if text.startswith("deriving")] == derived, "it says what is derived"
    yield "verifying section 2 of 2 …" in shown, "it says what is verified"
    runs = [text.partition(":")[0] for text in shown if "pdfLaTeX" in text]
    ordinals = ["first", "second", "third", "fourth"]
    yield runs == [f"pdfLaTeX, {ordinal} run" for ordinal in ordinals], "it counts the runs of TeX"
    yield terminal.left() == "", "nothing of it is left at the end"
    yield "wrote " in out and "…" not in out, "standard output is as ever"
    narrow, _ = finished(build, folder, columns=12)
    longest = max(map(len, narrow.shown()))
    yield longest == 11, "it is cut to the width of the terminal"


def check_silence(build, folder):
    quiet, out = finished([*build, "-q"], folder)
    yield quiet.written + out == "", "with -q there is none"
    dumb, _ = finished(build, folder, TERM="dumb")
    yield dumb.written == "", "a terminal that cannot erase it has none"
    traced, _ = finished([*build, "--trace", "source"], folder)
    yield "…" not in traced.written and traced.written != "", "--trace has none between its lines"
    environment = dict(os.environ, GRADSHEET_PROGRESS_AFTER="0")
    done = subprocess.run([*build, "--no-pdf"], capture_output=True, timeout=120, check=True, env=environment)
    yield done.stderr == b"", "what is no terminal has none"


def check_error(program, folder):
    path = folder / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    told = subprocess.run([program, "check", path], capture_output=True, timeout=120, check=False)
    terminal, _ = finished([program, "check", path], folder)
    yield terminal.left() == told.stderr.decode("utf-8") != "", "messages stand where it stood"


def check_names(program, assignment, folder):
    """Names of files stand in the line, and they may hold anything."""
    build = [program, "build", assignment, "-o"]
    terminal, _ = finished([*build, folder / "red \033[31m \x9b31m \x07"], folder)
    commands = set(re.findall(r"[\x00-\x1f\x7f-\x9f]+", terminal.written.replace("\r\033[K", "")))
    yield commands == set(), "a name gives the terminal no commands"
    yield any("red ?[31m ?31m ?/" in text for text in terminal.shown()), "they are question marks"
    wide, _ = finished([*build, folder / ("梯度" * 30)], folder, columns=120)
    yield max(map(width, wide.shown())) in (118, 119), "a wide character takes two columns"
    long = [finished([*build, folder / ("x" * start + "é" * 100) / ("é" * 100) / ("é" * 100)], folder, columns=1000)[0]
            for start in range(2)]  # one of them would be cut inside a character
    yield all("éé …" in terminal.written for terminal in long), "a long name is cut between characters"


def begin_waiting(build, folder, **environment):
    """A run in which TeX, the last to tell anything, waits for a line in the pipe."""
    pipe = folder / "pipe"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    (folder / "pdflatex").write_text(WAITING.format(pipe), encoding="utf-8")
    terminal = Terminal()
    terminal.run(build, folder, **environment)
    terminal.read_until("pdfLaTeX, first run")
    return terminal, os.open(pipe, os.O_RDWR)  # this does not wait for the script


def check_patience(build, folder):
    terminal, pipe = begin_waiting(build, folder, GRADSHEET_PROGRESS_AFTER="0.01")
    os.write(pipe, b"go on\n")
    _, status = terminal.finish()
    os.close(pipe)
    yield status == 0 and terminal.left() == "", "it comes in time, whoever is at work"


def check_interruption(build, folder):
    for number in (signal.SIGINT, signal.SIGTERM):
        terminal, pipe = begin_waiting(build, folder)
        terminal.process.send_signal(number)
        _, status = terminal.finish()
        os.close(pipe)
        yield status == -number and terminal.left() == "", f"nothing of it is left after {number.name}"


def main():
    program, assignment = sys.argv[1:]
    number, good = 0, True
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "pdflatex").write_text(AGAIN, encoding="utf-8")
        (folder / "pdflatex").chmod(0o755)
        build = [program, "build", "-o", folder / "out", assignment]
        for check in [check_line(build, folder), check_silence(build, folder), check_error(program, folder),
                      check_names(program, assignment, folder), check_patience(build, folder),
                      check_interruption(build, folder)]:
            for passed, name in check:
                number += 1
                good = good and passed
                print(f"{'' if passed else 'not '}ok {number} - {name}", flush=True)
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
