#!/usr/bin/env python3
"""Whether the rule that a derivation names is true of its line: test_rules.py GRADSHEET CHECKER FOLDER...

Judges the text of each line beside the one before it, of all assignments in the folders, of networks that `init` writes
and of random formulas. Formulas are read as scripts/check_steps.py (CHECKER) reads them; nothing else is shared with
what named the rules.
"""
import importlib.util
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

RANDOM_QUESTIONS = 60


def load(path):
    spec = importlib.util.spec_from_file_location("check_steps", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Line:
    """What can be counted in a formula."""

    def __init__(self, checker, text):
        self.text = text
        self.tree = checker.parse(text, frozenset())
        self.nodes = list(checker.nodes(self.tree))
        self.names = sorted(node[1] for node in self.nodes if node[0] == "name")
        self.leaves = sorted(map(str, self.find_leaves(self.tree)))
        self.sums = sum(node[:2] == ("over", "sum") for node in self.nodes)
        self.derivatives = sum(node[0] == "d" for node in self.nodes)
        self.terms = sum(self.is_sum(node) for node in self.nodes)
        self.deltas = sum(node[:2] == ("call", "==") for node in self.nodes)
        self.divisions = sum(node[:2] == ("call", "/") for node in self.nodes)
        self.held = [node for node in self.nodes if node[0] == "d" and node[1][0] in ("call", "over")]
        self.held += [node for node in self.nodes if node[0] == "d" and node[1][0] == "index"
                      and node[1][1][0] == "call"]

    @staticmethod
    def is_sum(node):
        return node[0] == "call" and node[1] in ("+", "-")

    def factors(self, node):
        if node[:2] == ("call", "*"):
            return [factor for part in node[2:] for factor in self.factors(part)]
        if node[:2] == ("call", "/"):
            return self.factors(node[2])
        return [node]

    def products_of_sums(self):
        inner = {id(part) for node in self.nodes if node[:2] in (("call", "*"), ("call", "/"))
                 for part in node[2:] if part[:2] == ("call", "*")}
        products = [node for node in self.nodes
                    if node[:2] in (("call", "*"), ("call", "/")) and id(node) not in inner]
        minus = ("number", -1)
        return sum(self.is_sum(factor) for node in products if minus not in node[2:] or
                   len(self.factors(node)) > 2 for factor in self.factors(node))

    def find_leaves(self, tree):  # entries, functions and brackets as they are written
        if tree[0] in ("number", "whole"):
            return
        if tree[0] in ("name", "index", "d") or (
            tree[0] == "call" and tree[1] not in ("+", "-", "*", "/", "^")
        ):
            yield tree
        elif tree[:2] == ("call", "^") and tree[3][0] == "number" and tree[3][1] > 1:
            for _ in range(int(tree[3][1])):
                yield from self.find_leaves(tree[2])
        else:
            for part in tree[1:]:
                if isinstance(part, tuple):
                    yield from self.find_leaves(part)


def holds(checker, tree, name):
    return any(node == ("name", name) for node in checker.nodes(tree))


class Judge:
    """Each rule's method gives a complaint, or None."""

    def __init__(self, checker, definitions):
        self.checker = checker
        self.definitions = definitions  # name: the tree of its formula

    def bodies(self, before, of):
        """Formulas that were differentiated, each with the name of the variable."""
        for node in before.held:
            yield node[1], node[2][1][1] if node[2][0] == "index" else node[2][1]
        for node in before.nodes:
            if node[0] != "d" or node[1][0] not in ("name", "index"):
                continue
            top = node[1] if node[1][0] == "name" else node[1][1]
            variable = node[2] if node[2][0] == "name" else node[2][1]
            if top[0] == "name" and top[1] in of and top[1] in self.definitions:
                yield self.definitions[top[1]], variable[1]

    def has_product(self, tree, name):
        for node in self.checker.nodes(tree):
            if node[:2] in (("call", "*"), ("call", "@")):
                if sum(holds(self.checker, part, name) for part in node[2:]) > 1:
                    return True
        return False

    def has_call(self, tree, wanted):
        return any(node[0] == "call" and node[1].rstrip("'") == wanted for node in self.checker.nodes(tree))

    def complaint(self, rule, step, before, after):
        of = [name["text"] for name in step["of"]]
        bodies = list(self.bodies(before, of))
        if rule == "common factor" and not len(after.leaves) < len(before.leaves):
            return "nothing is written less often"
        if rule == "like terms":
            if not after.terms < before.terms:
                return "there are not fewer terms"
            if after.products_of_sums() > before.products_of_sums():
                return "something was factored"
        if rule == "multiplied out":
            if not before.products_of_sums():
                return "there was nothing to multiply out"
            if (after.products_of_sums() >= before.products_of_sums()
                    and after.divisions >= before.divisions):
                return "no product has become a sum"
        if rule == "sum taken term by term" and not (
            after.sums > before.sums or after.products_of_sums() > before.products_of_sums()
        ):
            return "no sum has become several"
        if rule == "sums put together" and not after.sums < before.sums:
            return "there are not fewer sums"
        if rule in ("delta picks an entry", "delta of different indices is 0"):
            if not after.deltas < before.deltas:
                return "no delta is gone"
            if (rule == "delta of different indices is 0") != (after.text == "0"):
                return "it is 0, or not"
        if rule == "factor without the index leaves the sum":
            if sorted(after.names) != sorted(before.names):
                return "more than places has changed"
        if rule.startswith("chain rule"):
            if rule == "chain rule" and not after.derivatives > before.derivatives:
                return "there are no more derivatives"
        is_put_in = any(after.names.count(name) > before.names.count(name) for name in of)
        if (rule == "definition" and before.derivatives and not after.held and not is_put_in
                and after.derivatives >= before.derivatives):
            return "no formula and no name was put in"
        if rule == "in terms of" and not is_put_in and len(after.names) >= len(before.names):
            return "no name was put in"
        if rule == "sum rule" and any(self.has_product(*body) for body in bodies):
            return "the variable stands in two factors of a product"
        if rule == "product rule" and bodies and not any(self.has_product(*body) for body in bodies):
            return "the variable stands in no two factors"
        if rule == "power rule" and bodies and not any(
            node[:2] in (("call", "^"), ("call", "/")) or self.has_product(body, name)
            for body, name in bodies
            for node in self.checker.nodes(body)
        ):
            return "there is no power"
        if rule == "derivative of a function" and bodies:
            function = re.match(r"derivative of (\w+)", step["reason"]["text"])
            # exp(x) / (1 + exp(x)) is one, whatever an author writes.
            wanted = "exp" if function and function[1] == "sigmoid" else function and function[1]
            if wanted and not any(
                self.has_call(body, name) for body, _ in bodies for name in (wanted, function[1])
            ):
                return f"there is no {function[1]}"
        if rule == "softmax" and bodies and not any(self.has_call(body, "softmax") for body, _ in bodies):
            if not any(self.has_call(body, "exp") for body, _ in bodies):
                return "there is no softmax"
        if rule == "rearranged":
            return "a rule without a name"
        if rule == "in short" and (after.leaves, after.terms) == (before.leaves, before.terms):
            return "only an order has changed"
        return None


def random_formula(draw, depth):
    if depth == 0 or draw.random() < 0.15:
        return draw.choice(["a", "b", "c", "a", "b", "c", "2", "3", "v[1]"])
    left, right = (random_formula(draw, depth - 1) for _ in range(2))
    return draw.choice([
        f"({left} + {right})", f"({left} - {right})", f"{left} * {right}", f"{left} * {right}",
        f"({left})^2", f"exp({left})", f"sin({left})", f"({left}) / (1 + ({right})^2)",
        f"sum(v * ({left}))", f"({left} + {right}) * {left}", f"relu({left})",
    ])


def random_assignment(folder):
    draw = random.Random(1986)
    models, questions = [], []
    for i in range(RANDOM_QUESTIONS):
        first, second = random_formula(draw, 3), random_formula(draw, 2)
        models.append(
            f"  m{i}: {{sizes: {{n: 3}}, given: {{a: [], b: [], c: [], v: [n]}},\n"
            f"    define: {{z: \"a * b + {first}\", l: \"z * c + {second}\"}}}}\n"
        )
        variable = draw.choice(["a", "b", "c", "v[i]"])
        questions.append(f"  - {{title: S, model: m{i}, questions: [{{find: \"d l / d {variable}\"}}]}}\n")
    path = folder / "random.yaml"
    path.write_text("gradsheet: 1\ntitle: T\nmodels:\n" + "".join(models) + "sections:\n" + "".join(questions))
    return path


def network_assignments(program, folder):
    for i, (layers, activation, loss) in enumerate([
        ("3,4,2", "relu", "squared-error"), ("2,3,3,2", "tanh", "softmax-cross-entropy"),
        ("3,2,1", "sigmoid", "binary-cross-entropy"), ("4,3,2", "softplus", "squared-error"),
    ]):
        path = folder / f"network{i}.yaml"
        init = [program, "init", "--layers", layers, "--activation", activation, "--loss", loss,
                *(["--batch", "3"] if i % 2 else []), path]
        if subprocess.run(init, stdout=-1, stderr=-1, check=False, timeout=60).returncode == 0:
            yield path


def judged(checker, program, path):
    """Every line with its complaint or None."""
    done = subprocess.run([program, "data", path], stdout=-1, timeout=600, check=True)
    data = json.loads(done.stdout)
    for section in data["sections"]:
        parse = lambda text: checker.parse(text.partition(" = ")[2], frozenset())
        definitions = {d["name"]: parse(d["text"]) for d in section["definitions"]}
        judge = Judge(checker, definitions)
        for question in section["questions"]:
            for answer in question["answers"]:
                steps = answer["steps"]
                for before, after in zip(steps, steps[1:]):
                    if "text" not in before or "text" not in after:
                        continue
                    lines = [Line(checker, step["text"]) for step in (before, after)]
                    complaint = judge.complaint(after["rule"], after, *lines)
                    yield after["rule"], complaint and (
                        f"{question['id']} {question['find']}: {after['reason']['text']}: {complaint}\n"
                        f"#   {before['text']}\n#   {after['text']}"
                    )


def main():
    program, checker, *folders = sys.argv[1:]
    checker = load(checker)
    counted, good, number = {}, True, 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        paths = [path for name in folders for path in sorted(pathlib.Path(name).glob("*.yaml"))
                 if ".ref" not in path.name]
        for path in [*paths, *network_assignments(program, folder), random_assignment(folder)]:
            lines = list(judged(checker, program, path))
            for rule, _ in lines:
                counted[rule] = counted.get(rule, 0) + 1
            complaints = [complaint for _, complaint in lines if complaint]
            number += 1
            good = good and not complaints
            print(f"{'not ' if complaints else ''}ok {number} - {path.stem}: {len(lines)} lines")
            for complaint in complaints:
                print(f"# {complaint}")
    number += 1
    met = {"common factor", "multiplied out", "delta picks an entry", "product rule", "sum rule"}
    good = good and met <= counted.keys()
    print(f"{'' if met <= counted.keys() else 'not '}ok {number} - rules met: {counted}")
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
