#!/usr/bin/env python3
"""Checks what gradsheet wrote: check_steps.py [--digits N] ASSIGNMENT [DATA.json]

Reads the assignment and the JSON of `gradsheet data` (default: standard input); shares no code with gradsheet.
Every formula is run exactly where arithmetic stays rational and to many digits elsewhere, on dual numbers, at
random points and at the assignment's values. Each step must equal what was asked, the first be that, the last
the answer shown; every exact value must be the true one, every printed digit right. Prints what is refused and
how much was accepted; the exit status is 1 if anything was refused.
"""
import argparse
import copy
import itertools
import json
import operator
import os
import random
import re
import sys
from collections import namedtuple
from decimal import ROUND_HALF_UP, Context, Decimal, getcontext
from fractions import Fraction
from math import perm, prod

import yaml

POINTS, TRIES = 12, 60  # random points where formulas are compared; how many are drawn at most
SLACK = 25  # digits that rounding may have spoilt where a number is not rational
HALF = Fraction(1, 2)
RELATIONS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne}
Tensor = namedtuple("Tensor", "shape data")  # data: row by row

class Refused(Exception):
    """What does not follow, or cannot be read."""

class Valueless(Refused):
    """A quantity that the assignment gives no value."""

# --- numbers ---

class Number:
    """A Fraction; a Decimal where it is not known to be rational; or, with a tag, value + Σ du[key] e_key, where two
    e of that tag multiply to 0, and value and du are Numbers of lower tags."""
    def __init__(self, value, tag=0, du=None):
        self.value, self.tag, self.du = value, tag, du

for name, symbol in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "^"}.items():
    setattr(Number, f"__{name}__", lambda a, b, f=symbol: apply(f, a, b))
    setattr(Number, f"__r{name}__", lambda a, b, f=symbol: apply(f, b, a))

def apply(function, *arguments):
    value, *slopes = FUNCTIONS[function]
    arguments = [a if isinstance(a, Number) else Number(Fraction(a)) for a in arguments]
    tag = max(a.tag for a in arguments)
    if tag == 0:
        return Number(value(*(a.value for a in arguments)))
    inner = [a.value if a.tag == tag else a for a in arguments]
    result, du = apply(function, *inner), {}
    for a, slope in zip(arguments, slopes):
        at = slope(*inner, result) if a.tag == tag else 0
        for key, d in a.du.items() if a.tag == tag else ():
            du[key] = du[key] + at * d if key in du else at * d
    return Number(result, tag, du)

def decimal_of(value):
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / value.denominator

def tolerance():
    return Decimal(10) ** (SLACK - getcontext().prec)

def plain(number):
    return plain(number.value) if isinstance(number, Number) else number

def arithmetic(operation):
    """Of two fractions, or of two decimals; 0 times anything is the rational 0."""
    def run(a, b):
        if operation is operator.mul and any(isinstance(x, Fraction) and x == 0 for x in (a, b)):
            return Fraction(0)
        return operation(a, b) if type(a) is type(b) else operation(decimal_of(a), decimal_of(b))
    return run

def sign(number):
    value = plain(number)
    if isinstance(value, Decimal) and abs(value) < tolerance():
        raise ArithmeticError("too near to zero for its sign to be known")
    return (value > 0) - (value < 0)

def power(base, exponent):
    if exponent == 0 or isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base**exponent.numerator if exponent else Fraction(1)
    if base < 0:
        raise ArithmeticError("a fractional power of a negative number")
    result = decimal_of(base) ** decimal_of(exponent)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        root = Fraction(result).limit_denominator(10**30)
        return root if root**exponent.denominator == base**exponent.numerator else result
    return result

def series(first, ratio):
    """first (1 + ratio(1) (1 + ratio(2) (...))), until nothing changes."""
    total, term = Decimal(0), first
    for n in itertools.count(1):
        if total + term == total:
            return total
        total, term = total + term, term * ratio(n)

def pi():
    return series(Decimal(3), lambda n: Decimal((2 * n - 1) ** 2) / (8 * n * (2 * n + 1)))

