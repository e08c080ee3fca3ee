#!/usr/bin/env python3
"""Every printed digit is right: test_decimals.py GRADSHEET FOLDER

The networks of FOLDER are run here by hand, with mpmath to a thousand digits, and differentiated by central
differences so narrow that more than two hundred digits of the derivatives are good. `gradsheet data --digits
200` must print exactly those digits, and so must fewer and more of them.
"""
import itertools
import json
import os
import subprocess
import sys
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import yaml

try:
    import mpmath
    from mpmath import mpf
except ImportError:
    print("1..0 # SKIP there is no mpmath; scripts/setup installs it")
    sys.exit(0)

mpmath.mp.dps = 1600
STEP = mpf(10) ** -400


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def rows_times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def sigmoid_network(v):
    h = [sigmoid(z + b) for z, b in zip(rows_times(v["W"], v["x"]), v["b"])]
    o = [sigmoid(z + c) for z, c in zip(rows_times(v["V"], h), v["c"])]
    return {"l": sum((t - a) ** 2 for t, a in zip(v["t"], o)) / 2, "o": o}


def lstm(v):
    h, c = v["h0"], v["c0"]
    for x in (v["x1"], v["x2"]):
        recurrent = rows_times(v["U"], h)
        i, f, o, g = (
            [function(a + b) for a, b in zip(rows_times(v[name], x), recurrent)]
            for name, function in (("Wi", sigmoid), ("Wf", sigmoid), ("Wo", sigmoid), ("Wg", mpmath.tanh))
        )
        c = [f[k] * c[k] + i[k] * g[k] for k in range(2)]
        h = [o[k] * mpmath.tanh(c[k]) for k in range(2)]
    return {"l": sum(a * a for a in h)}


def softmax(v):
    logits = [rows_times(zip(*v["W"]), x) for x in v["X"]]
    exps = [[mpmath.exp(s) for s in row] for row in logits]
    p = [[e / sum(row) for e in row] for row in exps]
    labels = [int(y) - 1 for y in v["y"]]
    decay = v["λ"] * sum(w * w for row in v["W"] for w in row)
    return {"l": decay - sum(mpmath.log(row[y]) for row, y in zip(p, labels)) / len(p), "p": p}


NETWORKS = {"sigmoid": sigmoid_network, "lstm": lstm, "softmax": softmax}


def numbers(value):
    if isinstance(value, list):
        return [numbers(item) for item in value]
    exact = Fraction(value)
    return mpf(exact.numerator) / exact.denominator


def places(value, at=()):
    """Where the entries of nested lists are, row by row."""
    if not isinstance(value, list):
        return [at]
    return [place for i, item in enumerate(value) for place in places(item, (*at, i))]


def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]


def changed(value, place, step):
    if not place:
        return value + step
    return [changed(item, place[1:], step) if i == place[0] else item for i, item in enumerate(value)]


def moved(values, moves):
    for name, place, step in moves:
        values = values | {name: changed(values[name], place, step)}
    return values


def derivative(network, values, variables):
    """The derivative of l by entries (name, place), each by a central difference."""
    total = mpf(0)
    for signs in itertools.product((1, -1), repeat=len(variables)):
        moves = [(name, place, sign * STEP) for (name, place), sign in zip(variables, signs)]
        sign = 1
        for factor in signs:
            sign *= factor
        total += sign * network(moved(values, moves))["l"]
    return total / (2 * STEP) ** len(variables)


def expected(network, values, find):
    """The numbers of what was asked, row by row."""
    if " / d " not in find:
        return flat(network(values)[find])
    names = [part.split("[")[0].strip(" ()") for part in find.split(" / d ")[1:]]
    choices = [[(name, place) for place in places(values[name])] for name in names]
    return [derivative(network, values, variables) for variables in itertools.product(*choices)]


def rounded(number, digits):
    """As people round, with every digit written."""
    exact = Decimal(mpmath.nstr(number, digits + 60, strip_zeros=False))
    short = Context(digits, ROUND_HALF_UP).plus(exact)
    exponent = short.adjusted()
    fixed = f"{short:.{digits - 1 - exponent}f}"
    return fixed if -6 < exponent < digits else f"{short:.{digits - 1}e}"


def main():
    program, folder = sys.argv[1:]
    lines = []
    for name, network in NETWORKS.items():
        path = os.path.join(folder, name + ".yaml")
        with open(path, encoding="utf-8") as file:
            tree = yaml.load(file, Loader=yaml.BaseLoader)
        values = {key: numbers(value) for key, value in next(iter(tree["models"].values()))["values"].items()}
        questions = [question["find"] for question in tree["sections"][0]["questions"]]
        truths = [expected(network, values, find) for find in questions]
        for digits in (1, 6, 200):
            command = [program, "data", "--digits", str(digits), path]
            done = subprocess.run(command, capture_output=True, check=True, timeout=300)
            shown = json.loads(done.stdout)["sections"][0]["questions"]
            for find, truth, question in zip(questions, truths, shown):
                good = flat(question["value"]["decimal"]) == [rounded(x, digits) for x in truth]
                lines.append(f"{'' if good else 'not '}ok {len(lines) + 1} - {name}: {find} to {digits} digits")
    print(f"1..{len(lines)}", *lines, sep="\n")
    return 1 if any(line.startswith("not") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
