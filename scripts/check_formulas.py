"""Formulas of gradsheet's language, read and run without gradsheet: what check_steps.py stands on.

Formulas are trees of tuples, the kind first, and run on tensors of the numbers of check_numbers.py.
"""
import itertools
import operator
import random
import re
from collections import namedtuple
from fractions import Fraction
from math import perm, prod

from check_numbers import FUNCTIONS, ONE, RELATIONS, ZERO, Number, apply, order, pi, plain

Tensor = namedtuple("Tensor", "shape data")  # data: Numbers row by row


class Refused(Exception):
    """What does not follow, or cannot be read."""


class Valueless(Refused):
    """A quantity that the assignment gives no value."""


# --- formulas: trees of tuples, the kind first ---

TOKEN = re.compile(
    r"\s*((?:\d+(?:\.(?![A-Za-z])\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[^\W\d]\w*['′]*|\*\*|[<>=!]=|[-+*/@^()\[\],.<>])")


class Parser:
    def __init__(self, text, names):
        self.text, self.names, self.tokens = text, names, TOKEN.findall(text) + [""]

    def formula(self):
        tree = self.expression()
        self.expect("" if not TOKEN.sub("", self.text).strip() else None)
        return tree

    def accept(self, *wanted):
        return self.tokens.pop(0) if self.tokens[0] in wanted else None

    def expect(self, token, tree=None):
        if self.tokens.pop(0) != token:
            raise Refused(f"`{self.text}` is no formula")
        return tree

    def chain(self, operand, *operators):
        tree = operand()
        while token := self.accept(*operators):
            tree = ("map", token, tree, operand())
        return tree

    def expression(self):
        return self.chain(lambda: self.chain(self.unary, "*", "/", "@"), "+", "-")

    def unary(self):
        if self.accept("-"):
            return ("map", "*", ("number", -1), self.unary())
        base = self.postfix()
        return ("map", "^", base, self.unary()) if self.accept("^", "**") else base

    def postfix(self):
        tree = self.primary()
        while token := self.accept("[", "."):
            tree = ("index", tree, *self.items(self.index, "]")) if token == "[" else self.expect("T", ("T", tree))
        return tree

    def items(self, item, end):
        items = [item()]
        while self.accept(","):
            items.append(item())
        return self.expect(end, items)

    def index(self):
        return ("whole",) if self.accept(".") else self.postfix()

    def primary(self):
        token = self.tokens.pop(0)
        if token == "(":
            return self.expect(")", self.chain(self.expression, *RELATIONS))
        if token == "[":
            return ("matrix", *self.items(self.expression, "]"))
        if token == "d":
            top = self.postfix()
            return ("d", top, self.expect("/") or self.expect("d") or self.postfix())
        if token[:1].isdigit() or token[1:2].isdigit() and token[0] == ".":
            return ("number", Fraction(token))
        if not token[:1].isalpha():
            self.expect(None)
        return self.call(token) if self.accept("(") else ("name", token)

    def call(self, name):
        *front, last = arguments = self.items(self.expression, ")")
        are_names = front and all(tree[0] == "name" for tree in front)
        has_quantity = any(tree[1] in self.names for tree in front)
        is_along = has_quantity and (last[0] == "number" or last[:3] == ("map", "*", ("number", -1)))
        if are_names and (name == "sum" and not is_along or name in ("max", "min") and not has_quantity):
            return ("over", name, [tree[1] for tree in front], last)
        return ("call", name, *arguments)


def nodes(tree):
    yield tree
    for part in tree[1:]:
        yield from nodes(part) if isinstance(part, tuple) else ()


def free_letters(tree, taken):
    """The index letters of a formula in the order of their first appearance."""
    taken = {*taken, *(name for node in nodes(tree) if node[0] == "over" for name in node[2])}
    indices = (index for node in nodes(tree) if node[0] == "index" for index in node[2:])
    return list(dict.fromkeys(index[1] for index in indices if index[0] == "name" and index[1] not in taken))

# --- running them ---


def gather(shape, value):
    shape = tuple(shape)
    data = (value(*at) for at in itertools.product(*map(range, shape)))
    return Tensor(shape, [x if isinstance(x, (Number, list)) else Number(Fraction(x)) for x in data])


def scalar(number):
    return Tensor((), [number if isinstance(number, Number) else Number(Fraction(number))])


def entry(tensor, *at):
    """Dimensions of 1 are stretched, and missing ones in front too."""
    place = 0
    for n, i in zip(tensor.shape, at[len(at) - len(tensor.shape) :]):
        place = place * n + (i if n > 1 else 0)
    return tensor.data[place]


