"""The assignments that the documentation shows, as they stand there."""
import os
import pathlib
import re
import textwrap

root = pathlib.Path(os.environ["ASSIGNMENTS"]).parent
for source, name in (("README.md", "readme.yaml"), ("docs/format.md", "format.yaml")):
    text = (root / source).read_text(encoding="utf-8")
    example = re.search(r"```yaml\n((?:# [^\n]*\n)?gradsheet: 1.*?)```", text, re.DOTALL)[1]
    pathlib.Path(name).write_text(example, encoding="utf-8")

# The questions of format.md that stand by themselves, in the place of its assignment's.
text = (root / "docs/format.md").read_text(encoding="utf-8")
whole = pathlib.Path("format.yaml").read_text(encoding="utf-8")
questions = re.findall(r"```yaml\nquestions:\n(.*?)```", text, re.DOTALL)
head = whole[: whole.index("    questions:\n") + len("    questions:\n")]
pathlib.Path("questions.yaml").write_text(
    head + "".join(textwrap.indent(part, "    ") for part in questions), encoding="utf-8"
)