def cosine(x):
    x %= 2 * pi()
    return series(Decimal(1), lambda n: -x * x / ((2 * n - 1) * 2 * n))

def error_function(x):
    return series(2 * x * (-x * x).exp() / pi().sqrt(), lambda n: 2 * x * x / (2 * n + 1))

def real(digits, place=None, known=0):
    """A function of decimals that is known to be rational at one place."""
    return lambda x: Fraction(known) if isinstance(x, Fraction) and x == place else digits(decimal_of(x))

def logarithm(x):
    if x <= 0:
        raise ArithmeticError("the logarithm of a number that is not positive")
    return x.ln()

def compare(holds):
    minus = arithmetic(operator.sub)
    return lambda a, b: Fraction(holds(sign(minus(a, b)), 0)), *[lambda a, b, y: 0] * 2

def first(order):
    """max (1) or min (-1), which has no derivative where the two are equal."""
    return (lambda a, b: a if sign(arithmetic(operator.sub)(a, b)) == order else b,
            lambda a, b, y: sign(a - b) == order, lambda a, b, y: sign(b - a) == order)  # fmt: skip

FUNCTIONS = {  # the value of plain numbers; the derivative by each argument, given them and the value
    "+": (arithmetic(operator.add), lambda a, b, y: 1, lambda a, b, y: 1),
    "-": (arithmetic(operator.sub), lambda a, b, y: 1, lambda a, b, y: -1),
    "*": (arithmetic(operator.mul), lambda a, b, y: b, lambda a, b, y: a),
    "/": (arithmetic(operator.truediv), lambda a, b, y: 1 / b, lambda a, b, y: -1 * y / b),
    "^": (power, lambda a, b, y: b * a ** (b - 1) if sign(b) else 0, lambda a, b, y: y * apply("log", a)),
    "relu": (lambda x: x if sign(x) > 0 else Fraction(0), lambda x, y: sign(x) > 0),
    "leaky_relu": (lambda x, a: x if sign(x) > 0 else arithmetic(operator.mul)(a, x),
                   lambda x, a, y: 1 if sign(x) > 0 else a, lambda x, a, y: 0 if sign(x) > 0 else x),  # fmt: skip
    "max": first(1), "min": first(-1),
    "abs": (abs, lambda x, y: sign(x)),
    "sign": (lambda x: Fraction(sign(x)), lambda x, y: 0),
    "sqrt": (lambda x: power(x, HALF), lambda x, y: HALF / y),
    "exp": (real(Decimal.exp, 0, 1), lambda x, y: y),
    "log": (real(logarithm, 1, 0), lambda x, y: 1 / x),
    "tanh": (real(lambda x: 1 - 2 / (1 + (2 * x).exp()), 0), lambda x, y: 1 - y * y),
    "sigmoid": (real(lambda x: 1 / (1 + (-x).exp()), 0, HALF), lambda x, y: y * (1 - y)),
    "softplus": (real(lambda x: (1 + x.exp()).ln()), lambda x, y: apply("sigmoid", x)),
    "sin": (real(lambda x: cosine(x - pi() / 2), 0), lambda x, y: apply("cos", x)),
    "cos": (real(cosine, 0, 1), lambda x, y: -1 * apply("sin", x)),
    "erf": (real(error_function, 0), lambda x, y: Number(2 / pi().sqrt()) * apply("exp", x * x * -1)),
} | {symbol: compare(holds) for symbol, holds in RELATIONS.items()}  # fmt: skip

def extremum(numbers, order):
    """The greatest (1) or least (-1); all that are equal to it pass on their derivatives."""
    best = numbers[:1]
    for x in numbers[1:]:
        side = sign(x - best[0]) * order
        best = [x] if side > 0 else best + [x] * (side == 0)
    return sum((x - Number(plain(x)) for x in best[1:]), best[0])

def is_same(left, right):
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    a, b = decimal_of(left), decimal_of(right)
    return abs(a - b) <= max(1, abs(a), abs(b)) * tolerance()