def broadcast(function, *tensors):
    if not any(t.shape for t in tensors):
        return Tensor((), [function(*(t.data[0] for t in tensors))])
    rank = max(len(t.shape) for t in tensors)
    shapes = [(1,) * (rank - len(t.shape)) + t.shape for t in tensors]
    shape = [max(dims) for dims in zip(*shapes)]
    if any(n not in (1, m) for s in shapes for n, m in zip(s, shape)):
        raise Refused("shapes do not fit together")
    return gather(shape, lambda *at: function(*(entry(t, *at) for t in tensors)))


def select(tensor, indices):
    """Indices count from 0; None, or one that is missing, keeps its dimension."""
    indices = [*indices, *[None] * (len(tensor.shape) - len(indices))]
    if len(indices) > len(tensor.shape) or any(i is not None and not 0 <= i < n for i, n in zip(indices, tensor.shape)):
        raise Refused("there is no such entry")
    ranges = [range(n) if i is None else [i] for i, n in zip(indices, tensor.shape)]
    kept = tuple(n for i, n in zip(indices, tensor.shape) if i is None)
    return Tensor(kept, [entry(tensor, *at) for at in itertools.product(*ranges)])


def fold(function, tensor, axis):
    """The function of each list of entries along a dimension."""
    n, shape = tensor.shape[axis], tensor.shape[:axis] + tensor.shape[axis + 1 :]
    return gather(shape, lambda *at: function([entry(tensor, *at[:axis], k, *at[axis:]) for k in range(n)]))


def extremum(numbers, direction):
    """The greatest (1) or least (-1); all that are equal to it pass on their derivatives."""
    best = numbers[:1]
    for x in numbers[1:]:
        side = order(x, best[0]) * direction
        best = [x] if side > 0 else best + [x] * (side == 0)
    return sum((x - Number(plain(x)) for x in best[1:]), best[0])


FOLDS = {"sum": sum, "mean": lambda row: sum(row) / len(row)}
FOLDS |= {"max": lambda row: extremum(row, 1), "min": lambda row: extremum(row, -1)}


def matrix_product(a, b):
    cut = len(a.shape) - 1
    if not a.shape or not b.shape or a.shape[-1] != b.shape[0]:
        raise Refused("there is no such matrix product")
    return gather(a.shape[:-1] + b.shape[1:],
                  lambda *at: sum(entry(a, *at[:cut], k) * entry(b, k, *at[cut:]) for k in range(b.shape[0])))


def softmax(x):
    e = broadcast(lambda a: apply("exp", a), x)
    totals = Tensor(x.shape[:-1] + (1,), fold(sum, e, len(x.shape) - 1).data)
    return broadcast(operator.truediv, e, totals)


def polynomial(seed, x, primes=0):
    """A polynomial in the numbers x with the seed's coefficients; its derivative where there is one number."""
    draw = random.Random(seed)
    forms = [(d, [draw.randint(1, 9) for _ in x]) for d in range(1, 5)]
    powers = ((d, c[0] ** primes, sum(map(operator.mul, x, c))) for d, c in forms if d >= primes)
    return sum(perm(d, primes) * inner * form ** (d - primes) for d, inner, form in powers)


def whole(tensor):
    return int(plain(tensor.data[0]))


BUILDERS = {
    "softmax": softmax,
    "tr": lambda a: scalar(sum(entry(a, i, i) for i in range(a.shape[0]))),
    "ones": lambda *sizes: gather(map(whole, sizes), lambda *at: 1),
    "eye": lambda n: gather([whole(n)] * 2, lambda i, j: i == j),
    "diag": lambda a: gather(a.shape * 2, lambda i, j: entry(a, i) * (i == j)),
    "outer": lambda a, b: gather(a.shape + b.shape, lambda i, j: entry(a, i) * entry(b, j)),
}


