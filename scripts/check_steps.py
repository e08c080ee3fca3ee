#!/usr/bin/env python3
"""Checks what gradsheet wrote: check_steps.py ASSIGNMENT [DATA.json]

Reads an assignment and the JSON of `gradsheet data` for it (default: standard input); shares no code with gradsheet.
Formulas are run on decimals of a hundred digits and more, at random points and at the assignment's values; derivatives
come from running the definitions on dual numbers. A question is accepted if
- `find`, `lhs` and the first step of each answer are what the assignment asks;
- each step, or each of its cells times the factor, equals what was asked, for all values of the letters;
- the last step is the answer shown, word for word: text, factor, cells, blocks and LaTeX;
- it has a value where it should, with the right axes; each digit of it is right, and each fraction, as no other of so
  few digits is so near; no fraction is missing if nothing that it is computed from is irrational, and no digits then.
So are values of `forward`. Not checked: that LaTeX, Unicode and MathML say what the text says; that a step's rule leads
to it; what moved; prose; points. Formulas that agree to 60 digits at all points pass as equal, and dimensions of size 1
are stretched, declared as 1 or not. Prints what is refused and how much is accepted; exits with 1 if any is refused.
"""
import itertools, json, pathlib, random, re, sys
from collections import namedtuple
from decimal import ROUND_HALF_UP, Context, Decimal, getcontext
from fractions import Fraction
from functools import cache, partial, reduce
from math import perm, prod
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
import yaml

POINTS, TRIES = 20, 80  # how many points formulas are compared at; how many are tried for that at most

# --- Formulas are read into tuples: ("number", x), ("name", n), ("index", base, index ...), ("whole",),
# --- ("call", function or operator, argument ...), ("over", "sum", letter, body), ("d", quantity, variable)
TOKEN = re.compile(r"\s*((?:\d+(?:\.(?![A-Za-z])\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[^\W\d]\w*['′]*|[<>=!]=|\S)")
RELATIONS = {">": gt, "<": lt, ">=": ge, "<=": le, "==": eq, "!=": ne}
STRENGTH = dict.fromkeys(RELATIONS, 0) | {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "^": 3, "[": 4, ".": 4}
def parse(text, names):  # a formula, read by the strength of its operators; names are those that are no letters
    tokens = TOKEN.findall(text.replace("**", "^")) + [""]
    def take(*wanted):
        if wanted and tokens[0] not in wanted:
            raise ValueError(f"`{text}` is no formula")
        return tokens.pop(0)
    def items(end):
        found = []
        while not found or take(",", end) == ",":
            found.append(take() and ("whole",) if tokens[0] == "." else formula(1))
        return found
    def formula(least):
        tree = operand(take())
        while STRENGTH.get(tokens[0], -1) >= least:
            symbol = take()
            if symbol in "[.":
                tree = ("index", tree, *items("]")) if symbol == "[" else ("call", take("T"), tree)
            else:  # powers are read from the right
                tree = ("call", symbol, tree, formula(STRENGTH[symbol] + (symbol != "^")))
        return tree
    def operand(token):
        if token in ("(", "["):  # [: a matrix, row by row, only where numbers are put in
            return (formula(0), take(")"))[0] if token == "(" else ("call", "list", *items("]"))
        if token == "-":
            return ("call", "*", ("number", -1), formula(3))
        if token == "d":
            return ("d", formula(4), take("/") and take("d") and formula(4))
        if tokens[0] != "(" or not token[:1].isalpha():
            return ("name", token) if token[:1].isalpha() else ("number", Fraction(token))
        *front, last = take() and items(")")
        if front and token in ("sum", "max", "min") and all(t[0] == "name" and t[1] not in names for t in front):
            return reduce(lambda body, letter: ("over", token, letter[1], body), reversed(front), last)
        return ("call", token, *front, last)
    return (formula(1), take(""))[0]
def nodes(tree):
    yield tree
    for part in tree[1:]:
        yield from nodes(part) if isinstance(part, tuple) else ()
def free_letters(tree, names):  # the index letters of a formula in the order of their first appearance
    taken = {*names, *(node[2] for node in nodes(tree) if node[0] == "over")}
    indices = [index for node in nodes(tree) if node[0] == "index" for index in node[2:]]
    return list(dict.fromkeys(index[1] for index in indices if index[0] == "name" and index[1] not in taken))

