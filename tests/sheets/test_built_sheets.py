#!/usr/bin/env python3
"""What `gradsheet build` makes of the assignments that ship: test_built_sheets.py GRADSHEET FOLDER

FOLDER holds the assignments. Each LaTeX sheet of each assignment is read as a course's own program would read it, and typeset,
where pdflatex is installed: no box may be overfull.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SHEETS = ["submission", "submission-blank", "key", "handout", "exam", "upload", "upload-blank"]
PLACE = re.compile(
    r"^\\begin\{gradsheetanswer\}\{([^}]*)\}\n(.*?)^\\end\{gradsheetanswer\}$", re.M | re.S
)


def has_exam_class():
    done = subprocess.run(["kpsewhich", "exam.cls"], stdout=-1, timeout=60, check=False)
    return done.returncode == 0


class Sheets:
    """The sheets of one assignment in a folder of their own."""

    def __init__(self, program, assignment, folder):
        self.program = program
        self.assignment = assignment
        self.folder = folder
        self.pages = {}
        build = [program, "build", "-q", "--no-pdf", "-o", folder, assignment]
        # A sheet to fill in is built by its option, as users do.
        subprocess.run([*build, *(s for s in SHEETS if "blank" not in s)], check=True, timeout=300)
        subprocess.run([*build, "--blank", "submission", "upload"], check=True, timeout=300)
        steps = [program, "build", "-q", "--no-pdf", "-o", folder / "steps", assignment]
        subprocess.run([*steps, "--steps", "upload"], check=True, timeout=300)
        (folder / "steps" / self.path("upload").name).rename(self.path("upload-steps"))
        data = subprocess.run([program, "data", assignment], check=True, timeout=300, stdout=-1)
        self.data = json.loads(data.stdout)
        self.sections = self.data["sections"]
        self.questions = [q for section in self.sections for q in section["questions"]]

    def path(self, sheet):
        return self.folder / f"{self.assignment.stem}-{sheet}.tex"

    def tex(self, sheet):
        return self.path(sheet).read_text(encoding="utf-8")

    def typeset(self, sheet):
        """The log and the number of pages."""
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", self.path(sheet).name]
        log = "Rerun to get"
        for _ in range(4):
            if "Rerun to get" not in log:
                break
            done = subprocess.run(command, cwd=self.folder, timeout=120, stdout=-1, check=False)
            log = self.path(sheet).with_suffix(".log").read_text(encoding="utf-8", errors="replace")
        pages = re.search(r"\((\d+) pages?,", log.replace("\n", ""))
        return log, int(pages[1]) if pages and done.returncode == 0 else 0


def check_blank(sheets):
    """The sheet to fill in has a place for each question, and nothing of its answer."""
    places = PLACE.findall(sheets.tex("submission-blank"))
    ids = [question["id"] for question in sheets.questions]
    yield [place[0] for place in places] == ids, "a place to fill in for each question, in order"
    marks = [body.count("?") for _, body in places]
    wanted = []
    for question in sheets.questions:
        sizes = [
            answer["blank"]["latex"].count("?") if answer["blank"] else 1
            for answer in question["answers"]
        ]
        wanted.append(sum(sizes) or 1)
    yield marks == wanted, "as many question marks as there are entries"
    given_away = [
        question["id"]
        for question in sheets.questions
        for answer in question["answers"]
        if len(answer["latex"]) > 40
        and answer["latex"] in sheets.tex("submission-blank")
        and answer["latex"] not in sheets.tex("handout")
    ]
    yield not given_away, f"no answer is given away {given_away or ''}"


def filled_in(sheets):
    """Writes the answers into the sheet to fill in, each after a line in words."""
    answers = {question["id"]: question["answers"] for question in sheets.questions}

    def fill(place):
        lines = [
            f"\\[\n  a\n\\]\nand so\n\\[ {answer['latex']} \\]\n" for answer in answers[place[1]]
        ]
        body = "".join(lines) or "In words, with $a$ and \\[ b = 1. \\]\n"
        return f"\\begin{{gradsheetanswer}}{{{place[1]}}}\n{body}\\end{{gradsheetanswer}}"

    sheets.path("filled").write_text(PLACE.sub(fill, sheets.tex("submission-blank")), "utf-8")


def with_answers(sheets):
    """The exam with its solutions, as its first lines say how to get them."""
    exam = sheets.tex("exam")
    switch = exam.replace("\n  % \\printanswers", "\n  \\printanswers")
    sheets.path("exam-solved").write_text(switch, "utf-8")
    return switch != exam


def check_data(sheets):
    """A sheet in LaTeX is solved with what it prints alone, and is what the whole data makes of it."""
    for sheet in ["submission", "handout", "exam", "upload"]:
        for options in [[], ["--steps"]]:
            where = sheets.folder / "alone"
            build = [sheets.program, "build", "-q", "--no-pdf", "-o", where, *options]
            subprocess.run([*build, sheets.assignment, sheet], check=True, timeout=300)
            path = where / f"{sheets.assignment.stem}-{sheet}.tex"
            whole = {**sheets.data, "shows_steps": bool(options)}
            (where / "data.json").write_text(json.dumps(whole), "utf-8")
            render = [sheets.program, "render", sheet, where / "data.json"]
            text = subprocess.run(render, check=True, timeout=300, stdout=-1).stdout
            name = " ".join([sheet, *options])
            yield path.read_bytes() == text, f"{name}: the same from all data"


def check_exam(sheets):
    """Every question is a part with its points, every answer a solution, and none is printed."""
    exam = sheets.tex("exam")
    parts = re.findall(r"^\\begin\{gspart\}\{(.*?)\}\{(.*?)\}", exam, re.M)
    wanted = [(question["id"], question["points"]) for question in sheets.questions]
    yield parts == wanted, "exam: a part for each question"
    solutions = re.findall(r"^\\begin\{solution\}(.*?)^\\end\{solution\}", exam, re.M | re.S)
    answers = [[answer["latex"] for answer in q["answers"]] for q in sheets.questions]
    yield len(solutions) == len(answers) and all(
        latex in solution for solution, all_of in zip(solutions, answers) for latex in all_of
    ), "exam: its solutions are the answers"
    yield with_answers(sheets), "exam: solutions are not printed unless asked for"


def check_upload(sheets):
    """A page for each section and for each question, in order, filled in or not."""
    wanted = len(sheets.sections) + len(sheets.questions)
    for sheet in ["upload", "upload-blank"]:
        yield sheets.pages[sheet] == wanted, f"{sheet}: {wanted} pages"
    if shutil.which("pdftotext"):
        yield from check_continued(sheets, wanted)


def check_continued(sheets, wanted):
    """With its derivations, too, each question has its page; what is longer goes on after the last."""
    pdf = sheets.path("upload-steps").with_suffix(".pdf")
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, timeout=60, stdout=-1)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    heads = [re.search(r"^ *(Question \S+?)(, continued| *\(.*| *)$", page, re.M) for page in pages]
    heads = [head and (head[1], "continued" in head[2]) for head in heads]
    ids = [("Question " + question["id"], False) for question in sheets.questions]
    yield [head for head in heads[:wanted] if head] == ids, "upload --steps: the pages of upload"
    further = list(enumerate(heads))[wanted:]
    yield all(head and head[1] for _, head in further), f"upload --steps: {len(further)} more go on"
    led = [(int(number), heads[at][0]) for at, page in enumerate(pages)
           for number in re.findall(r"continued on page (\d+)", page)]
    yield sorted(led) == [(at + 1, head[0]) for at, head in further], "and are led to"


def check_pages(sheets):
    filled_in(sheets)
    for sheet in [*SHEETS, "upload-steps", "filled", "exam-solved"]:
        if "exam" in sheet and not has_exam_class():
            continue
        log, pages = sheets.typeset(sheet)
        sheets.pages[sheet] = pages
        overfull = [line for line in log.splitlines() if line.startswith("Overfull")]
        yield not overfull and pages > 0, f"{sheet}: no box is overfull {overfull or ''}"


def check_openings(sheets):
    """Where a section's title stands, its first question does. (A key has a long table between them.)"""
    for sheet in ["submission", "submission-blank", "handout", "filled"]:
        pdf = sheets.path(sheet).with_suffix(".pdf")
        done = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, timeout=60, stdout=-1)
        pages = done.stdout.decode("utf-8").split("\f")
        alone = []
        for section in sheets.sections:
            title = re.compile(rf"^ *{section['number']} +{re.escape(section['title'])}", re.M)
            found = [page for page in pages if title.search(page)]
            if len(found) != 1 or f"Question {section['number']}.1 " not in found[0]:
                alone.append(section["title"])
        yield not alone, f"{sheet}: each section begins with its first question {alone or ''}"


def main():
    program, folder = sys.argv[1:]
    checks = [check_blank, check_exam, check_data]
    if shutil.which("pdflatex"):
        checks += [check_pages, check_upload]
    if shutil.which("pdflatex") and shutil.which("pdftotext"):
        checks += [check_openings]
    good = True
    number = 0
    for assignment in sorted(pathlib.Path(folder).glob("*.yaml")):
        with tempfile.TemporaryDirectory() as temporary:
            sheets = Sheets(program, assignment, pathlib.Path(temporary))
            for check in checks:
                for passed, name in check(sheets):
                    number += 1
                    good = good and passed
                    print(f"{'' if passed else 'not '}ok {number} - {assignment.stem}: {name}")
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
