#!/usr/bin/env python3
"""The answer key, read back: test_key.py GRADSHEET ASSIGNMENT...

Every line with numbers put in comes to its value, as it is typeset; the table key.csv holds the
values of the JSON; the matrix of question marks in a handout is as large as the answer; the key in
every format has the lines, the other forms and the derivations, and says what was verified.
"""
import csv
import html
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

from read_latex import Unread, work_out


class Results:
    def __init__(self):
        self.lines = []

    def add(self, good, name, detail=""):
        self.lines.append(f"{'' if good else 'not '}ok {len(self.lines) + 1} - {name} {detail if not good else ''}")


def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]


def shape(value):
    return (len(value), *shape(value[0])) if isinstance(value, list) else ()


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, check=True, timeout=300).stdout


def is_near(found, exact, digits, is_rounded):
    """The exact value where the numbers are exact; else the printed digits, to 1 % where numbers are rounded."""
    if exact is not None and not is_rounded and not isinstance(found, float):
        return found == Fraction(exact)
    true = Fraction(exact or digits)
    return abs(Fraction(found) - true) <= (Fraction(1, 100) if is_rounded else Fraction(1, 10**4)) * abs(true)


def check_line(line):
    """Whether numbers come to the value; None where a command is not known."""
    try:
        found = work_out(line["numbers"]["latex"])
    except Unread:
        return None
    exact, digits = flat(line["value"]["exact"]), flat(line["value"]["decimal"])
    is_rounded = line["numbers"]["is_rounded"]
    if len(found) != len(exact):
        return False
    return all(is_near(x, true, shown, is_rounded) for x, true, shown in zip(found, exact, digits))


def questions_of(solved):
    return [question for section in solved["sections"] for question in section["questions"]]


def lines_of(question):
    return [answer["substitution"] for answer in question["answers"] if answer.get("substitution")]


def check_lines(results, name, questions):
    outcomes = [(q["id"], line, check_line(line)) for q in questions for line in lines_of(q)]
    wrong = [f"{number}: {line['numbers']['latex']}" for number, line, good in outcomes if good is False]
    read = [good for _, _, good in outcomes if good is not None]
    results.add(not wrong, f"{name}: every line comes to its value as it is typeset", wrong)
    results.add(2 * len(read) > len(outcomes) > 0, f"{name}: most lines can be read", f"{len(read)} of {len(outcomes)}")


def check_choice(results, name, questions):
    """A line stands for one choice of the letters, where there are some, and that is not 0 if any value is not."""
    bad = []
    for question in questions:
        for line in lines_of(question):
            letters = [axis["name"] for axis in question["value"]["axes"]][: len(line["letters"])]
            value = question["value"]["exact"]
            for letter in line["letters"]:
                value = value[letter["value"] - 1]
            is_zero = set(flat(value)) == {"0"} and set(flat(question["value"]["exact"])) != {"0"}
            if is_zero or letters != [letter["name"] for letter in line["letters"]]:
                bad.append(question["id"])
    results.add(not bad, f"{name}: lines stand for letters whose value is not 0", bad)


def rows_of_table(questions):
    """What key.csv must hold: id, points, find, form, answer, and the values."""
    for question in questions:
        for answer in question["answers"]:
            yield question, answer