def printed(value, digits):
    """The number with so many digits, rounded half away from zero, as gradsheet prints it."""
    rounded = Context(digits, ROUND_HALF_UP).divide(Decimal(value.numerator), Decimal(value.denominator))
    exponent = rounded.adjusted()
    if rounded == 0:
        return "0"
    return f"{rounded:.{digits - 1 - exponent}f}" if -6 < exponent < digits else f"{rounded:.{digits - 1}e}"

# --- formulas: trees of tuples, the kind first ---

TOKEN = re.compile(
    r"\s*((?:\d+(?:\.(?![A-Za-z])\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[^\W\d]\w*['′]*|\*\*|[<>=!]=|[-+*/@^()\[\],.<>])")

class Parser:
    def __init__(self, text, names):
        self.text, self.names, self.tokens = text, names, TOKEN.findall(text) + [""]

    def formula(self):
        tree = self.expression()
        return tree if self.expect("" if not TOKEN.sub("", self.text).strip() else None) is None else tree

    def accept(self, *wanted):
        return self.tokens.pop(0) if self.tokens[0] in wanted else None

    def expect(self, token):
        if self.tokens.pop(0) != token:
            raise Refused(f"`{self.text}` is no formula")

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
            tree = ("index", tree, *self.items(self.index, "]")) if token == "[" else ("T", tree)
            self.expect("T") if token == "." else None
        return tree

    def items(self, item, end):
        items = [item()]
        while self.accept(","):
            items.append(item())
        self.expect(end)
        return items

    def index(self):
        return ("whole",) if self.accept(".") else self.postfix()

    def primary(self):
        token = self.tokens.pop(0)
        if token == "(":
            tree = self.chain(self.expression, *RELATIONS)
            self.expect(")")
        elif token == "d":
            top = self.postfix()
            self.expect("/")
            self.expect("d")
            tree = ("d", top, self.postfix())
        elif token[:1].isdigit() or token[1:2].isdigit() and token[0] == ".":
            tree = ("number", Fraction(token))
        elif token[:1].isalpha():
            tree = self.call(token) if self.accept("(") else ("name", self.names.get(token, token))
        else:
            raise Refused(f"`{self.text}` is no formula")
        return tree

    def call(self, name):
        *front, last = arguments = self.items(self.expression, ")")
        are_names = front and all(tree[0] == "name" for tree in front)
        has_quantity = any(tree[1] in self.names.values() for tree in front)
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
    return Tensor(tuple(shape), [value(*at) for at in itertools.product(*map(range, shape))])

def scalar(number):
    return Tensor((), [number if isinstance(number, Number) else Number(Fraction(number))])

def entry(tensor, *at):
    """Dimensions of 1 are stretched, and missing ones in front too."""
    place = 0
    for n, i in zip(tensor.shape, at[len(at) - len(tensor.shape) :]):
        place = place * n + (i if n > 1 else 0)
    return tensor.data[place]

def broadcast(function, *tensors):
    rank = max(len(t.shape) for t in tensors)
    shapes = [(1,) * (rank - len(t.shape)) + t.shape for t in tensors]
    shape = [max(dims) for dims in zip(*shapes)]
    if any(n not in (1, m) for s in shapes for n, m in zip(s, shape)):
        raise Refused("shapes do not fit together")
    return gather(shape, lambda *at: apply(function, *(entry(t, *at) for t in tensors)))

def select(tensor, indices):
    """Indices count from 0; None, or one that is missing, keeps its dimension."""
    indices = [*indices, *[None] * (len(tensor.shape) - len(indices))]
    if len(indices) > len(tensor.shape) or any(i is not None and not 0 <= i < n for i, n in zip(indices, tensor.shape)):
        raise Refused("there is no such entry")
    ranges = [range(n) if i is None else [i] for i, n in zip(indices, tensor.shape)]
    kept = tuple(n for i, n in zip(indices, tensor.shape) if i is None)
    return Tensor(kept, [entry(tensor, *at) for at in itertools.product(*ranges)])

