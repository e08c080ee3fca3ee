#!/usr/bin/env python3
"""Checks what gradsheet wrote: check_steps.py [--digits N] ASSIGNMENT [DATA.json]

Reads the assignment and the JSON of `gradsheet data` (default: standard input); shares no code with
gradsheet. Every formula is run (check_formulas.py, check_numbers.py) exactly where arithmetic stays
rational and to many digits elsewhere, on dual numbers, at random points and at the assignment's
values. Each step must equal what was asked, the first be that, the last the answer shown; every
exact value must be the true one, every printed digit right; lines with numbers put in must hold no
name and come to the value, to 1 % where numbers are rounded; other forms must equal what was asked. Prints what is refused and how much was
accepted; the exit status is 1 if anything was refused.
"""
import argparse
import itertools
import json
import os
import random
import re
import sys
from decimal import ROUND_HALF_UP, Context, Decimal, getcontext
from fractions import Fraction
from math import prod

import yaml

from check_formulas import Frame, Parser, Refused, Tensor, Valueless, free_letters, gather, nodes, scalar
from check_numbers import is_same, plain

POINTS, TRIES = 12, 60  # random points where formulas are compared; how many are drawn at most

# --- the assignment ---


def stem_of(target):
    return re.split(r"[\[(]", target)[0].strip()


def merged(base, heir):
    """The heir's entries over the base's: A[i,j] takes the place of A."""
    if not (isinstance(base, dict) and isinstance(heir, dict)):
        return heir
    below = {stem_of(key): (key, value) for key, value in base.items()}
    above = {stem_of(key): (key, merged(below.get(stem_of(key), [None] * 2)[1], value)) for key, value in heir.items()}
    return dict((below | above).values())


def unrolled(lines, repeat):
    """Lines with {t} and {t-1} in them, once for each value of those that the name holds."""
    for line in lines.items():
        used = [letter for letter in repeat if re.search(r"\{ *%s\b" % letter, line[0])]
        for at in itertools.product(*(range(repeat[letter][0], repeat[letter][1] + 1) for letter in used)):
            number = lambda m: str(dict(zip(used, at))[m[1]] + int(m[2] + (m[3] or "0"))) if used else m[0]
            yield json.loads(re.sub(r"\{ *(\w+) *([+-]?) *(\d*) *\}", number, json.dumps(line, ensure_ascii=False)))


def tensor_of(value):
    items = [tensor_of(item) for item in value] if isinstance(value, list) else None
    shape = (len(items), *items[0].shape) if items else ()
    return Tensor(shape, [x for item in items for x in item.data]) if items else scalar(Fraction(value))


