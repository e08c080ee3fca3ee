"""Numbers for check_steps.py: exact where arithmetic stays rational, with derivatives by dual numbers.

A number that is not known to be rational has as many digits as decimal's context.
"""
import operator
from decimal import Decimal
from fractions import Fraction

TOLERANCE = Decimal(10) ** -60  # what counts as equal where a number is not known to be rational
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
RELATIONS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
RELATIONS |= {"==": operator.eq, "!=": operator.ne}


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
    tag = max([a.tag for a in arguments])
    if tag == 0:
        return Number(value(*[a.value for a in arguments]))
    inner = [a.value if a.tag == tag else a for a in arguments]
    result, du = apply(function, *inner), {}
    for a, slope in zip(arguments, slopes):
        at = slope(*inner, result) if a.tag == tag else 0
        for key, d in a.du.items() if a.tag == tag else ():
            du[key] = du[key] + at * d if key in du else at * d
    return Number(result, tag, du)


def decimal_of(value):
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / value.denominator


def mixed(operation):
    """Of two fractions, or of two decimals; 0 times anything is the rational 0."""
    def run(a, b):
        if type(a) is type(b):
            return operation(a, b)
        if operation is operator.mul and (a if isinstance(a, Fraction) else b) == 0:
            return ZERO
        return operation(decimal_of(a), decimal_of(b))
    return run


def plain(number):
    return plain(number.value) if isinstance(number, Number) else number


def sign(number):
    value = plain(number)
    if isinstance(value, Decimal) and abs(value) < TOLERANCE:
        raise ArithmeticError("too near to zero for its sign to be known")
    return (value > 0) - (value < 0)


def order(a, b):
    return sign(mixed(operator.sub)(plain(a), plain(b)))


def positive(x, least=0):
    if x < 0 or least == x == 0:
        raise ArithmeticError("a logarithm or root of a number that has none")
    return x


def power(base, exponent):
    if exponent == 0 or isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base**exponent.numerator if exponent else ONE
    result = decimal_of(positive(base, 1)) ** decimal_of(exponent)
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        root = Fraction(result).limit_denominator(10**30)
        return root if root**exponent.denominator == base**exponent.numerator else result
    return result


def series(first, ratio):
    """first (1 + ratio(1) (1 + ratio(2) (...))), until nothing changes."""
    total, term, n = Decimal(0), first, 0
    while total + term != total:
        total, n = total + term, n + 1
        term *= ratio(n)
    return total


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


FUNCTIONS = {  # the value of plain numbers; the derivative by each argument, given them and the value
    "+": (mixed(operator.add), lambda a, b, y: 1, lambda a, b, y: 1),
    "-": (mixed(operator.sub), lambda a, b, y: 1, lambda a, b, y: -1),
    "*": (mixed(operator.mul), lambda a, b, y: b, lambda a, b, y: a),
    "/": (mixed(operator.truediv), lambda a, b, y: 1 / b, lambda a, b, y: -1 * y / b),
    "^": (power, lambda a, b, y: b * a ** (b - 1) if sign(b) else 0, lambda a, b, y: y * apply("log", a)),
    "relu": (lambda x: x if sign(x) > 0 else ZERO, lambda x, y: sign(x) > 0),
    "leaky_relu": (lambda x, a: x if sign(x) > 0 else mixed(operator.mul)(a, x),
                   lambda x, a, y: 1 if sign(x) > 0 else a, lambda x, a, y: 0 if sign(x) > 0 else x),
    "max": (lambda a, b: a if order(a, b) > 0 else b, lambda a, b, y: order(a, b) > 0, lambda a, b, y: order(b, a) > 0),
    "min": (lambda a, b: a if order(a, b) < 0 else b, lambda a, b, y: order(a, b) < 0, lambda a, b, y: order(b, a) < 0),
    "abs": (abs, lambda x, y: sign(x)),
    "sign": (lambda x: Fraction(sign(x)),),
    "sqrt": (lambda x: power(x, HALF), lambda x, y: HALF / y),
    "exp": (real(Decimal.exp, 0, 1), lambda x, y: y),
    "log": (real(lambda x: positive(x).ln(), 1), lambda x, y: 1 / x),
    "tanh": (real(lambda x: 1 - 2 / (1 + (2 * x).exp()), 0), lambda x, y: 1 - y * y),
    "sigmoid": (real(lambda x: 1 / (1 + (-x).exp()), 0, HALF), lambda x, y: y * (1 - y)),
    "softplus": (real(lambda x: (1 + x.exp()).ln()), lambda x, y: apply("sigmoid", x)),
    "sin": (real(lambda x: cosine(x - pi() / 2), 0), lambda x, y: apply("cos", x)),
    "cos": (real(cosine, 0, 1), lambda x, y: -1 * apply("sin", x)),
    "erf": (real(error_function, 0), lambda x, y: Number(2 / pi().sqrt()) * apply("exp", x * x * -1)),
} | {symbol: (lambda a, b, holds=holds: Fraction(holds(order(a, b), 0)),) for symbol, holds in RELATIONS.items()}


def is_same(left, right):
    a, b = plain(left), plain(right)
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    a, b = decimal_of(a), decimal_of(b)
    return abs(a - b) <= max(1, abs(a), abs(b)) * TOLERANCE