def rows_along(tensor, axis):
    """The lists of entries along a dimension, in a tensor over the other ones."""
    shape = tensor.shape[:axis] + tensor.shape[axis + 1 :]
    return gather(shape, lambda *at: [entry(tensor, *at[:axis], k, *at[axis:]) for k in range(tensor.shape[axis])])

def matrix_product(a, b):
    cut = len(a.shape) - 1
    if not a.shape or not b.shape or a.shape[-1] != b.shape[0]:
        raise Refused("there is no such matrix product")
    return gather(a.shape[:-1] + b.shape[1:],
                  lambda *at: sum(entry(a, *at[:cut], k) * entry(b, k, *at[cut:]) for k in range(b.shape[0])))  # fmt: skip

def softmax(x):
    e = broadcast("exp", x)
    totals = Tensor(x.shape[:-1] + (1,), [sum(row) for row in rows_along(e, len(x.shape) - 1).data])
    return broadcast("/", e, totals)

def polynomial(seed, x, primes=0):
    """A polynomial in the numbers x with the seed's coefficients; its derivative where there is one number."""
    draw = random.Random(seed)
    forms = [[draw.randint(1, 9) for _ in x] for _ in range(4)]
    powers = ((d, form) for d, form in enumerate(forms, 1) if d >= primes)
    return sum(perm(d, primes) * c[0] ** primes * sum(a * b for a, b in zip(c, x)) ** (d - primes) for d, c in powers)