def check_table(results, name, questions, path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wanted = list(rows_of_table(questions))
    rows = [row for row in rows if row["form"] != "words"]
    good = len(rows) == len(wanted)
    for row, (question, answer) in zip(rows, wanted):
        value = question["value"]
        texts = [str(x) for x in flat(value["decimal"])] if value else []
        good &= row["id"] == question["id"] and row["points"] == question["points"]
        good &= row["find"] == question["find"] and row["form"] == answer["as"] and row["answer"] == answer["line"]
        good &= flat(json.loads(row["decimal"])) == texts if value and row["decimal"].startswith("[") else row["decimal"] == "".join(texts)
        exact = flat(value["exact"]) if value else []
        good &= flat(json.loads(row["exact"])) == exact if row["exact"].startswith("[") else row["exact"] == (exact[0] or "" if exact else "")
    results.add(good, f"{name}: key.csv read back is the JSON's answers and values")


def cells_of(answer):
    rows = answer["blocks"][0]["cells"] if "blocks" in answer else answer["cells"]
    return len(rows), len(rows[0])


def check_blanks(results, name, questions, handout):
    bad = []
    for question in questions:
        entries = [answer for answer in question["answers"] if answer["as"] == "entries"]
        blank = question.get("blank")
        if (blank is None) != (not entries):
            bad.append(question["id"])
        if not entries or blank is None:
            continue
        matrix = blank["latex"].split(r"\begin{bmatrix}")[1].split(r"\end{bmatrix}")[0]
        marks = [row.count("?") for row in matrix.split(r"\\")]
        printed = (len(marks), marks[0])
        is_even = len(set(marks)) == 1
        if not is_even or printed != cells_of(entries[0]) or printed != (blank["rows"], blank["columns"]):
            bad.append(question["id"])
        if blank["latex"] not in handout:
            bad.append(f"{question['id']} is not in the handout")
    results.add(not bad, f"{name}: a handout's question marks are as many as the answer's entries", bad)


def check_key(results, name, solved, questions, folder, stem):
    def read(ending):
        with open(os.path.join(folder, f"{stem}-key.{ending}"), encoding="utf-8") as file:
            return file.read()

    tex, page, text = read("tex"), read("html"), read("md")
    lines = [line for question in questions for line in lines_of(question)]
    others = [other for question in questions for other in question["alternatives"]]
    results.add(all(line["numbers"]["latex"] in tex for line in lines), f"{name}: key.tex has every line")
    results.add(all(f"`{line['numbers']['line']}`" in text for line in lines), f"{name}: key.md has every line")
    results.add(page.count("Numbers put in") == len(lines), f"{name}: key.html has every line")
    results.add(all(other["latex"] in tex and other["line"] in text for other in others)
                and page.count("Also accepted:") == len(others), f"{name}: every key has the other forms")
    marks = {"begins_entries": "", "ends_entries": "⇒ ", "is_asked": ""}
    steps = [f"  - {next((mark for key, mark in marks.items() if step[key]), '= ')}`{step['line']}` ("
             for question in questions for answer in question["answers"] for step in answer["steps"]]
    shown = [line for line in text.splitlines() if line.startswith("  - ")]
    results.add(len(shown) == len(steps) > 0 and all(map(str.startswith, shown, steps)),
                f"{name}: key.md has every step",
                next((f"{a} is not {b}" for a, b in zip(shown, steps) if not a.startswith(b)), ""))
    derived = sum(1 for question in questions for answer in question["answers"] if answer["steps"])
    results.add(page.count("<details>") == page.count("<summary>") >= derived > 0,
                f"{name}: derivations can be folded in key.html")
    said = solved["verification"]["text"]
    results.add(said in html.unescape(page) and "How these answers were verified" in tex and
                str(solved["verification"]["questions"]) in said and said.split(":")[0] in text,
                f"{name}: every key says what was verified")


def check_statement(results, name, solved, questions):
    verified = [question["verified"] for question in questions if question["verified"]]
    wanted = {
        "questions": len(verified),
        "exact": sum(v["exact"] for v in verified),
        "intervals": sum(not v["exact"] for v in verified),
        "points": min(v["points"] for v in verified),
        "forms": sum(len(q["answers"]) for q in questions),
        "alternatives": sum(len(q["alternatives"]) for q in questions),
        "substitutions": sum(len(lines_of(q)) for q in questions),
    }
    found = {key: solved["verification"][key] for key in wanted}
    results.add(found == wanted, f"{name}: the statement counts what was verified", f"{found} {wanted}")


def check_forms(results, name, questions):
    """No form is shown twice for a question."""
    bad = []
    for question in questions:
        shown = [answer["line"] for answer in question["answers"]]
        same = [other["line"] for other in question["alternatives"] if other["lhs"] is None]
        if len(set(same)) != len(same) or set(same) & set(shown):
            bad.append(question["id"])
    results.add(not bad, f"{name}: other forms differ from those shown", bad)


def check_answers(results, name, program, path, questions):
    """The answers are the same to a letter, whatever else a command works out beside them."""
    told = subprocess.run([program, "check", "-q", "--trace", "notation", path], capture_output=True,
                          check=True, text=True, timeout=300).stderr.splitlines()
    printed = [f"{q['find']} = {answer['line']}" for q in questions for answer in q["answers"]]
    results.add(told == printed, f"{name}: the same answers in every command",
                next((f"{a} is not {b}" for a, b in zip(told, printed) if a != b), ""))


def check_assignment(results, program, path):
    name = os.path.basename(path)
    stem = os.path.splitext(name)[0]
    solved = json.loads(run(program, "data", path))
    questions = questions_of(solved)
    with tempfile.TemporaryDirectory() as folder:
        run(program, "build", "-q", "--no-pdf", "-o", folder, path, "key", "key.html", "key.md", "key.csv", "handout")
        with open(os.path.join(folder, f"{stem}-handout.tex"), encoding="utf-8") as file:
            handout = file.read()
        check_lines(results, name, questions)
        check_choice(results, name, questions)
        check_table(results, name, questions, os.path.join(folder, f"{stem}-key.csv"))
        check_blanks(results, name, questions, handout)
        check_key(results, name, solved, questions, folder, stem)
        check_statement(results, name, solved, questions)
        check_forms(results, name, questions)
        check_answers(results, name, program, path, questions)


def main():
    program, *paths = sys.argv[1:]
    results = Results()
    for path in paths:
        check_assignment(results, program, path)
    print(f"1..{len(results.lines)}", *results.lines, sep="\n")
    return 1 if any(line.startswith("not") for line in results.lines) else 0


if __name__ == "__main__":
    sys.exit(main())