# --- Numbers are Decimals, or Duals: value + Σ du[key] e_key, where two e of one level multiply to 0
Dual = namedtuple("Dual", "value level du")
for symbol, name in zip("+-*/", ("add", "sub", "mul", "truediv")):
    setattr(Dual, f"__{name}__", lambda a, b, symbol=symbol: apply(symbol, a, b))
    setattr(Dual, f"__r{name}__", lambda a, b, symbol=symbol: apply(symbol, b, a))
def level_of(x):
    return x.level if isinstance(x, Dual) else 0
def plain(x):  # without derivatives
    return plain(x.value) if isinstance(x, Dual) else x
def decimal(x):
    return Decimal(Fraction(x).numerator) / Fraction(x).denominator
def apply(name, *arguments):  # a function of PRIMITIVES, with derivatives by the chain rule
    value, *slopes = PRIMITIVES[name]
    level = max(map(level_of, arguments))
    if level == 0:
        return value(*arguments)
    inner = [a.value if level_of(a) == level else a for a in arguments]
    result, du = apply(name, *inner), {}
    for a, slope in zip(arguments, slopes):
        if level_of(a) == level:
            at = slope(*inner, result)
            for key, d in a.du.items():
                du[key] = du[key] + at * d if key in du else at * d
    return Dual(result, level, du) if du else result
def compare(a, b):  # positive, negative or 0; what differs by no more than what rounding does is the same
    difference = plain(a) - plain(b)
    return 0 if abs(difference) <= max(1, abs(plain(a))) * Decimal(10) ** (35 - getcontext().prec) else difference
def series(term, ratio):  # term (1 + ratio(1) (1 + ratio(2) (...))), until nothing changes
    total, n = Decimal(0), 1
    while total + term != total:
        total, term, n = total + term, term * ratio(n), n + 1
    return total
def pi():
    return series(Decimal(3), lambda n: Decimal((2 * n - 1) ** 2) / (8 * n * (2 * n + 1)))
def sine(x):
    x %= 2 * pi()
    return series(x, lambda n: -x * x / (2 * n * (2 * n + 1)))

PRIMITIVES = {  # the value; the derivative by each argument, given them and the value (1 / 0 is an error, ln 0 is not)
    "+": (add, lambda a, b, y: 1, lambda a, b, y: 1),
    "-": (sub, lambda a, b, y: 1, lambda a, b, y: -1),
    "*": (mul, lambda a, b, y: b, lambda a, b, y: a),
    "/": (truediv, lambda a, b, y: Decimal(1) / b, lambda a, b, y: -1 * y / b),
    "^": (lambda a, b: a**b if b > 0 else (1 / a) ** -b if b else Decimal(1),
          lambda a, b, y: b * apply("^", a, b - 1) if plain(b) else 0, lambda a, b, y: y * apply("log", a)),
    "max": (max, lambda a, b, y: compare(a, b) >= 0, lambda a, b, y: compare(b, a) > 0),
    "min": (min, lambda a, b, y: compare(a, b) <= 0, lambda a, b, y: compare(b, a) < 0),
    "exp": (Decimal.exp, lambda x, y: y),
    "sqrt": (Decimal.sqrt, lambda x, y: Decimal(1) / (2 * y)),
    "log": (lambda x: -(1 / x).ln(), lambda x, y: 1 / x),
    "tanh": (lambda x: 1 - 2 / (1 + (2 * x).exp()), lambda x, y: 1 - y * y),
    "sigmoid": (lambda x: 1 / (1 + (-x).exp()), lambda x, y: y * (1 - y)),
    "sin": (sine, lambda x, y: apply("sin", x + pi() / 2)),
    "erf": (lambda x: series(2 * x * (-x * x).exp() / pi().sqrt(), lambda n: 2 * x * x / (2 * n + 1)),
            lambda x, y: 2 / pi().sqrt() * apply("exp", -1 * x * x)),
} | {symbol: (lambda a, b, holds=holds: Decimal(holds(compare(a, b), 0)),) for symbol, holds in RELATIONS.items()}
COMPOSED = {"relu(x)": "max(0, x)", "leaky_relu(x, a)": "x * (x > 0) + a * x * (x <= 0)", "abs(x)": "x * sign(x)",
            "sign(x)": "(x > 0) - (x < 0)", "cos(x)": "sin(x + pi / 2)", "softplus(x)": "log(1 + exp(x))"}