class Frame:
    """The quantities at a point (given: their values) or, inside another frame, while one of them varies."""
    def __init__(self, model, seed, given, outer=None, name=None):
        self.model, self.seed, self.outer, self.name, self.inner = model, seed, outer, name, {}
        self.known, self.tag = dict(given), outer.tag + 1 if outer else 0
        if outer:
            shape, data = outer.read(name)
            self.known[name] = Tensor(shape, [Number(x, self.tag, {i: Number(Fraction(1))}) for i, x in enumerate(data)])

    def read(self, name):
        if name not in self.known:
            if self.outer and self.name not in self.model.needs(name):
                return self.outer.read(name)
            if name not in self.model.formulas:
                raise Valueless(f"{name} is not defined, or has no value")
            letters, tree = self.model.formulas[name]
            self.known[name] = self.table(tree, {letter: self.extent(letter, tree, {}) for letter in letters}, {})
        return self.known[name]

    def extent(self, letter, tree, bound):
        for node in nodes(tree):
            if node[0] == "index" and ("name", letter) in node[2:]:
                names = {n[1] for n in nodes(node[1]) if n[0] == "name" and n[1] not in self.model.names.values()}
                shape = self.run(node[1], {**dict.fromkeys(names, scalar(1)), **bound}).shape
                return shape[node[2:].index(("name", letter))]
        raise Refused(f"the range of {letter} is not known")

    def table(self, tree, extents, bound):
        """The formula for all values of the letters, which are the first axes."""
        places = itertools.product(*(range(1, n + 1) for n in extents.values()))
        runs = [self.run(tree, {**bound, **dict(zip(extents, map(scalar, at)))}) for at in places]
        return Tensor((*extents.values(), *runs[0].shape), [x for run in runs for x in run.data])

    def run(self, tree, bound):
        kind, *rest = tree
        if kind == "number":
            return scalar(rest[0])
        if kind == "name":
            is_pi = rest[0] == "pi" and rest[0] not in self.model.names and rest[0] not in bound
            return scalar(Number(pi())) if is_pi else bound[rest[0]] if rest[0] in bound else self.read(rest[0])
        if kind == "over":
            extents = {letter: self.extent(letter, rest[2], bound) for letter in rest[1]}
            table = self.table(rest[2], extents, bound)
            return self.fold(rest[0], Tensor((prod(extents.values()), *table.shape[len(extents) :]), table.data), 0)
        if kind == "d":
            base, *indices = rest[1][1:] if rest[1][0] == "index" else rest[1:]
            inner = self.inner.setdefault(base[1], None) or Frame(self.model, self.seed, {}, self, base[1])
            self.inner[base[1]] = inner
            top, shape = inner.run(rest[0], bound), inner.read(base[1]).shape
            places = select(Tensor(shape, range(prod(shape))), self.places(indices, bound))
            parts = [x.du.get(p, Number(Fraction(0))) if x.tag == inner.tag else Number(Fraction(0)) for x in top.data for p in places.data]
            return Tensor(top.shape + places.shape, parts)
        if kind == "unknown":
            return scalar(polynomial(f"{self.seed} {rest[0]}", [x for part in rest[1:] for x in self.run(part, {}).data]))
        if kind == "index":
            return select(self.run(rest[0], bound), self.places(rest[1:], bound))
        if kind == "call":
            return self.call(*rest, bound=bound)
        parts = [self.run(part, bound) for part in rest[kind == "map" :]]
        if kind == "T":
            return parts[0] if len(parts[0].shape) < 2 else gather(parts[0].shape[::-1], lambda i, j: entry(parts[0], j, i))
        return matrix_product(*parts) if rest[0] == "@" else broadcast(rest[0], *parts)

    def places(self, indices, bound):
        return [None if i == ("whole",) else int(plain(self.run(i, bound).data[0])) - 1 for i in indices]

    def fold(self, name, tensor, axis):
        rows = rows_along(tensor, axis)
        folds = {"sum": sum, "mean": lambda row: sum(row) / len(row), "max": lambda row: extremum(row, 1), "min": lambda row: extremum(row, -1)}
        return Tensor(rows.shape, [folds[name](row) for row in rows.data])

    def call(self, name, *trees, bound):
        parts = [self.run(tree, bound) for tree in trees]
        a, number = parts[0], plain(parts[-1].data[0])
        function = self.model.functions.get(name.rstrip("'′"))
        if function and function[1]:
            return self.run(function[1], dict(zip(function[0], parts)))
        if function:
            stem_ = name.rstrip("'′")
            seed, primes = f"{self.seed} {stem_}", len(name) - len(stem_)
            shape = max((p.shape for p in parts), key=len)
            return gather(shape, lambda *at: polynomial(seed, [entry(p, *at) for p in parts], primes))
        if name in ("sum", "mean"):
            axis = (number - 1 if number > 0 else len(a.shape) + number) if len(parts) > 1 else 0
            return self.fold(name, a if len(parts) > 1 else Tensor((len(a.data),), a.data), int(axis))
        builders = {
            "softmax": lambda: softmax(a),
            "tr": lambda: scalar(sum(entry(a, i, i) for i in range(a.shape[0]))),
            "ones": lambda: gather([int(plain(p.data[0])) for p in parts], lambda *at: Number(Fraction(1))),
            "eye": lambda: gather([int(number)] * 2, lambda i, j: Number(Fraction(i == j))),
            "diag": lambda: gather(a.shape * 2, lambda i, j: entry(a, i) * (i == j)),
            "outer": lambda: gather(a.shape + parts[1].shape, lambda i, j: entry(a, i) * entry(parts[1], j)),
            "onehot": lambda: gather(a.shape + (self.model.classes(trees[0]),), lambda *at: Number(Fraction(plain(entry(a, *at[:-1])) == at[-1] + 1))),
        }  # fmt: skip
        return builders[name]() if name in builders else broadcast(name, *parts)

# --- the assignment ---

def stem(target):
    return re.split(r"[\[(]", target)[0].strip()

def merged(base, heir):
    """The heir's entries over the base's: A[i,j] takes the place of A."""
    if not (isinstance(base, dict) and isinstance(heir, dict)):
        return heir
    replaced, names = {stem(key) for key in heir}, {stem(key): key for key in base}
    kept = {key: value for key, value in base.items() if stem(key) not in replaced}
    return kept | {key: merged(base.get(names.get(stem(key))), value) for key, value in heir.items()}

