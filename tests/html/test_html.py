#!/usr/bin/env python3
"""Reads HTML sheets as a browser and a validator do: test_html.py GRADSHEET TOOLS ASSIGNMENT...

TOOLS is the folder in which `scripts/setup --browser` has installed axe-core, playwright-core and
the Nu validator. Every HTML sheet of each assignment is built; axe-core in headless Chromium must
find no violation, light and dark, nothing may go past the edge of a window 320 px wide or scroll but
sideways, and the validator must have nothing to say. axe sees a formula as one word, which saves minutes; in the
shortest key it sees all that formulas hold. A page with faults is read too: they must be found. Exits
with 77 where a tool is missing. SCREENSHOTS=DIR keeps pictures.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE.parent.parent / "templates"
SKIPPED = 77
NODE_PACKAGES = ["axe-core", "playwright-core", "vnu-jar"]
# What must be found in faulty.html: the beginnings of what axe.js says, words of what the validator does.
FAULTS = ["whole: image-alt (1)", "320 px wide: the page is ", "wide: boxes that scroll up and down",
          "320 px wide: scrollable-region-focusable (1)", "light: image-alt (1)", "light: color-contrast (2)", "dark: color-contrast (2)"]
INVALID = "Duplicate ID"


def missing(tools):
    """What this test needs and this machine has not."""
    programs = [name for name in ("chromium", "node", "java") if shutil.which(name) is None]
    return programs + [name for name in NODE_PACKAGES if not (tools / "node_modules" / name).is_dir()]


def sheets():
    """The HTML sheets that gradsheet can build: templates that have the page layout as their parent."""
    parent = re.compile(r"\{\{<\s*layout\s*\}\}")
    names = [path.name for path in sorted(TEMPLATES.glob("*.html")) if parent.search(path.read_text(encoding="utf-8"))]
    if len(names) < 3:
        raise RuntimeError(f"of the HTML sheets only {names} were found")
    return names


def looked_at(tools, whole, files):
    """What the browser finds in each file, by its name."""
    environment = dict(os.environ, NODE_PATH=str(tools / "node_modules"))
    command = ["node", HERE / "axe.js", shutil.which("chromium"), *whole, "--", *files]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=900)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["file"]: line["problems"] for line in lines}


def begin_validator(tools, files):
    jar = tools / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss4m", "-jar", jar, "--stdout", "--format", "json", "--filterfile", HERE / "nu.filter", *files]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def validated(process, files):
    """What the validator says of each file, by its name."""
    said, _ = process.communicate(timeout=900)
    found = {str(file): [] for file in files}
    for message in json.loads(said)["messages"]:
        place = f"line {message.get('lastLine', '?')}: {message['message']}"
        found[message["url"].removeprefix("file:")].append(place)
    return found


def results(files, looks, validity):
    """A name, and what is wrong, for each sheet and for the page with faults."""
    *pages, faulty = map(str, files)
    for page in pages:
        name = pathlib.Path(page).name
        yield f"{name} is accessible, light, dark and narrow", looks[page]
        yield f"{name} is valid", validity[page]
    for fault in FAULTS:
        is_found = any(problem.startswith(fault) for problem in looks[faulty])
        yield f"of a page with faults it says “{fault.strip()}”", [] if is_found else looks[faulty]
    is_found = any(INVALID in message for message in validity[faulty])
    yield "the validator finds a name that is given twice", [] if is_found else validity[faulty]


def main():
    program, tools, *assignments = sys.argv[1:]
    tools = pathlib.Path(tools).resolve()
    if missing(tools):
        print(f"skipped: there is no {', no '.join(missing(tools))}; `scripts/setup --browser` installs what is missing")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        for assignment in assignments:
            command = [program, "build", "-q", "-o", folder, assignment, *sheets()]
            subprocess.run(command, check=True, timeout=300)
        faulty = HERE / "faulty.html"
        files = [*sorted(pathlib.Path(folder).glob("*.html")), faulty]
        shortest_key = min(pathlib.Path(folder).glob("*-key.html"), key=lambda path: path.stat().st_size)
        validator = begin_validator(tools, files)
        looks = looked_at(tools, [shortest_key, faulty], files)
        judged = list(results(files, looks, validated(validator, files)))
    good = True
    for number, (name, wrong) in enumerate(judged, 1):
        good = good and not wrong
        print(f"{'not ' if wrong else ''}ok {number} - {name}")
        for line in wrong:
            print(f"# {line}")
    print(f"1..{len(judged)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
