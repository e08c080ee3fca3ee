"""The homework with another model, and the same questions: the batch adds the losses up and takes no mean."""
import os
import pathlib

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")


def change(old, new):
    """Every place where the model says it."""
    global text
    assert old in text, old
    text = text.replace(old, new)


change('l: "1/(2*m) * sum', 'l: "1/2 * sum')

pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