def unrolled(lines, repeat):
    """Lines with {t} and {t-1} in them, once for each value of those that the name holds."""
    for line in lines.items():
        used = [letter for letter in repeat if re.search(r"\{ *%s\b" % letter, line[0])]
        for at in itertools.product(*(range(repeat[letter][0], repeat[letter][1] + 1) for letter in used)):
            number = lambda m: str(dict(zip(used, at))[m[1]] + int(m[2] + (m[3] or "0")))
            yield json.loads(re.sub(r"\{ *(\w+) *([+-]?) *(\d*) *\}", number, json.dumps(line)) if used else json.dumps(line))

def tensor_of(value):
    if not isinstance(value, list):
        return scalar(Fraction(value))
    items = [tensor_of(item) for item in value]
    return Tensor((len(items),) + items[0].shape, [x for item in items for x in item.data])

class Model:
    def __init__(self, tree):
        repeat = {letter: [int(n) for n in bounds.split("..")] for letter, bounds in tree.get("repeat", {}).items()}
        part = lambda name: list(unrolled(tree.get(name) or {}, repeat))
        self.sizes = {name: int(n) for name, n in (tree.get("sizes") or {}).items()}
        self.names, self.given, self.functions, self.formulas, self.values, self.cache = {}, {}, {}, {}, {}, {}
        self.assume, self.frames, self.closures = tree.get("assume", []), {}, {}
        targets = [(target, text, False) for target, text in part("define")] + [(*line, True) for line in part("let")]
        self.names = {name: name for name in [*self.sizes, *(name for name, _ in part("given")), *(stem(t[0]) for t in targets)]}
        self.formulas = {name: ([], ("number", n)) for name, n in self.sizes.items()}
        for name, dims in part("given"):
            self.add_given(name, dims, (tree.get("values") or {}).get(name))
        for target, body in part("functions"):
            parameters = re.findall(r"[^\W\d]\w*", target)[1:]
            self.functions[stem(target)] = (parameters, None if body == "unknown" else self.parse(body, parameters))
        for target, text, is_gradient in targets:
            if text.startswith("unknown("):
                formula = [], ("unknown", stem(target), *(("name", n) for n in re.findall(r"[^\W\d]\w*", text)[1:]))
            else:
                formula = re.findall(r"[^\W\d]\w*", target)[1:], self.parse(text)
            self.formulas[stem(target)] = (free_letters(formula[1], self.names), formula[1]) if is_gradient else formula

    def add_given(self, name, dims, values):
        label = dims[-1].split("->") if dims and "->" in dims[-1] else None
        dims = [*dims[:-1], *label[:1]] if label else dims
        size = lambda n: self.sizes[n] if n in self.sizes else int(n)
        self.given[name] = ([size(n) for n in map(str.strip, dims) if n], size(label[1].strip()) if label else None)
        if values is not None:
            self.values[name] = tensor_of(values)

    def parse(self, text, parameters=()):
        key = (text, *parameters)
        if key not in self.cache:
            self.cache[key] = Parser(text, {n: i for n, i in self.names.items() if n not in parameters}).formula()
        return self.cache[key]

    def needs(self, name):
        """All that a quantity is computed from, and itself."""
        if name not in self.closures:
            self.closures[name], todo = {name}, [self.formulas[name][1]] if name in self.formulas else []
            for node in (node for tree in todo for node in nodes(tree)):
                if node[0] == "name" and node[1] in self.names.values():
                    self.closures[name] |= self.needs(node[1])
                if node[0] == "call" and self.functions.get(node[1], [0, None])[1]:
                    todo.append(self.functions[node[1]][1])
        return self.closures[name]

    def classes(self, tree):
        return self.given[tree[1][1] if tree[0] == "index" else tree[1]][1]

    def with_given(self, given, values):
        """The model with a question's own quantities, which hide its own of the same names."""
        own = copy.copy(self)
        own.given, own.values, own.names, own.cache, own.frames = dict(self.given), dict(self.values), dict(self.names), {}, {}
        own.closures = {}
        for name, dims in given.items():
            own.names[name] = name + " of the question"
            own.add_given(own.names[name], dims, values.get(name))
        return own

    def frame(self, seed):
        """The assignment's values (0, -1), or random ones: small or large; all positive, of one sign in a tensor, of
        any sign, so that units are on and off and nothing hides behind a bracket that is 0."""
        if seed not in self.frames:
            draw, given = random.Random(seed), dict(self.values)
            for name, (dims, classes) in self.given.items() if seed > 0 else ():
                signs = [[1], [draw.choice([1, -1])], [1, -1], [1, -1]][seed % 4]
                real = lambda: Fraction(draw.choice(signs) * (2 * draw.randint(0, 23) + 1), 4 ** (seed % 3 + 1))
                given[name] = gather(dims, lambda *at: Number(Fraction(draw.randint(1, classes)) if classes else real()))
            for text in self.assume if seed > 0 else ():
                self.impose(given, self.parse(f"({text})"))
            self.frames[seed] = Frame(self, seed, given)
        return self.frames[seed]

    def impose(self, given, equation):
        """Makes the last entry of each sum what the assumption says it is."""
        (_, _, letters, (_, (_, name), *indices)), (_, total) = equation[2:]
        groups, tensor = {}, given[name]
        for place, at in enumerate(itertools.product(*map(range, tensor.shape))):
            groups.setdefault(tuple(i for i, index in zip(at, indices) if index[1] not in letters), []).append(place)
        for *others, last in groups.values():
            tensor.data[last] = total - sum(tensor.data[place] for place in others)