class Model:
    def __init__(self, tree):
        repeat = {letter: [int(n) for n in bounds.split("..")] for letter, bounds in (tree.get("repeat") or {}).items()}
        part = {name: dict(unrolled(tree.get(name) or {}, repeat)) for name in ("given", "define", "let", "functions")}
        sizes = {name: int(n) for name, n in (tree.get("sizes") or {}).items()}
        targets = part["define"] | part["let"]
        self.names = {*sizes, *part["given"], *map(stem_of, targets)}
        self.formulas, self.functions, self.trees, self.frames, self.given = {}, {}, {}, {}, {}
        values = {name: value for name, value in (tree.get("values") or {}).items() if name in part["given"]}
        self.values = {name: tensor_of(value) for name, value in values.items()}
        self.assume = [self.parse(f"({text})") for text in tree.get("assume") or []]
        size = lambda name: sizes[name] if name in sizes else int(name)
        for name, dims in part["given"].items():
            dims = re.split(r" *, *| *-> *", ", ".join(dims).strip()) if dims else []
            dims, classes = (dims[:-1], size(dims[-1])) if "->" in "".join(part["given"][name]) else (dims, None)
            self.given[name] = ([size(dim) for dim in dims if dim], classes)
        for target, text in part["functions"].items():
            self.functions[stem_of(target)] = (words(target)[1:], None if text == "unknown" else self.parse(text))
        for target, text in targets.items():
            name, tree = stem_of(target), None if text.startswith("unknown(") else self.parse(text)
            letters = words(target)[1:] if target in part["define"] else free_letters(tree, self.names)
            self.formulas[name] = (letters, tree or ("unknown", name, *(("name", word) for word in words(text)[1:])))
        self.formulas |= {name: ([], ("number", n)) for name, n in sizes.items()}

    def parse(self, text):
        if text not in self.trees:
            self.trees[text] = Parser(text, self.names).formula()
        return self.trees[text]

    def frame(self, seed):
        """The assignment's values (0, -1), or random ones: small or large; all positive, of one sign in a tensor, of
        any sign, so that units are on and off and nothing hides behind a bracket that is 0."""
        if seed not in self.frames:
            draw, given = random.Random(seed), dict(self.values)
            for name, (dims, classes) in self.given.items() if seed > 0 else ():
                signs = [[1], [draw.choice([1, -1])], [1, -1], [1, -1]][seed % 4]
                real_ = lambda: Fraction(draw.choice(signs) * (2 * draw.randint(0, 23) + 1), 4 ** (seed % 3 + 1))
                given[name] = gather(dims, lambda *at: draw.randint(1, classes) if classes else real_())
            for equation in self.assume if seed > 0 else ():
                impose(given, *equation[2:])
            self.frames[seed] = Frame(self, seed, given)
        return self.frames[seed]


def words(text):
    return re.findall(r"[^\W\d]\w*", text)


def impose(given, total, equals):
    """Makes the last entry of each sum over letters what an assumption says it is."""
    (_, _, letters, (_, (_, name), *indices)), groups, tensor = total, {}, given[total[3][1][1]]
    for place, at in enumerate(itertools.product(*map(range, tensor.shape))):
        groups.setdefault(tuple(i for i, index in zip(at, indices) if index[1] not in letters), []).append(place)
    for *others, last in groups.values():
        tensor.data[last] = equals[1] - sum(tensor.data[place] for place in others)

# --- the certificate ---


def printed(value, digits):
    """The number with so many digits, rounded half away from zero, as gradsheet prints it."""
    rounded = Context(digits, ROUND_HALF_UP).divide(Decimal(value.numerator), Decimal(value.denominator))
    exponent = rounded.adjusted()
    fixed = f"{rounded:.{max(digits - 1 - exponent, 0)}f}"
    return "0" if not rounded else fixed if -6 < exponent < digits else f"{rounded:.{digits - 1}e}"


def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]


def texts_of(form):
    """The text of a formula, or of a matrix's factor and cells."""
    if "text" in form:
        return [form["text"]]
    cells = flat([block["cells"] for block in form["blocks"]] if "blocks" in form else form["cells"])
    return [form["factor"]["text"] if form.get("factor") else "1"] + [cell["text"] for cell in cells]


def is_near(number, exact, digits, is_rounded, count):
    """Whether a number is the exact value; or the printed digits, to 1 % where it was made of rounded ones."""
    near = Fraction(1, 100) if is_rounded else Fraction(10, 10**count) if exact is None else 0
    true = Fraction(digits if exact is None else exact)
    return abs(Fraction(plain(number)) - true) <= near * abs(true)


