#!/usr/bin/env python3
"""Begins assignments of many networks by `gradsheet init` and solves each: test_starter.py RUN_MANY FOLDER_OF_MANY"""
import concurrent.futures
import json
import pathlib
import sys
import tempfile
from fractions import Fraction

import yaml

sys.path.insert(0, sys.argv[2])
from many import Gradsheet

# The C parser is many times as fast; it need not be there.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
LAYERS = ["1,1", "4,1", "3,2", "2,2", "1,1,1", "2,3,1", "1,2,1,2", "4,3,2,1", "12,9,9,4", "2,40,2",
          "3,2,3,2,3,1"]
ACTIVATIONS = ["relu", "sigmoid", "tanh", "softplus", "exp", "log", "sqrt", "abs", "sign", "sin", "cos",
               "erf"]
LOSSES = ["squared", "cross-entropy", "absolute"]


def combinations():
    """Every size with every loss, every activation with two; relu and tanh, one sample and two in turn."""
    asked = [(layers, "relu", loss) for layers in LAYERS for loss in LOSSES]
    asked += [(layers, "tanh", "squared") for layers in LAYERS[::2]]
    asked += [("4,3,2,1", name, "squared") for name in ACTIVATIONS]
    asked += [("3,4,3", name, "cross-entropy") for name in ACTIVATIONS]
    for number, (layers, activation, loss) in enumerate(dict.fromkeys(asked)):
        if loss == "cross-entropy" and (layers.endswith(",1") or activation == "exp"):
            continue
        # A batch holds the questions about one sample too.
        yield layers, activation, loss, "21"[number % 3 == 0]


def begin(program, path, layers, activation, loss, batch):
    return program.run("init", "-q", path, "--layers", layers, "--activation", activation,
               "--loss", loss, "--batch", batch)


def question_faults(question):
    """What is wrong with a solved question."""
    where = f"{question['id']} {question['find']}:"
    if question["verified"] is None:
        yield f"{where} not verified"
    if question["points"] != "2":
        yield f"{where} {question['points']} points"
    if question["warnings"]:
        yield f"{where} {question['warnings']}"
    if question["value"] is None and "(u)" not in question["find"]:
        yield f"{where} no value"


def pre_activations(assignment, hidden):
    """Those of every hidden layer for the first sample, of rectifiers."""
    values = assignment["models"]["single"]["values"]
    row = [Fraction(text) for text in values["x"][0]]
    for k in range(1, hidden + 1):
        weights = [[Fraction(text) for text in line] for line in values[f"W{k}"]]
        z = [sum(w * h for w, h in zip(line, row)) for line in weights]
        yield z
        row = [max(entry, Fraction(0)) for entry in z]


def unit_faults(text, layers):
    """Layers of rectifiers in which all units are on, or all off, or one is at its kink."""
    assignment = yaml.load(text, Loader=Loader)
    for k, z in enumerate(pre_activations(assignment, layers.count(",") - 1), 1):
        if 0 in z:
            yield f"layer {k} has a unit at its kink"
        if not any(entry > 0 for entry in z):
            yield f"layer {k} has no unit that is on"
        if len(z) > 1 and all(entry > 0 for entry in z):
            yield f"layer {k} has no unit that is off"


def faults(program, folder, combination):
    """What is wrong with the assignment on one network."""
    layers, activation, _, batch = combination
    path = pathlib.Path(folder) / ("-".join(combination) + ".yaml")
    done = begin(program, path, *combination)
    if done.returncode != 0 or done.stdout or done.stderr:
        return [f"init gives {done.returncode}: {done.stdout}{done.stderr}"]
    solved = program.run("data", path)
    if solved.returncode != 0 or solved.stderr:
        return [f"data gives {solved.returncode}: {solved.stderr}"]
    sections = json.loads(solved.stdout)["sections"]
    found = [] if len(sections) == int(batch) else [f"{len(sections)} sections"]
    for section in sections:
        for question in section["questions"]:
            found += question_faults(question)
    text = path.read_text(encoding="utf-8")
    if activation == "relu":
        found += unit_faults(text, layers)
    asked = [question["find"] for section in sections for question in section["questions"]]
    for k in range(1, layers.count(",") + 1):
        if f"d l / d W{k}" not in asked:
            found.append(f"the whole of W{k} is not asked for")
    again = path.with_suffix(".again")
    begin(program, again, *combination)
    if again.read_text(encoding="utf-8") != text:
        found.append("a second run wrote something else")
    return found


def all_faults(run_many, folder, cases):
    """What is wrong with each case, tried one after the other in one process."""
    with Gradsheet(run_many) as program:
        return [faults(program, folder, case) for case in cases]


def main():
    cases = list(combinations())
    print(f"1..{len(cases)}")
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        halves = [cases[0::2], cases[1::2]]
        results = pool.map(lambda half: all_faults(sys.argv[1], folder, half), halves)
        tried = [pair for half, found in zip(halves, results) for pair in zip(half, found)]
        for number, (case, found) in enumerate(tried, 1):
            failed += bool(found)
            print(f"{'not ' if found else ''}ok {number} - layers {', '.join(case)}")
            for line in found:
                print(f"# {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
