#!/usr/bin/env python3
"""The certificate: test_certificate.py GRADSHEET CHECK_STEPS FORGERIES ASSIGNMENT...

What gradsheet writes for each assignment must be accepted, step by step and value by value; and what
a forger makes of it, one token at a time, must be refused. A forgery that still equals what was asked
(x[1,1] for x[1,i] where there is one entry) is none: it is told apart by comparing it at many more
points than the checker does. FORGERIES are the tries of each kind for each question.
"""
import copy
import importlib
import itertools
import json
import os
import random
import re
import subprocess
import sys

MANY_POINTS = 40
TOKEN = re.compile(r"\d+|[^\W\d]\w*|\*\*|[<>=!]=|\S")


def load(path):
    """The two programs: of steps and values, and of what graders are given besides."""
    sys.path.insert(0, os.path.dirname(path))
    return importlib.import_module("check_steps"), importlib.import_module("check_key")


def name_of(shown):
    """A question's number; of a forward value, the quantity."""
    return shown.get("id", shown["find"])


def tokens_of(text):
    return [(match.start(), match.group()) for match in TOKEN.finditer(text)]


def replaced(text, place, token, new):
    return text[:place] + new + text[place + len(token) :]


def forge_sign(draw, text, names):
    signs = [(place, token) for place, token in tokens_of(text) if token in "+-"]
    if not signs or draw.random() < 0.3:
        return "-(" + text + ")"
    place, token = draw.choice(signs)
    return replaced(text, place, token, "-" if token == "+" else "+" if text[:place].strip() else " ")


def forge_index(draw, text, names):
    indices = [
        (brackets.start(1) + place, token)
        for brackets in re.finditer(r"\[([^\[\]]*)\]", text)
        for place, token in tokens_of(brackets.group(1))
        if token not in ",."
    ]
    if not indices:
        return text
    place, token = draw.choice(indices)
    return replaced(text, place, token, draw.choice(["1", "2", *{token for _, token in indices}]))


def forge_factor(draw, text, names):
    factors = list(re.finditer(r" [*@] [^\W\d]\w*(\[[^\[\]]*\])?(?![\w\[(^' ]*[\[(^'])", text))
    factors += re.finditer(r"(?<![\w\]).'/^] )[^\W\d\[]\w*(\[[^\[\]]*\])? \* ", text)
    if not factors:
        return text
    factor = draw.choice(factors)
    return text[: factor.start()] + text[factor.end() :]


def forge_digit(draw, text, names):
    digits = [match.start() for match in re.finditer(r"(?<![\w.])\d(?![\w.])", text)]
    if not digits:
        return text
    place = draw.choice(digits)
    return replaced(text, place, text[place], draw.choice("0123456789"))


def forge_name(draw, text, names):
    found = [(place, token) for place, token in tokens_of(text) if token in names]
    if not found:
        return text
    place, token = draw.choice(found)
    return replaced(text, place, token, draw.choice(names))


FORGERS = [forge_sign, forge_index, forge_factor, forge_digit, forge_name]


def rows_in(form):
    return form.get("cells") or [row for block in form.get("blocks", []) for row in block["cells"]]


def cells_in(form):
    """Each cell's row, and its place in it."""
    return [(row, place) for row in rows_in(form) for place in range(len(row))]


def formulas_in(form):
    """The objects whose text a forger may edit."""
    alone = [form] if "text" in form else [form["factor"]] if form["factor"] else []
    return alone + [cell for row in rows_in(form) for cell in row]


class Results:
    def __init__(self, tries):
        self.tries = tries * int(os.environ.get("GRADSHEET_TEST_MULTIPLIER", "1"))
        self.lines, self.refused, self.equal, self.accepted = [], 0, 0, []

    def add(self, good, name):
        self.lines.append(f"{'' if good else 'not '}ok {len(self.lines) + 1} - {name}")


def is_refused(found):
    return any(reason is not None for _, reason in found)


def count_forgery(results, question, forged, step, what):
    """Of an answer: refused; or equal at many points; or accepted, which must not be."""
    if is_refused(question.check_answer(forged)):
        results.refused += 1
        return
    try:
        question.check_form(json.dumps(step), MANY_POINTS)
        results.equal += 1
    except ValueError:
        results.accepted.append(what)


def forge_steps(draw, results, question, shown):
    names = list(question.model.names)
    for _ in range(results.tries if shown["answers"] else 0):
        for forge in FORGERS:
            forged = copy.deepcopy(draw.choice(shown["answers"]))
            step = draw.choice(forged["steps"])
            target = draw.choice(formulas_in(step))
            before = target["text"]
            target["text"] = forge(draw, before, names)
            if target["text"] == before:
                continue
            if step is forged["steps"][-1]:
                forged.update({key: step[key] for key in ("text", "factor", "cells", "blocks") if key in step})
            what = f"{name_of(shown)}: {before} became {target['text']}"
            if step is forged["steps"][0] and not is_refused(question.check_answer(forged)):
                results.accepted.append(what)
            else:
                count_forgery(results, question, forged, step, what)


