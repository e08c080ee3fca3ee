#!/usr/bin/env python3
"""How the cost of gradients grows with a network: scaling.py GRADSHEET

Solves networks of relu layers, of many depths and widths: derived, written in matrix notation, verified,
and with their values. The least time that each took is printed with what a unit of it costs, the program's own
start taken off. It is elapsed time: many machines count a process's own in ticks, which are too coarse here.

- wide: the gradient by every weight. A unit is weights × batch, as in reverse-mode differentiation.
- deep: the gradient by the first layer's weights, through all layers above it. A unit is a layer.
- every: the gradient by every weight of a deep network, all verified by one run. A unit is a layer.
- named: the same, the gradients by each layer's z named by `let` and listed with their values.
- letters: one entry of the first layer's gradient, as an expression, at depth 32. It must take less than
  LETTERS_SECONDS in all.
- slopes: through a thousand layers, each the tanh of the one before, as an expression: a product of a thousand
  factors, one more for each layer. It must take less than SLOPES_SECONDS in all.
- shares: a loss of a softmax over a thousand entries, by one of them. It must take less than SHARES_SECONDS in all.

The exit status is 1 where the cost of a unit grows by more than LIMIT from the first network on that takes a
measurable time.
"""
import os
import subprocess
import sys
import tempfile
import time

BATCH, RUNS = 2, 9
MEASURABLE = 0.01  # seconds; less is noise
LIMIT = 2.0
LETTERS_SECONDS = 0.05
SLOPES_SECONDS = 1.0
SHARES_SECONDS = 0.5


def matrix(rows, columns, entry):
    return "[" + ", ".join("[" + ", ".join(entry(i, j) for j in range(columns)) + "]" for i in range(rows)) + "]"


def weight(layer):
    """Two entries a row, small and of both signs, so that activations stay small."""
    return lambda i, j: "1" if j == i else "-1" if (i + layer) % 3 == 0 and j == i + 1 else "0"


def assignment(depth, width, asked, named=()):
    """asked: lines of YAML for each layer's question; named: layers of which d loss / d z has a name."""
    lines = [
        "gradsheet: 1",
        "title: Scaling",
        "models:",
        "  net:",
        f"    sizes: {{m: {BATCH}, n: {width}}}",
        f"    repeat: {{l: 1..{depth}}}",
        "    given:",
        "      h0: [m, n]",
        "      y: [m, n]",
        "      W{l}: [n, n]",
        "    define:",
        "      z{l}: h{l-1} @ W{l}.T",
        "      h{l}: relu(z{l})",
        f"      loss: 1/2 * sum((h{depth} - y)^2)",
        *(["    let:"] if named else []),
        *[f"      G{layer}: d loss / d z{layer}" for layer in named],
        "    values:",
        "      h0: " + matrix(BATCH, width, lambda i, j: str((3 * i + 5 * j) % 7 - 2)),
        "      y: " + matrix(BATCH, width, lambda i, j: str((i + j) % 3)),
    ]
    lines += [f"      W{layer}: " + matrix(width, width, weight(layer)) for layer in range(1, depth + 1)]
    return "\n".join([*lines, "sections:", "  - title: Gradients", "    questions:", *asked]) + "\n"


def slopes(depth):
    return f"""gradsheet: 1
title: Scaling
models:
  net:
    repeat: {{l: 1..{depth}}}
    sizes: {{n: 2}}
    given: {{h0: [n]}}
    define:
      h{{l}}: tanh(h{{l-1}})
sections:
  - title: Gradients
    questions:
      - find: d sum(h{depth}) / d h0[i]
"""


def shares(size):
    return f"""gradsheet: 1
title: Scaling
models:
  net:
    sizes: {{n: {size}}}
    given: {{x: [n]}}
    define: {{loss: sum(softmax(x)^2)}}
sections:
  - title: Gradients
    questions:
      - find: d loss / d x[i]
"""


def by_weights(layers, depth, above="d loss / d z"):
    """The gradient by the weights of each layer; that of the layer above it stands as a symbol."""
    lines = []
    for layer in layers:
        using = f", using: [{above}{layer}]" if layer < depth else ""
        lines += [f"      - find: d loss / d W{layer}", f"        answers: [{{as: matrix{using}}}]"]
    return lines


def least_time(command):
    """The least elapsed time of all runs, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def measure_text(text, *command):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scaling.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return least_time([*command, path])


def measure(program, depth, width, asked, named=()):
    return measure_text(assignment(depth, width, asked, named), program, "data")


def measure_all(program):
    """Series by name: rows of (size, units, seconds)."""
    start = least_time([program, "--version"])
    series = {"wide": [], "deep": [], "every": [], "named": []}
    for width in [4, 8, 16, 32, 64, 128, 256]:
        seconds = measure(program, 2, width, by_weights([1, 2], 2))
        series["wide"].append((width, 2 * width**2 * BATCH, seconds - start))
    for depth in [2, 4, 8, 16, 32]:
        seconds = measure(program, depth, 16, by_weights([1], depth))
        series["deep"].append((depth, depth, seconds - start))
    for depth in [2, 4, 8, 16, 32]:
        seconds = measure(program, depth, 16, by_weights(range(1, depth + 1), depth))
        series["every"].append((depth, depth, seconds - start))
    for depth in [2, 4, 8, 16]:
        asked = by_weights(range(1, depth + 1), depth, "G")
        seconds = measure(program, depth, 16, asked, range(1, depth))
        series["named"].append((depth, depth, seconds - start))
    letters = measure(program, 32, 4, ["      - find: d loss / d W1[i,j]"])
    return series, letters


def report(name, rows):
    """Prints a series; whether its cost per unit keeps within the limit."""
    print(f"{name}\n{'size':>8} {'units':>8} {'ms':>10} {'µs a unit':>10}   of the first")
    first, good = None, True
    for size, units, seconds in rows:
        cost, ratio = seconds / units, ""
        if seconds >= MEASURABLE:
            first = first or cost
            ratio = f"{cost / first:.2f}"
            good = good and cost / first <= LIMIT
        print(f"{size:>8} {units:>8} {seconds * 1e3:10.1f} {cost * 1e6:10.2f}   {ratio}")
    return good


def main():
    series, letters = measure_all(sys.argv[1])
    good = [report(name, rows) for name, rows in series.items()]
    for name, size, seconds, limit in [
        ("letters", "depth 32", letters, LETTERS_SECONDS),
        ("slopes", "depth 1000", measure_text(slopes(1000), sys.argv[1], "check", "-q"), SLOPES_SECONDS),
        ("shares", "size 1000", measure_text(shares(1000), sys.argv[1], "check", "-q"), SHARES_SECONDS),
    ]:
        print(f"{name}\n  {size}: {seconds * 1e3:.1f} ms")
        good.append(seconds < limit)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