IRRATIONAL = re.compile(r"\b(exp|log|tanh|sigmoid|soft\w+|sin|cos|erf|sqrt|pi)\b|(\^|\*\*) *(?!-?\d+\b(?!\.))")
def polynomial(seed, x, primes=0):  # in the numbers x, with the seed's coefficients; its derivative if there is one x
    draw = random.Random(seed)
    forms = [(d, [draw.randint(1, 9) for _ in x]) for d in range(1, 5)]
    power = lambda d, c: perm(d, primes) * c[0] ** primes * apply("^", sum(map(mul, x, c)), Decimal(d - primes))
    return sum(power(d, c) for d, c in forms if d >= primes)

# --- Tensors are nested lists of numbers
def shape_of(tensor):
    return (len(tensor), *shape_of(tensor[0])) if isinstance(tensor, list) else ()
def flat(tensor):
    return [x for part in tensor for x in flat(part)] if isinstance(tensor, list) else [tensor]
def filled(shape, make):
    return [filled(shape[1:], make) for _ in range(int(shape[0]))] if shape else make()
def pick(tensor, at):  # the part at these indices, which count from 1; None keeps a dimension whole
    if not at or at[0] is None:
        return [pick(row, at[1:]) for row in tensor] if at else tensor
    return pick(tensor[range(1, len(tensor) + 1).index(at[0])], at[1:])
def each(function, *tensors):  # the function entry by entry, broadcast as in NumPy
    if not any(isinstance(t, list) for t in tensors):
        return function(*tensors)
    rank = max(len(shape_of(t)) for t in tensors)
    rows = [t if len(shape_of(t)) == rank else [t] for t in tensors]
    return [each(function, *(row[i if len(row) > 1 else 0] for row in rows)) for i in range(max(map(len, rows)))]
def fold(function, tensor, axis=0):  # of all entries, or of those along a dimension: from 1 on, or -1 for the last
    if axis in (0, 1, -len(shape_of(tensor))):
        return each(lambda *row: function(row), *tensor) if axis else function(flat(tensor))
    return [fold(function, row, axis - (axis > 0)) for row in tensor]
def extremum(side, row):  # the greatest (1) or the least (-1); all that are equal to it pass on their derivatives
    best = reduce(lambda a, b: b if compare(b, a) * side > 0 else a, row)
    return best + sum(x - plain(x) for x in row if x is not best and compare(x, best) == 0)
def product(a, b):
    if len(shape_of(a)) == 2:
        return [product(row, b) for row in a]
    return fold(sum, [each(mul, x, part) for x, part in zip(a, b, strict=True)], 1)
def softmax(a):
    powers = each(partial(apply, "exp"), a)
    return [softmax(row) for row in a] if len(shape_of(a)) > 1 else each(truediv, powers, sum(powers))
FOLDS = {"sum": sum, "mean": lambda row: sum(row) / len(row), "max": partial(extremum, 1), "min": partial(extremum, -1)}
FUNCTIONS = {name: partial(each, partial(apply, name)) for name in PRIMITIVES} | {
    "sum": partial(fold, FOLDS["sum"]), "mean": partial(fold, FOLDS["mean"]), "@": product, "softmax": softmax,
    "T": lambda a: [list(column) for column in zip(*a)] if len(shape_of(a)) == 2 else a,
    "ones": lambda *sizes: filled(sizes, lambda: Decimal(1)), "pi": pi,
    "eye": lambda n: [[Decimal(i == j) for j in range(int(n))] for i in range(int(n))],
    "diag": lambda a: each(mul, a, FUNCTIONS["eye"](len(a))), "tr": lambda a: sum(row[i] for i, row in enumerate(a)),
    "outer": lambda a, b: [each(mul, x, b) for x in a], "list": lambda *numbers: list(numbers)}