def forge_layout(draw, results, question, shown):
    """A cell that is dropped, two cells or two lines that change places."""
    for _ in range(results.tries if shown["answers"] else 0):
        forged = copy.deepcopy(draw.choice(shown["answers"]))
        what = f"{name_of(shown)}: the answer as {forged['as']}"
        if len(cells_in(forged["steps"][-1])) > 1:
            dropped, changed = copy.deepcopy(forged), copy.deepcopy(forged)
            draw.choice(rows_in(dropped["steps"][-1])).pop()
            (a, i), (b, j) = draw.sample(cells_in(changed["steps"][-1]), 2)
            a[i], b[j] = b[j], a[i]
            for edited, edit in ((dropped, "lost a cell"), (changed, "has two cells in each other's place")):
                step = edited["steps"][-1]
                edited.update({key: step[key] for key in ("cells", "blocks") if key in step})
                count_forgery(results, question, edited, step, f"{what} {edit}")
        steps = forged["steps"]
        place = draw.choice([0, len(steps) - 2])
        steps[place : place + 2] = steps[place + 1], steps[place]
        if any(steps[place].get(key) != steps[place + 1].get(key) for key in ("text", "cells", "blocks")):
            if is_refused(question.check_answer(forged)):
                results.refused += 1
            else:
                results.accepted.append(f"{what} has two lines in each other's place")


def leaves(value):
    """The lists that hold the numbers of nested lists, with their places."""
    for place, item in enumerate(value):
        if isinstance(item, list):
            yield from leaves(item)
        else:
            yield value, place


def forge_number(draw, text):
    """One digit more, fewer or other, or the other sign."""
    kind = draw.randrange(4)
    if kind == 0 and text != "0":
        return text[1:] if text.startswith("-") else "-" + text
    digits = [match.start() for match in re.finditer(r"\d", text)]
    place = draw.choice(digits)
    if kind == 1 and len(digits) > 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[: digits[-1] + 1] + draw.choice("0123456789") + text[digits[-1] + 1 :]
    return replaced(text, place, text[place], draw.choice("0123456789"))


def forge_values(draw, results, question, shown):
    if shown["value"] is None:
        return
    for _ in range(results.tries):
        for which in ("exact", "decimal"):
            forged = copy.deepcopy(shown)
            holder = forged["value"] if isinstance(forged["value"][which], (str, type(None))) else None
            holder, place = (holder, which) if holder else draw.choice(list(leaves(forged["value"][which])))
            before = holder[place]
            if before is None:
                continue
            holder[place] = forge_number(draw, before)
            if holder[place] == before:
                continue
            if is_refused(question.check_value(forged)):
                results.refused += 1
            else:
                results.accepted.append(f"{name_of(shown)}: {which} {before} became {holder[place]}")


def forge_lines(draw, key, results, question, shown):
    """Numbers put into answers; a forged one may stand beside a factor of 0, and then is none."""
    for answer in shown["answers"]:
        line = answer["substitution"]
        if not line or line["numbers"]["is_rounded"]:
            continue
        for _ in range(results.tries):
            forged = copy.deepcopy(answer)
            target = draw.choice(formulas_in(forged["substitution"]["numbers"]))
            before = target["text"]
            target["text"] = forge_digit(draw, before, []) if draw.random() < 0.5 else forge_sign(draw, before, [])
            try:
                key.check_substitution(question, forged, shown["value"])
            except Exception:
                results.refused += 1
                continue
            was, now = (key.numbers_of(question, a["substitution"]["numbers"]) for a in (answer, forged))
            if was == now:
                results.equal += 1
            else:
                results.accepted.append(f"{name_of(shown)}: the line {before} became {target['text']}")


def test_assignment(checker, key, program, path, results):
    done = subprocess.run([program, "data", path], capture_output=True, check=False, timeout=300)
    name = os.path.basename(path)
    if done.returncode != 0:
        results.add(False, f"{name} is solved: {done.stderr.decode()[-300:]}")
        return
    draw = random.Random(name)
    reasons, count = [], dict.fromkeys(("step", "value", "line", "form"), 0)
    for question, shown in checker.questions(path, json.loads(done.stdout)):
        for kind, reason in itertools.chain(question.check(shown), key.check(question, shown)):
            reasons += [f"{name_of(shown)}: {reason}"] if reason else []
            count[kind] += 1
        forge_steps(draw, results, question, shown)
        forge_layout(draw, results, question, shown)
        forge_values(draw, results, question, shown)
        forge_lines(draw, key, results, question, shown)
    counts = ", ".join(f"{number} {kind}s" for kind, number in count.items())
    results.add(not reasons and count["step"] > 0, f"{name}: {counts} are accepted {reasons or ''}")
    results.add(not results.accepted, f"{name}: no forgery is accepted {results.accepted or ''}")
    results.accepted.clear()


def main():
    program, check_steps, tries, *paths = sys.argv[1:]
    (checker, key), results = load(check_steps), Results(int(tries))
    for path in paths:
        test_assignment(checker, key, program, path, results)
    print(f"# {results.refused} forgeries refused; {results.equal} edits were equal to what they took the place of")
    results.add(results.refused > 10 * len(paths), "there are forgeries")
    print(f"1..{len(results.lines)}", *results.lines, sep="\n")
    return 1 if any(line.startswith("not") for line in results.lines) else 0


if __name__ == "__main__":
    sys.exit(main())