class Question:
    def __init__(self, model, find, digits):
        self.model, self.find, self.digits, self.truths = model, find, digits, {}
        self.tree = model.parse(find)
        frame, letters = model.frame(1), free_letters(self.tree, model.names)
        self.ranges = {letter: frame.extent(letter, self.tree, {}) for letter in letters}

    def truth(self, seed):
        """What was asked at a point; None where it has no value there."""
        if seed not in self.truths:
            try:
                self.truths[seed] = self.model.frame(seed).table(self.tree, self.ranges, {})
            except (ArithmeticError, Valueless):
                self.truths[seed] = None
        return self.truths[seed]

    def run(self, frame, form, kept):
        """The numbers that a formula, or a matrix written out, gives for all letters and kept entries."""
        total = (*self.ranges.values(), *kept)
        if "text" in form:
            letters = dict(zip(form.get("letters") or [], kept))
            table = frame.table(self.model.parse(form["text"]), self.ranges | letters, {})
            if table.shape not in (total, tuple(self.ranges.values())):
                raise Refused(f"its shape is {table.shape}, not {total}")
            return [x for x in table.data for _ in range(prod(total) // len(table.data))]
        cells = flat([block["cells"] for block in form["blocks"]] if "blocks" in form else form["cells"])
        texts = [cell["text"] for cell in cells] + [form["factor"]["text"] if form.get("factor") else "1"]
        *columns, factor = (frame.table(self.model.parse(text), self.ranges, {}).data for text in texts)
        if len(cells) != prod(kept) or any(len(column) != len(factor) for column in columns):
            raise Refused("it is not the matrix that was asked for")
        return [x * f for f, *row in zip(factor, *columns) for x in row]

    def check_form(self, form, points=POINTS):
        compared = 0
        for seed in range(TRIES):
            truth = self.truth(seed)
            if truth is None or compared == points:
                continue
            try:
                found = self.run(self.model.frame(seed), form, truth.shape[len(self.ranges) :])
                if not all(map(is_same, found, truth.data)):
                    raise Refused("it is not equal to what was asked")
                compared += 1
            except ArithmeticError:
                continue
        if compared == 0:
            raise Refused("no point could be found where it can be compared")

    def check_answer(self, answer):
        """For each step None, or why it is refused."""
        for number, step in enumerate(answer["steps"], 1):
            try:
                if number == 1 and self.model.parse(step["text"]) != self.tree:
                    raise Refused("it is not what was asked")
                keys = ("text", "factor", "cells", "blocks", "latex")
                if number == len(answer["steps"]) and any(step.get(key) != answer.get(key) for key in keys):
                    raise Refused("it is not the answer shown")
                self.check_form(step)
                yield "step", None
            except Exception as error:  # whatever cannot be run is no step either
                yield "step", f"step {number} of the answer as {answer['as']}: {error}"

    def check_substitution(self, answer, value):
        """None where formula = numbers = value, at the letters that the line chooses, or why not."""
        line = answer["substitution"]
        letters = {letter["name"]: letter["value"] for letter in line["letters"]}
        if list(letters) != list(self.ranges):
            raise Refused("it does not say what its letters are")
        exact, digits = value["exact"], value["decimal"]
        for index in (*letters.values(), *(line["entry"] or [])):
            exact, digits = exact[index - 1], digits[index - 1]
        if [flat([line["value"][key]]) for key in ("exact", "decimal")] != [flat([exact]), flat([digits])]:
            raise Refused("its value is not that of the question")
        parts = [form for form in (line["formula"], line["numbers"]) if form]
        names = {n[1] for tree in map(self.model.parse, texts_of(parts[-1])) for n in nodes(tree) if n[0] == "name"}
        if names - {"pi"}:
            raise Refused(f"no numbers are put in for {sorted(names)}")
        for form in parts:
            found, is_rounded = self.run_numbers(form), form.get("is_rounded", False)
            found = found * len(flat([exact])) if len(found) == 1 else found
            pairs = itertools.zip_longest(found, flat([exact]), flat([digits]))
            if not all(is_near(x, true, shown, is_rounded, self.digits) for x, true, shown in pairs):
                raise Refused(f"{form['line']} is not {line['value']['decimal']}")

    def run_numbers(self, form):
        """The numbers that a formula without letters, or a matrix written out, gives at the assignment's values."""
        frame = self.model.frame(0)
        if "text" in form:
            return frame.run(self.model.parse(form["text"]), {}).data
        factor, *cells = (frame.run(self.model.parse(text), {}).data[0] for text in texts_of(form))
        return [factor * cell for cell in cells]

    def check_other_forms(self, shown):
        for answer in shown["answers"]:
            try:
                if answer.get("substitution"):
                    self.check_substitution(answer, shown["value"])
                    yield "line", None
            except Exception as error:
                yield "line", f"the numbers put into the answer as {answer['as']}: {error}"
        for other in shown.get("alternatives", []):
            try:
                asked = Question(self.model, other["lhs"]["text"], self.digits) if other["lhs"] else self
                asked.check_form(other)
                yield "form", None
            except Exception as error:
                yield "form", f"what is also accepted, {other['line']}: {error}"

    def check_value(self, shown):
        value, truth, other = shown["value"], self.truth(0), self.truth(-1)
        if truth and not all(map(is_same, truth.data, other.data)):
            truth = None  # it depends on what is unknown
        if value is None or truth is None:
            if value or truth and not shown["warnings"]:
                yield "value", "there should be no value" if value else "there should be a value, or a warning"
            return
        axes = [(axis["name"], axis["size"]) for axis in value["axes"]]
        if axes[: len(self.ranges)] != list(self.ranges.items()) or tuple(size for _, size in axes) != truth.shape:
            yield "value", "its axes are not those of what was asked"
        entries = itertools.zip_longest(flat(value["exact"]), flat(value["decimal"]), map(plain, truth.data))
        for exact, digits, true in entries:
            off = 0 if isinstance(true, Fraction) else Fraction(abs(true)) / 10 ** (self.digits + 35)
            near = [printed(Fraction(true) + x, self.digits) for x in (-off, 0, off)]
            is_rational = isinstance(true, Fraction)
            is_exact = exact == str(true) if is_rational else exact is None or is_same_as_printed(exact, true)
            yield "value", None if is_exact and digits in near else f"{exact or ''} {digits} should be {near[1]}"

    def check(self, shown):
        if shown["find"] != self.find or self.model.parse(shown["lhs"]["text"]) != self.tree:
            yield "step", "it is not what the assignment asks"
        for answer in shown["answers"]:
            yield from self.check_answer(answer)
        yield from self.check_value(shown)
        yield from self.check_other_forms(shown)


def is_same_as_printed(exact, true):
    try:
        return is_same(Fraction(exact), true)
    except (ValueError, ZeroDivisionError):
        return False  # "-9/" is no number


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.BaseLoader)


def questions(path, data, digits):
    """Each question of the assignment that has a formula, with what is shown for it."""
    getcontext().prec = max(95, digits + 70)
    tree, models = load(path), {}
    def whole_model(name):
        own = dict(tree["models"][name])
        if isinstance(own.get("values"), str):
            own["values"] = load(os.path.join(os.path.dirname(path), own["values"]))
        return merged(whole_model(own["extends"]), own) if "extends" in own else own
    asked = [(section, question) for section in tree["sections"] for question in section["questions"]]
    shown = [question for section in data["sections"] for question in section["questions"]]
    for (section, question), answer in itertools.zip_longest(asked, shown):
        name = section.get("model", next(iter(tree["models"])))
        own = {key: question.get(key, {}) for key in ("given", "values")}
        if name not in models or own["given"]:
            models[name if not own["given"] else None] = Model(merged(whole_model(name), own))
        if "find" in question or answer["find"] is not None:
            yield Question(models[name if not own["given"] else None], question["find"], digits), answer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assignment")
    parser.add_argument("data", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
    parser.add_argument("--digits", type=int, default=6)
    options = parser.parse_args()
    accepted, refused = dict.fromkeys(("step", "value", "line", "form"), 0), 0
    for question, shown in questions(options.assignment, json.load(options.data), options.digits):
        for kind, reason in question.check(shown):
            accepted[kind], refused = accepted[kind] + (not reason), refused + bool(reason)
            print(f"{shown['id']}: {reason}") if reason else None
    print(", ".join(f"{count} {kind}s accepted" for kind, count in accepted.items()) + f", {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