class Point:
    """All quantities, where those of `base` have these values and the others are computed. A letter or parameter is
    bound to a pair: what it stands for, and the set in which it is noted how far it runs."""
    def __init__(self, model, seed, base, level=0):
        self.model, self.seed, self.base, self.level = model, seed, base, level
    @cache
    def read(self, name):
        letters, tree = self.model.formulas[name] if name not in self.base else ((), None)
        return self.table(tree, dict.fromkeys(letters), {}) if tree else self.base[name]
    @cache
    def vary(self, name):  # where each entry of this quantity varies, by an e that is numbered row by row
        count, level = itertools.count(), self.level + 1
        duals = each(lambda x: Dual(x, level, {next(count): Decimal(1)}), self.read(name))
        return Point(self.model, self.seed, self.base | {name: duals}, level)
    def table(self, tree, letters, bound):  # for all values of the letters, which run as far as it says, or as is noted
        if not letters:
            return self.run(tree, bound)
        (letter, known), *rest = letters.items()
        noted = {known} if known else set()
        row = lambda i: self.table(tree, dict(rest), bound | {letter: (Decimal(i), noted)})
        first, (n,) = row(1), noted
        return [first, *(row(i) for i in range(2, n + 1))]
    def run(self, tree, bound):
        match tree:
            case ("number", value):
                return decimal(value)
            case ("name", name):
                return bound[name][0] if name in bound else self.read(name)
            case ("index", base, *indices):
                tensor = self.run(base, bound)
                for n, index in zip(shape_of(tensor), indices):
                    bound.get(index[-1], (0, set()))[1].add(n)
                return pick(tensor, [None if index == ("whole",) else self.run(index, bound) for index in indices])
            case ("over", name, letter, body):
                return fold(FOLDS[name], self.table(body, {letter: None}, bound), 1)
            case ("d", top, ("name", name) | ("index", ("name", name), *_) as variable):
                variables = self.vary(name).run(variable, bound)
                slope = lambda x, v: x.du.get(*v.du, Decimal(0)) if level_of(x) == v.level else Decimal(0)
                return each(lambda x: each(partial(slope, x), variables), self.vary(name).run(top, bound))
            case ("call", "onehot", ("name", label) | ("index", ("name", label), *_) as part):
                classes = range(1, self.model.given[label][1][0] + 1)
                return each(lambda y: [Decimal(y == c) for c in classes], self.run(part, bound))
            case ("call", "==", ("name", a), ("name", b)) if a in bound and b in bound:
                bound[a][1].update(bound[b][1]), bound[b][1].update(bound[a][1])
                return Decimal(bound[a][0] == bound[b][0])
            case ("call", name, *parts):
                parts, stem = [self.run(part, bound) for part in parts], name.rstrip("'′")
                if stem not in self.model.functions:
                    return FUNCTIONS[name](*parts)
                parameters, body = self.model.functions[stem]
                if body:
                    return self.run(body, {parameter: (part, set()) for parameter, part in zip(parameters, parts)})
                unknown = lambda *x: polynomial(f"{self.seed} {stem}", x, len(name) - len(stem))
                return each(unknown, *parts) if parameters else unknown(*flat(parts))

# --- The assignment
words = re.compile(r"[^\W\d]\w*").findall
def merged(base, heir):  # the heir's entries over the base's, and after them
    if not (isinstance(base, dict) and isinstance(heir, dict)):
        return heir
    return {k: v for k, v in base.items() if k not in heir} | {k: merged(base.get(k), v) for k, v in heir.items()}
def unrolled(lines, repeat):  # lines with {t} or {t-1} in them, once for each value of the letters that the name holds
    for line in lines.items():
        used = [letter for letter in repeat if re.search(r"\{ *%s\b" % letter, line[0])]
        bounds = [[int(n) for n in repeat[letter].split("..")] for letter in used]
        for at in itertools.product(*(range(first, last + 1) for first, last in bounds)):
            number = lambda m: str(dict(zip(used, at))[m[1]] + int(m[2] + (m[3] or "0"))) if used else m[0]
            yield json.loads(re.sub(r"\{ *(\w+) *([+-]?) *(\d*) *\}", number, json.dumps(line, ensure_ascii=False)))

