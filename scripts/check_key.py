#!/usr/bin/env python3
"""Checks what gradsheet wrote for graders: check_key.py ASSIGNMENT [DATA.json]

Stands on check_steps.py, and checks besides what that does
- lines with numbers put in: formula, numbers and value are for the letters that the line chooses, the numbers hold no
  name, and both come to the value: to 1 % where numbers are rounded;
- other forms of an answer: each equals what was asked, or the entry of it that it is for.

Prints what is refused and how much is accepted; exits with 1 if any is refused.
"""
import itertools
import json
import pathlib
import sys
from fractions import Fraction

from check_steps import Question, compare, decimal, flat, nodes, plain, questions


def is_near(number, exact, digits, is_rounded, count):
    """Whether a number is the exact value; or the printed digits, to 1 % where it was made of rounded ones."""
    if exact is not None and not is_rounded:
        return compare(decimal(exact), number) == 0
    true, near = Fraction(digits if exact is None else exact), Fraction(1, 100) if is_rounded else Fraction(10, 10**count)
    return abs(Fraction(plain(number)) - true) <= near * abs(true)


def numbers_of(question, form):
    """What a formula without letters, or a matrix written out, gives at the assignment's values."""
    return flat(question.model.point(0).run(question.tree_of(form), {}))


def check_substitution(question, answer, value):
    """An error where a line is not formula = numbers = value."""
    line = answer["substitution"]
    letters = {letter["name"]: letter["value"] for letter in line["letters"]}
    if list(letters) != list(question.ranges):
        raise ValueError("it does not say what its letters are")
    exact, digits = value["exact"], value["decimal"]
    for index in (*letters.values(), *(line["entry"] or [])):
        exact, digits = exact[index - 1], digits[index - 1]
    if [flat([line["value"][key]]) for key in ("exact", "decimal")] != [flat([exact]), flat([digits])]:
        raise ValueError("its value is not that of the question")
    names = {node[1] for node in nodes(question.tree_of(line["numbers"])) if node[0] == "name"} - {"pi"}
    if names:
        raise ValueError(f"no numbers are put in for {sorted(names)}")
    for form in (line["formula"], line["numbers"]):
        found = numbers_of(question, form) if form else []
        found = found * len(flat([exact])) if len(found) == 1 else found
        near = itertools.zip_longest(found, flat([exact]), flat([digits])) if form else ()
        if not all(is_near(*numbers, form.get("is_rounded", False), question.digits) for numbers in near):
            raise ValueError(f"{form['line']} is not {line['value']['decimal']}")


def check(question, shown):
    """For each line and each other form its kind, and None or why it is refused."""
    question.truth(0)  # finds how far its letters run
    for answer in shown["answers"]:
        if answer.get("substitution"):
            try:
                check_substitution(question, answer, shown["value"])
                yield "line", None
            except Exception as error:  # whatever cannot be run is no line either
                yield "line", f"the numbers put into the answer as {answer['as']}: {error}"
    for other in shown.get("alternatives", []):
        try:
            find = other["lhs"]["text"] if other["lhs"] else question.find
            Question(question.model, find, question.digits, question.limit).check_form(json.dumps(other))
            yield "form", None
        except Exception as error:
            yield "form", f"what is also accepted, {other['line']}: {error}"


def main():
    path, data = [*sys.argv[1:], "/dev/stdin"][:2]
    accepted, refused = {"line": 0, "form": 0}, 0
    for question, shown in questions(path, json.loads(pathlib.Path(data).read_text("utf-8"))):
        for kind, reason in check(question, shown):
            accepted[kind], refused = accepted[kind] + (not reason), refused + bool(reason)
            print(f"{shown['id']}: {reason}") if reason else None
    print(f"{accepted['line']} lines accepted, {accepted['form']} other forms accepted, {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
