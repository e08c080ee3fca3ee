#!/usr/bin/env python3
"""Draws how cost grows with a network: plot_scaling.py GRADSHEET [OUTPUT.svg]

Runs tests/benchmark/scaling.py's measurements and writes a chart of them, both axes logarithmic, with
a thin line for what is in proportion to the size. The default output is docs/scaling.svg.
"""
import importlib.util
import math
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
WIDTH, HEIGHT, MARGIN = 330, 260, 64
CHARTS = [
    ("wide", "weights × batch, depth 2", "every gradient"),
    ("every", "layers, width 16", "every gradient"),
    ("deep", "layers, width 16", "the first layer's gradient"),
]


def load_scaling():
    path = os.path.join(ROOT, "tests", "benchmark", "scaling.py")
    spec = importlib.util.spec_from_file_location("scaling", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def decades(values):
    """The powers of ten around positive numbers."""
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def tick_text(exponent):
    return f"{10 ** exponent:,}".replace(",", " ") if exponent >= 0 else f"{10 ** exponent:.3f}".rstrip("0")


def chart(left, title, axis, points):
    """One chart as SVG, its left edge given; points are (units, milliseconds)."""
    x_low, x_high = decades([x for x, _ in points])
    y_low, y_high = decades([y for _, y in points])
    x_at = lambda x: left + MARGIN + (math.log10(x) - x_low) / (x_high - x_low) * WIDTH
    y_at = lambda y: MARGIN + HEIGHT - (math.log10(y) - y_low) / (y_high - y_low) * HEIGHT
    bottom, middle = MARGIN + HEIGHT, left + MARGIN + WIDTH / 2
    parts = [f'<text class="title" x="{middle}" y="{MARGIN - 18}">{title}</text>']
    for exponent in range(x_low, x_high + 1):
        x = x_at(10**exponent)
        parts.append(f'<path class="grid" d="M{x:.1f} {MARGIN}V{bottom}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16}">{tick_text(exponent)}</text>')
    for exponent in range(y_low, y_high + 1):
        y = y_at(10**exponent)
        parts.append(f'<path class="grid" d="M{left + MARGIN} {y:.1f}h{WIDTH}"/>')
        parts.append(f'<text class="y" x="{left + MARGIN - 6}" y="{y + 4:.1f}">{tick_text(exponent)} ms</text>')
    parts.append(f'<text x="{middle}" y="{bottom + 36}">{axis}</text>')
    parts.append(proportion(points, x_at, y_at, y_low))
    line = " ".join(f"{x_at(x):.1f},{y_at(y):.1f}" for x, y in points)
    parts.append(f'<polyline class="line" points="{line}"/>')
    parts += [f'<circle cx="{x_at(x):.1f}" cy="{y_at(y):.1f}" r="3.5"/>' for x, y in points]
    return parts


def proportion(points, x_at, y_at, y_low):
    """The line through the last point that all would lie on if cost were in proportion."""
    (x_first, _), (x_last, y_last) = points[0], points[-1]
    x = max(x_first, x_last * 10**y_low / y_last)
    return (
        f'<path class="proportion" d="M{x_at(x):.1f} {y_at(y_last * x / x_last):.1f}'
        f'L{x_at(x_last):.1f} {y_at(y_last):.1f}"/>'
    )


def draw(series):
    step = WIDTH + 2 * MARGIN
    size = (step * len(CHARTS), HEIGHT + 2 * MARGIN)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" font-family="sans-serif" '
        f'font-size="12" text-anchor="middle">',
        "<style>.title{font-size:14px;font-weight:bold}.y{text-anchor:end}.grid{stroke:#ddd}"
        ".line{fill:none;stroke:#1f5fa8;stroke-width:2}circle{fill:#1f5fa8}"
        ".proportion{stroke:#999;stroke-dasharray:4 4}</style>",
        f'<rect width="{size[0]}" height="{size[1]}" fill="white"/>',
    ]
    for number, (name, axis, title) in enumerate(CHARTS):
        points = [(units, max(seconds, 1e-4) * 1e3) for _, units, seconds in series[name]]
        parts += chart(number * step, title, axis, points)
    return "\n".join([*parts, "</svg>"]) + "\n"


def main():
    program, *output = sys.argv[1:]
    series, _ = load_scaling().measure_all(program)
    path = output[0] if output else os.path.join(ROOT, "docs", "scaling.svg")
    with open(path, "w", encoding="utf-8") as file:
        file.write(draw(series))


if __name__ == "__main__":
    main()
