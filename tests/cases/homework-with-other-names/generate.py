"""The homework with other names and other sizes: the answers are the same but for them."""
import os
import pathlib
import re

text = pathlib.Path(os.environ["ASSIGNMENTS"], "hw-backprop.yaml").read_text(encoding="utf-8")
names = {"W1": "U", "W2": "V", "W3": "Q", "h1": "a", "h2": "b", "h3": "p", "z1": "r", "z2": "s",
         "n0": "inputs", "n1": "wide", "n2": "narrow", "n3": "outputs", "x": "data", "y": "target"}
text = re.sub(r"\b(%s)\b" % "|".join(names), lambda match: names[match[0]], text)
old = "      V:\n        - [1/2, 1, 2]\n        - [-1, -1, 3]\n      Q: [[1/2, -1]]"
new = "      V:\n        - [1/2, 1, 2]\n        - [-1, -1, 3]\n        - [1, 1, 1]\n      Q: [[1/2, -1, 2]]"
assert "narrow: 2" in text and old in text
text = text.replace("narrow: 2", "narrow: 3").replace(old, new)
pathlib.Path("assignment.yaml").write_text(text, encoding="utf-8")
