"""The homework with another model, and the same questions: layer 2 is linear, so its brackets must vanish."""
import os
import pathlib

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")


def change(old, new):
    """Every place where the model says it."""
    global text
    assert old in text, old
    text = text.replace(old, new)


change("h2: relu(z2)", "h2: z2")

pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
