"""Every assignment that ships."""
import os
import pathlib
import shutil

for path in pathlib.Path(os.environ["ASSIGNMENTS"]).glob("*.yaml"):
    shutil.copy(path, path.name)