class Model:
    def __init__(self, tree, hidden):  # hidden: the names that a question has for itself
        part = lambda key: dict(unrolled(tree.get(key) or {}, tree.get("repeat") or {}))
        sizes, given, define, let, functions = map(part, ("sizes", "given", "define", "let", "functions"))
        define, let = ({key: lines[key] for key in lines if words(key)[0] not in hidden} for lines in (define, let))
        self.names = {*sizes, *given, *(words(target)[0] for target in define | let)}
        self.given, self.functions, self.assume, self.parse = {}, {}, [], cache(partial(parse, names=self.names))
        self.values = {n: each(decimal, value) for n, value in (tree.get("values") or {}).items() if n in given}
        for _, _, total, equals in (self.parse(f"({text})") for text in tree.get("assume") or []):
            *_, entry = (node for node in nodes(total) if node[0] == "index")
            self.assume.append((entry[1][1], [letter for _, letter in entry[2:]], entry, ("call", "/", equals, total)))
        for name, dims in given.items():
            dims, _, label = ", ".join(dims).partition("->")
            self.given[name] = [[int(sizes.get(n, n)) for n in re.findall(r"\w+", text)] for text in (dims, label)]
        for target, text in (COMPOSED | functions).items():
            name, *args = words(target)
            self.functions[name] = (args, None if text == "unknown" else parse(text, {*self.names, *args}))
        self.formulas = {"pi": ([], ("call", "pi"))} | {name: ([], ("number", n)) for name, n in sizes.items()}
        for target, text in (define | let).items():
            (name, *letters), tree = words(target), self.parse(text)
            if tree[:2] == ("call", "unknown"):
                self.functions[f"{name} of"], tree = ((), None), ("call", f"{name} of", *tree[2:])
            self.formulas[name] = (letters if target in define else free_letters(tree, self.names), tree)
        self.texts = {words(target)[0]: text for target, text in (define | let | functions).items()}
    @cache
    def is_rational(self, text):  # whether nothing that it is computed from leaves the fractions
        return not IRRATIONAL.search(text) and all(map(self.is_rational, {self.texts.get(n, "") for n in words(text)}))
    @cache
    def point(self, seed):  # the assignment's values (0, -1), or random ones: small or large, of one sign or of several
        draw, given = random.Random(seed), dict(self.values)
        for name, (dims, classes) in self.given.items() if seed > 0 else ():
            signs = [[1], [draw.choice([1, -1])], [1, -1], [1, -1]][seed % 4]
            real = lambda: Decimal(draw.choice(signs) * (2 * draw.randint(0, 23) + 1)) / 4 ** (seed % 3 + 1)
            given[name] = filled(dims, lambda: Decimal(draw.randint(1, *classes)) if classes else real())
        for name, letters, entry, scale in self.assume if seed > 0 else ():
            given[name] = Point(self, seed, dict(given)).table(("call", "*", entry, scale), dict.fromkeys(letters), {})
        return Point(self, seed, given)

# --- The certificate
def printed(value, digits):  # the number with so many digits, rounded half away from zero, as gradsheet prints it
    rounded = Context(digits, ROUND_HALF_UP).divide(Decimal(value.numerator), Decimal(value.denominator))
    fixed = f"{rounded:.{max(digits - 1 - rounded.adjusted(), 0)}f}"
    return "0" if not rounded else fixed if -6 < rounded.adjusted() < digits else f"{rounded:.{digits - 1}e}"

class Question:  # what is asked, and what is shown for it
    def __init__(self, model, find, digits, limit):
        self.model, self.find, self.digits, self.limit, self.ranges = model, find, digits, limit, None
        self.tree, self.is_rational = model.parse(find), model.is_rational(find)
    @cache
    def truth(self, seed):  # what was asked at a point, for all values of its letters; None where it has no value there
        try:
            letters = free_letters(self.tree, self.model.names)
            table = self.model.point(seed).table(self.tree, dict.fromkeys(letters), {})
            self.ranges = dict(zip(letters, shape_of(table)))
            return table
        except (ArithmeticError, LookupError, ValueError):
            return None
    def tree_of(self, form):  # of a formula, or of a matrix written out: the list of its cells, times its factor
        cells = flat([block["cells"] for block in form.get("blocks", [form])]) if "text" not in form else []
        texts = [form.get("text") or (form["factor"] or {"text": "1"})["text"], *(cell["text"] for cell in cells)]
        factor, *cells = map(self.model.parse, texts)
        return factor if "text" in form else ("call", "*", factor, ("call", "list", *cells))
    @cache
    def check_form(self, form, points=POINTS):  # an error if a formula or a matrix, as JSON, is not what was asked
        form, tree, compared = json.loads(form), self.tree_of(json.loads(form)), 0
        for seed in filter(lambda seed: self.truth(seed) is not None and compared < points, range(TRIES)):
            truth, kept = self.truth(seed), shape_of(self.truth(seed))[len(self.ranges) :]
            try:
                table = self.model.point(seed).table(tree, self.ranges | dict(zip(form.get("letters", []), kept)), {})
            except ArithmeticError:
                continue
            if shape_of(table)[len(self.ranges) :] != (kept if "text" in form else (prod(kept),)):
                raise ValueError("it is not of the shape of what was asked")
            if any(map(compare, flat(table), flat(truth))):
                raise ValueError("it is not equal to what was asked")
            compared += 1
        if compared == 0:
            raise ValueError("no point could be found where it can be compared")
    def check_answer(self, answer):  # for each step None, or why it is refused
        for number, step in enumerate(answer["steps"], 1):
            try:
                self.check_form(json.dumps(step))
                if number == 1 and self.model.parse(step["text"]) != self.tree:
                    raise ValueError("it is not what was asked")
                shown = ("text", "factor", "cells", "blocks", "latex")
                if number == len(answer["steps"]) and any(step.get(key) != answer.get(key) for key in shown):
                    raise ValueError("it is not the answer shown")
                yield "step", None
            except Exception as error:  # whatever cannot be run is no step either
                yield "step", f"step {number} of the answer as {answer['as']}: {error}"
    def check_value(self, shown):
        value, truth = shown["value"], self.truth(0)
        if truth is not None and any(map(compare, flat(truth), flat(self.truth(-1)))):
            truth = None  # it depends on what is unknown
        if value is None or truth is None:
            if value or truth is not None and not shown["warnings"]:
                yield "value", "there should be no value" if value else "there should be a value, or a warning"
            return
        axes = [(axis["name"], axis["size"]) for axis in value["axes"]]
        if axes[: len(self.ranges)] != list(self.ranges.items()) or tuple(n for _, n in axes) != shape_of(truth):
            yield "value", "its axes are not those of what was asked"
        for entry in itertools.zip_longest(*map(flat, (value["exact"], value["decimal"], truth))):
            yield "value", self.check_number(*entry, shown.get("warnings", True))
    def check_number(self, exact, shown, computed, said=True):  # None if the fraction and the digits are right, or said
        true = Fraction(plain(computed))
        near, off = true.limit_denominator(self.limit), abs(true) / 10 ** (getcontext().prec - 35)
        known = (None if said else "", *(printed(true + x, self.digits) for x in (-off, 0, off)))
        is_right = (exact, shown) == (str(near), printed(near, self.digits)) and not compare(decimal(near), computed)
        is_right |= exact is None and not self.is_rational and shown in known
        return None if is_right else f"{exact or ''} {shown} should be {near} or {printed(true, self.digits)}"
    def check(self, shown):
        if shown["find"] != self.find or self.model.parse(shown["lhs"]["text"]) != self.tree:
            yield "step", "it is not what the assignment asks"
        yield from itertools.chain(*map(self.check_answer, shown["answers"]), self.check_value(shown))

