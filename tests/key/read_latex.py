"""Reads formulas of numbers as they are typeset, and works them out as a reader with a pencil does.

Only LaTeX is read, none of gradsheet's own formats: what stands on the page is what is tested. A
result is a matrix, a list of rows of Fractions; a number is one of one row and one column.
"""
import math
import re
from fractions import Fraction

TOKEN = re.compile(r"\\operatorname\{\w+\}|\\left|\\right|\\begin\{bmatrix\}|\\end\{bmatrix\}|\\\\|\\,|\\[a-zA-Z]+|\d+(?:\.\d+)?|\S")
ENTRYWISE = {
    r"\exp": math.exp, r"\log": math.log, r"\tanh": math.tanh, r"\operatorname{ReLU}": lambda x: max(x, 0),
    r"\operatorname{sigmoid}": lambda x: 1 / (1 + math.exp(-x)),
}


class Unread(Exception):
    """A command that is not known here."""


def number(value):
    return [[value]]


def is_number(matrix):
    return len(matrix) == len(matrix[0]) == 1


def turned(matrix):
    return [list(row) for row in zip(*matrix)]


def entrywise(function, left, right):
    """A number goes with every entry; else the shapes must be the same."""
    if is_number(left) and not is_number(right):
        left = [[left[0][0]] * len(row) for row in right]
    if is_number(right) and not is_number(left):
        right = [[right[0][0]] * len(row) for row in left]
    if (len(left), len(left[0])) != (len(right), len(right[0])):
        raise ValueError("matrices of different shapes")
    return [[function(a, b) for a, b in zip(*rows)] for rows in zip(left, right)]


def product(left, right):
    if is_number(left) or is_number(right):
        return entrywise(lambda a, b: a * b, left, right)
    if len(left[0]) != len(right):
        raise ValueError("matrices that cannot be multiplied")
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*right)] for row in left]


def softmax(matrix):
    """Along the rows; a column is a vector."""
    rows = turned(matrix) if len(matrix[0]) == 1 else matrix
    rows = [[math.exp(x) / sum(map(math.exp, row)) for x in row] for row in rows]
    return turned(rows) if len(matrix[0]) == 1 else rows


def diagonal(matrix):
    entries = [x for row in matrix for x in row]
    return [[x if i == j else 0 for j in range(len(entries))] for i, x in enumerate(entries)]


WHOLE = {
    r"\operatorname{softmax}": softmax, r"\operatorname{diag}": diagonal,
    r"\operatorname{sum}": lambda m: number(sum(x for row in m for x in row)),
}


class Reader:
    def __init__(self, latex):
        self.tokens = TOKEN.findall(latex) + ["end"]

    def accept(self, *wanted):
        return self.tokens.pop(0) if self.tokens[0] in wanted else None

    def expect(self, token, result=None):
        if self.tokens.pop(0) != token:
            raise Unread(token)
        return result

    def formula(self):
        return self.expect("end", self.sum())

    def sum(self):
        total = self.term()
        while sign := self.accept("+", "-"):
            factor = 1 if sign == "+" else -1
            total = entrywise(lambda a, b: a + factor * b, total, self.term())
        return total

    def term(self):
        if self.accept("-"):
            return product(number(-1), self.term())
        result = self.power()
        while self.tokens[0] not in ("end", "+", "-", ")", "}", "&", r"\\", r"\right", r"\end{bmatrix}", ",", "]"):
            if self.accept(r"\odot"):
                result = entrywise(lambda a, b: a * b, result, self.power())
            elif self.accept(r"\oslash", "/"):
                result = entrywise(lambda a, b: a / b, result, self.power())
            else:
                self.accept(r"\cdot", r"\,")
                result = product(result, self.power())
        return result

    def power(self):
        result = self.atom()
        while self.accept("^"):
            if self.accept(r"\top"):
                result = turned(result)
            else:
                exponent = self.group()[0][0]
                result = [[x**exponent if exponent == int(exponent) else float(x) ** exponent for x in row] for row in result]
        return result

    def group(self):
        return self.expect("}", self.sum()) if self.accept("{") else self.atom()

    def brackets(self):
        """( ... ), with \\left and \\right or without."""
        is_tall = self.accept(r"\left") is not None
        self.expect("(")
        result = self.sum()
        if is_tall:
            self.expect(r"\right")
        return self.expect(")", result)

    def matrix(self):
        rows = [[]]
        while True:
            rows[-1].append(self.sum()[0][0])
            token = self.tokens.pop(0)
            if token == r"\\":
                rows.append([])
            elif token != "&":
                return rows if token == r"\end{bmatrix}" else self.expect(None)

    def atom(self):
        token = self.tokens[0]
        if token in ("(", r"\left"):
            return self.brackets()
        self.tokens.pop(0)
        if re.match(r"\d", token):
            return number(Fraction(token))
        if token == r"\frac":
            top, bottom = self.group(), self.group()
            return entrywise(lambda a, b: a / b, top, bottom)
        if token == r"\begin{bmatrix}":
            return self.matrix()
        if token == "{":
            return self.expect("}", self.sum())
        if token == r"\sqrt":
            return [[math.sqrt(x) for x in row] for row in self.group()]
        if token == "e":
            self.expect("^")
            return number(math.exp(self.group()[0][0]))
        if token in WHOLE:
            return WHOLE[token](self.brackets())
        if token in ENTRYWISE:
            return [[ENTRYWISE[token](x) for x in row] for row in self.brackets()]
        raise Unread(token)


def work_out(latex):
    """The numbers that a typeset formula comes to, row by row. Unread where it holds what is not known."""
    return [x for row in Reader(latex).formula() for x in row]