# --- the certificate ---

def flat(value):
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [value]

class Question:
    def __init__(self, model, asked, digits):
        given = asked.get("given") or {}
        self.model = model.with_given(given, asked.get("values") or {}) if given else model
        self.find, self.digits, self.truths = asked["find"], digits, {}
        self.tree = self.model.parse(self.find)
        frame = self.model.frame(1)
        self.ranges = {letter: frame.extent(letter, self.tree, {}) for letter in free_letters(self.tree, self.model.names.values())}

    def truth(self, number):
        """What was asked at a point; None where it has no value there."""
        if number not in self.truths:
            try:
                self.truths[number] = self.model.frame(number).table(self.tree, self.ranges, {})
            except (ArithmeticError, Valueless):
                self.truths[number] = None
        return self.truths[number]

    def value(self):
        """What was asked at the assignment's values; None where it has none, or depends on what is unknown."""
        one, other = self.truth(0), self.truth(-1)
        return one if one and all(is_same(plain(a), plain(b)) for a, b in zip(one.data, other.data)) else None

    def run(self, frame, form, kept):
        """The numbers that a formula, or a matrix written out, gives for all letters and kept entries."""
        total = tuple(self.ranges.values()) + kept
        if "text" in form:
            letters = dict(zip(form.get("letters") or [], kept))
            table = frame.table(self.model.parse(form["text"]), self.ranges | letters, {})
            if table.shape != total and table.shape != tuple(self.ranges.values()):
                raise Refused(f"its shape is {table.shape}, not {total}")
            return [x for x in table.data for _ in range(prod(total) // len(table.data))]
        cells = flat([block["cells"] for block in form["blocks"]] if "blocks" in form else form["cells"])
        columns = [frame.table(self.model.parse(cell["text"]), self.ranges, {}).data for cell in cells]
        if len(cells) != prod(kept) or any(len(column) != len(columns[0]) for column in columns):
            raise Refused("it is not the matrix that was asked for")
        factor = frame.table(self.model.parse(form["factor"]["text"]), self.ranges, {}).data if form.get("factor") else None
        return [x * factor[i] if factor else x for i, row in enumerate(zip(*columns)) for x in row]

    def check_form(self, form, points=POINTS):
        compared = 0
        for number in range(TRIES):
            truth = self.truth(number)
            if truth is None or compared == points:
                continue
            try:
                found = self.run(self.model.frame(number), form, truth.shape[len(self.ranges) :])
                if not all(is_same(plain(a), plain(b)) for a, b in zip(found, truth.data, strict=True)):
                    raise Refused("it is not equal to what was asked")
                compared += 1
            except ArithmeticError:
                continue
        if compared == 0:
            raise Refused("no point could be found where it can be compared")

    def check_answer(self, answer):
        """The steps that are good; and those that are not, with the reason."""
        keys = ("text", "factor", "cells", "blocks", "latex")
        for number, step in enumerate(answer["steps"], 1):
            try:
                if number == 1 and ("text" not in step or self.model.parse(step["text"]) != self.tree):
                    raise Refused("the first step is not what was asked")
                if number == len(answer["steps"]) and any(step.get(key) != answer.get(key) for key in keys):
                    raise Refused("the last step is not the answer shown")
                self.check_form(step)
                yield "step", None
            except Exception as error:  # whatever cannot be run is no step either
                yield "step", f"step {number} of the answer as {answer['as']}: {error}"

    def check_value(self, shown):
        value, truth = shown["value"], self.value()
        if value is None or truth is None:
            if value is not None or truth is not None and not shown["warnings"]:
                yield "value", "there should be a value, or none, or a warning"
            return
        axes = [(axis["name"], axis["size"]) for axis in value["axes"]]
        if axes[: len(self.ranges)] != list(self.ranges.items()) or tuple(size for _, size in axes) != truth.shape:
            yield "value", "its axes are not those of what was asked"
        triples = itertools.zip_longest(flat(value["exact"]), flat(value["decimal"]), map(plain, truth.data))
        for exact, decimal, true in triples:
            off = Fraction(abs(true) * tolerance()) if isinstance(true, Decimal) else 0
            near = [printed(Fraction(true) + x, self.digits) for x in (-off, 0, off)] if true is not None else []
            is_rational = isinstance(true, Fraction)
            is_exact = exact == str(true) if is_rational else exact is None or is_same(Fraction(exact), true)
            reason = None if is_exact and decimal in near else f"the value {exact or ''} {decimal} should be {near[1:2]}"
            yield "value", reason

    def check(self, shown):
        if shown["find"] != self.find or self.model.parse(shown["lhs"]["text"]) != self.tree:
            yield "step", "it is not what the assignment asks"
        for answer in shown["answers"]:
            yield from self.check_answer(answer)
        yield from self.check_value(shown)

def read_models(path):
    with open(path, encoding="utf-8") as file:
        tree = yaml.load(file, Loader=yaml.BaseLoader)
    def whole(name):
        own = dict(tree["models"][name])
        if isinstance(own.get("values"), str):
            with open(os.path.join(os.path.dirname(path), own["values"]), encoding="utf-8") as values:
                own["values"] = yaml.load(values, Loader=yaml.BaseLoader)
        return merged(whole(own["extends"]), own) if "extends" in own else own
    return tree, {name: Model(whole(name)) for name in tree["models"]}

def questions(path, data, digits):
    """Each question of the assignment that has a formula, with what is shown for it."""
    getcontext().prec = max(85, digits + 60)
    tree, models = read_models(path)
    asked = [(models[section.get("model", next(iter(models)))], q) for section in tree["sections"] for q in section["questions"]]
    shown = [q for section in data["sections"] for q in section["questions"]]
    if len(asked) != len(shown):
        raise Refused("the assignment has other questions")
    return [(Question(model, q, digits), s) for (model, q), s in zip(asked, shown) if "find" in q or s["find"] is not None]

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assignment")
    parser.add_argument("data", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
    parser.add_argument("--digits", type=int, default=6)
    options = parser.parse_args()
    accepted, refused = {"step": 0, "value": 0}, 0
    for question, shown in questions(options.assignment, json.load(options.data), options.digits):
        for kind, reason in question.check(shown):
            accepted[kind] += reason is None
            refused += reason is not None
            print(f"{shown['id']}: {reason}") if reason else None
    print(f"{accepted['step']} steps accepted, {accepted['value']} values accepted, {refused} refused")
    return 1 if refused else 0

if __name__ == "__main__":
    sys.exit(main())
