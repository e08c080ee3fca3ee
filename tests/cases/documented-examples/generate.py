"""The assignments that the documentation shows, as they stand there."""
import os
import pathlib
import re

root = pathlib.Path(os.environ["ASSIGNMENTS"]).parent
for source, name in (("README.md", "readme.yaml"), ("docs/format.md", "format.yaml")):
    text = (root / source).read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(gradsheet: 1.*?)```", text, re.DOTALL)[1]
    pathlib.Path(name).write_text(example, encoding="utf-8")
