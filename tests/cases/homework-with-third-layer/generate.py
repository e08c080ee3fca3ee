"""The homework with another model, and the same questions: a third hidden layer before the output."""
import os
import pathlib

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")


def change(old, new):
    """Every place where the model says it."""
    global text
    assert old in text, old
    text = text.replace(old, new)


change("n3: 1}", "n3: 2, n4: 1}")
change("y:  [m, n3]", "y:  [m, n4]")
change("W3: [n3, n2]", "W3: [n3, n2]\n      W4: [n4, n3]")
change("h3: h2 @ W3.T", "z3: h2 @ W3.T\n      h3: relu(z3)\n      h4: h3 @ W4.T")
change("l:  1/2 * (h3[1,1] - y[1,1])^2", "l:  1/2 * (h4[1,1] - y[1,1])^2")
change('sum(k, (h3[k,1] - y[k,1])^2)"', 'sum(k, (h4[k,1] - y[k,1])^2)"')
change("delta: d l / d h3[1,1]", "delta: d l / d h4[1,1]")
change("delta: d l / d h3\n", "delta: d l / d h4\n")
change("W3: [[1/2, -1]]", "W3: [[1/2, -1], [1, 1]]\n      W4: [[2, -1]]")

pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
