#!/usr/bin/env python3
"""Solves the homework with gradsheet and by hand: test_homework.py GRADSHEET ASSIGNMENT

By hand means here: the network is run and differentiated below, layer by layer, in exact
fractions, for this homework alone. Every value that gradsheet gives must be that number.
"""
import json
import subprocess
import sys
from fractions import Fraction

import yaml


def exact(value):
    """Nested lists of fractions from nested lists of scalars as they stand in the file."""
    return [exact(item) for item in value] if isinstance(value, list) else Fraction(value)


def product(left, right):
    return [[sum(a * b for a, b in zip(row, col)) for col in zip(*right)] for row in left]


def turned(matrix):
    return [list(row) for row in zip(*matrix)]


def relu(matrix):
    return [[max(entry, Fraction(0)) for entry in row] for row in matrix]


def masked(gradient, pre_activation):
    """The gradient where a unit is on."""
    return [
        [g if z > 0 else Fraction(0) for g, z in zip(grads, zs)]
        for grads, zs in zip(gradient, pre_activation)
    ]


class Network:
    """One model of the homework: its values forward, and the loss's gradients back."""

    def __init__(self, v):
        self.z1 = product(v["x"], turned(v["W1"]))
        self.h1 = relu(self.z1)
        self.z2 = product(self.h1, turned(v["W2"]))
        self.h2 = relu(self.z2)
        self.h3 = product(self.h2, turned(v["W3"]))
        samples = len(v["x"])
        self.d_h3 = [[(h[0] - y[0]) / samples] for h, y in zip(self.h3, v["y"])]
        self.d_w3 = product(turned(self.d_h3), self.h2)
        self.d_h2 = product(self.d_h3, v["W3"])
        d_z2 = masked(self.d_h2, self.z2)
        self.d_w2 = product(turned(d_z2), self.h1)
        self.d_h1 = product(d_z2, v["W2"])
        self.d_w1 = product(turned(masked(self.d_h1, self.z1)), v["x"])


def expected(single, batch, v):
    """The value of each question by its id."""
    on = [Fraction(int(z > 0)) for z in single.z2[0]]
    zeros = [Fraction(0)] * 3
    first_row = [on[0] * h for h in single.h1[0]]
    return {
        "1.1": single.d_w3[0][0],
        "1.2": single.d_w3[0][1],
        "1.3": single.d_w3,
        "1.4": single.d_h2[0][0],
        "1.5": single.d_h2,
        "1.6": None,
        "1.7": first_row,
        "1.8": zeros,
        "1.9": [first_row, zeros],
        "1.10": single.d_w2,
        "1.11": single.d_w2,
        "1.12": [on[0] * w for w in v["W2"][0]],
        "1.13": [[[on[i] * w for w in v["W2"][i]]] for i in range(2)],
        "1.14": single.d_h1[0],
        "1.15": single.d_h1,
        "1.16": single.d_w1,
        "1.17": single.d_w1,
        "2.1": batch.d_h3,
        "2.2": batch.d_w3[0][0],
        "2.3": batch.d_w3,
        "2.4": [row[0] for row in batch.d_h2],
        "2.5": batch.d_h2,
        "2.6": batch.d_w2,
        "2.7": batch.d_w2,
        "2.8": batch.d_h1,
    }


def main():
    program, path = sys.argv[1:]
    done = subprocess.run([program, "data", path], capture_output=True, check=True, timeout=120)
    solved = json.loads(done.stdout)
    with open(path, encoding="utf-8") as file:
        models = yaml.load(file, Loader=yaml.BaseLoader)["models"]
    single = {name: exact(value) for name, value in models["single"]["values"].items()}
    batch = single | {name: exact(value) for name, value in models["batch"]["values"].items()}
    networks = [Network(single), Network(batch)]
    questions = [q for section in solved["sections"] for q in section["questions"]]
    values = expected(*networks, single)

    results = []
    for question in questions:
        value = question["value"] and exact(question["value"]["exact"])
        results.append((value == values[question["id"]], f"the value of {question['id']}"))
    for question in questions:
        results.append((question["verified"] is not None, f"{question['id']} is verified"))
    points = sum(Fraction(question["points"]) for question in questions)
    results.append((len(questions) == 25 and points == 50, "25 questions for 50 points"))
    signs = [z > 0 for network in networks for layer in (network.z1, network.z2) for z in layer[0]]
    kinks = [z == 0 for network in networks for z in network.z1[0] + network.z2[0]]
    results.append((any(signs) and not all(signs) and not any(kinks), "units on, off, none at 0"))

    print(f"1..{len(results)}")
    for number, (good, name) in enumerate(results, 1):
        print(f"{'' if good else 'not '}ok {number} - {name}")
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
