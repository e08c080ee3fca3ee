"""The homework with another model, and the same questions: a batch of three."""
import os
import pathlib

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")


def change(old, new):
    """Every place where the model says it."""
    global text
    assert old in text, old
    text = text.replace(old, new)


change("sizes: {m: 2}", "sizes: {m: 3}")
change("- [1, -3, 2, 1/2]", "- [1, -3, 2, 1/2]\n        - [2, 1, -1, 1]")
change("y: [[3/4], [1/4]]", "y: [[3/4], [1/4], [1]]")

pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