class Frame:
    """The quantities at a point (given: their values) or, inside another frame, while one of them varies."""
    def __init__(self, model, seed, given, outer=None, name=None):
        self.model, self.seed, self.outer, self.inner, self.known = model, seed, outer, {}, dict(given)
        self.tag = outer.tag + 1 if outer else 0
        if outer:
            shape, data = outer.read(name)
            self.known[name] = Tensor(shape, [Number(x, self.tag, {i: Number(ONE)}) for i, x in enumerate(data)])

    def read(self, name):
        if name not in self.known and name in self.model.formulas:
            letters, tree = self.model.formulas[name]
            self.known[name] = self.table(tree, {letter: self.extent(letter, tree, {}) for letter in letters}, {})
        elif name not in self.known and not self.outer:
            raise Valueless(f"{name} is not defined, or has no value")
        return self.known[name] if name in self.known else self.outer.read(name)

    def extent(self, letter, tree, bound, tried=()):
        """How far a letter runs: as the dimension that it indexes, or else as a letter that it is compared with."""
        for node in nodes(tree):
            if node[0] == "index" and ("name", letter) in node[2:]:
                names = {n[1] for n in nodes(node[1]) if n[0] == "name"} - self.model.names
                shape = self.run(node[1], {**dict.fromkeys(names, scalar(1)), **bound}).shape
                return shape[node[2:].index(("name", letter))]
        for node in nodes(tree):
            if node[:2] == ("map", "==") and ("name", letter) in node[2:]:
                other = node[3 if node[2] == ("name", letter) else 2][1]
                if (other,) in bound or other not in tried:
                    return bound.get((other,)) or self.extent(other, tree, bound, (*tried, letter))
        raise Refused(f"the range of {letter} is not known")

    def table(self, tree, extents, bound):
        """The formula for all values of the letters, which are the first axes."""
        places = itertools.product(*(range(1, n + 1) for n in extents.values()))
        bound = bound | {(letter,): n for letter, n in extents.items()}
        runs = [self.run(tree, bound | dict(zip(extents, map(scalar, at)))) for at in places]
        return Tensor((*extents.values(), *runs[0].shape), [x for run in runs for x in run.data])

    def places(self, indices, bound):
        return [None if i[0] == "whole" else whole(self.run(i, bound)) - 1 for i in indices]

    def run(self, tree, bound):
        match tree:
            case ("number", value):
                return scalar(value)
            case ("matrix", *rows):
                parts = [self.run(part, bound) for part in rows]
                if len({part.shape for part in parts}) != 1:
                    raise Refused("the rows of a matrix differ in length")
                return Tensor((len(parts), *parts[0].shape), [x for part in parts for x in part.data])
            case ("name", name):
                is_pi = name == "pi" and name not in self.model.names and name not in bound
                return bound[name] if name in bound else scalar(Number(pi())) if is_pi else self.read(name)
            case ("map", "@", left, right):
                return matrix_product(self.run(left, bound), self.run(right, bound))
            case ("map", symbol, left, right):
                return broadcast(lambda a, b: apply(symbol, a, b), self.run(left, bound), self.run(right, bound))
            case ("T", part):
                a = self.run(part, bound)
                return gather(a.shape[::-1], lambda i, j: entry(a, j, i)) if len(a.shape) == 2 else a
            case ("index", base, *indices):
                return select(self.run(base, bound), self.places(indices, bound))
            case ("over", name, letters, body):
                extents = {letter: self.extent(letter, body, bound) for letter in letters}
                table = self.table(body, extents, bound)
                return fold(FOLDS[name], Tensor((prod(extents.values()), *table.shape[len(extents) :]), table.data), 0)
            case ("unknown", name, *parts):
                return scalar(polynomial(f"{self.seed} {name}", [x for part in parts for x in self.run(part, {}).data]))
            case ("d", top, bottom):
                base, *indices = bottom[1:] if bottom[0] == "index" else [bottom]
                inner = self.inner.get(base[1]) or Frame(self.model, self.seed, {}, self, base[1])
                self.inner[base[1]], shape = inner, inner.known[base[1]].shape
                numbers = inner.run(top, bound)
                kept = select(Tensor(shape, range(prod(shape))), self.places(indices, bound))
                parts = [x.du.get(p, 0) if x.tag == inner.tag else 0 for x in numbers.data for p in kept.data]
                return Tensor(numbers.shape + kept.shape, [x or Number(ZERO) for x in parts])
            case ("call", name, *trees):
                return self.call(name, trees, [self.run(part, bound) for part in trees])

    def call(self, name, trees, parts):
        stem = name.rstrip("'′")
        if stem in self.model.functions:
            parameters, body = self.model.functions[stem]
            seed, primes = f"{self.seed} {stem}", len(name) - len(stem)
            unknown = lambda *x: polynomial(seed, x, primes)
            return self.run(body, dict(zip(parameters, parts))) if body else broadcast(unknown, *parts)
        if name in FOLDS and name not in FUNCTIONS:
            a, axis = parts[0], whole(parts[1]) if len(parts) > 1 else 0
            flat = a if axis else Tensor((len(a.data),), a.data)
            return fold(FOLDS[name], flat, axis - 1 if axis > 0 else len(flat.shape) + (axis or -1))
        if name == "onehot":
            classes = self.model.given[trees[0][1][1] if trees[0][0] == "index" else trees[0][1]][1]
            return gather((*parts[0].shape, classes), lambda *at: plain(entry(parts[0], *at[:-1])) == at[-1] + 1)
        return BUILDERS[name](*parts) if name in BUILDERS else broadcast(lambda *x: apply(name, *x), *parts)