def questions(path, data):  # each question that has a formula, and each forward value, with what is shown for it
    values = [item["value"] for part in data["sections"] for item in part.get("forward", []) + part["questions"]]
    exact, shown = (json.dumps([value[key] for value in values if value]) for key in ("exact", "decimal"))
    longest = max(map(len, re.findall(r"\d+", exact)), default=0)
    digits = max([1] + [len(re.sub(r"\D", "", number).lstrip("0")) for number in re.findall(r"\d[\d.]*", shown)])
    getcontext().prec = max(95, digits + 70) + 2 * longest
    load = lambda *parts: yaml.load(pathlib.Path(*parts).read_text("utf-8"), yaml.BaseLoader)
    tree = load(path)
    def whole(name):
        own = dict(tree["models"][name])
        if isinstance(own.get("values"), str):
            own["values"] = load(pathlib.Path(path).parent, own["values"])
        return merged(whole(own["extends"]), own) if "extends" in own else own
    model = cache(lambda name, own: Model(merged(whole(name), json.loads(own)), json.loads(own).get("given") or {}))
    for section, written in itertools.zip_longest(tree["sections"], data["sections"]):
        name = section.get("model", next(iter(tree["models"])))
        for item in written.get("forward", []):
            shown = item | {"find": item["name"]["text"], "lhs": item["name"], "answers": []}
            yield Question(model(name, "{}"), shown["find"], digits, 10**longest), shown
        for asked, shown in itertools.zip_longest(section["questions"], written["questions"]):
            if "find" in asked or shown["find"] is not None:
                own = {key: asked[key] for key in ("given", "values") if key in asked}
                yield Question(model(name, json.dumps(own)), asked["find"], digits, 10**longest), shown

def main():
    path, data = [*sys.argv[1:], "/dev/stdin"][:2]
    data = json.loads(pathlib.Path(data).read_text("utf-8"))
    found = [(shown, *result) for question, shown in questions(path, data) for result in question.check(shown)]
    refused = [f"{shown.get('id', shown['find'])}: {reason}" for shown, _, reason in found if reason]
    steps, values = (sum(kind == this and not reason for _, this, reason in found) for kind in ("step", "value"))
    print(*refused, f"{steps} steps accepted, {values} values accepted, {len(refused)} refused", sep="\n")
    return 1 if refused else 0

if __name__ == "__main__":
    sys.exit(main())
