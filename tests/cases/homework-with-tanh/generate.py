"""The homework with another model, and the same questions: tanh in place of relu."""
import os
import pathlib

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")


def change(old, new):
    """Every place where the model says it."""
    global text
    assert old in text, old
    text = text.replace(old, new)


change("h1: relu(z1)", "h1: tanh(z1)")
change("h2: relu(z2)", "h2: tanh(z2)")

pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
