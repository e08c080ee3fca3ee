"""Many commands of gradsheet, run one after the other in one process: see run_many.c."""
import json
import pathlib
import subprocess
import tempfile


class Gradsheet:
    """The process; to be used by one thread, in a `with` that fails if the process does."""

    def __init__(self, run_many):
        self.folder = tempfile.TemporaryDirectory()
        self.files = [pathlib.Path(self.folder.name) / name for name in ("out", "err")]
        self.process = subprocess.Popen([run_many, *self.files], text=True, encoding="utf-8",
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, *arguments):
        """As subprocess.run with these arguments: its exit status and what it printed."""
        print(json.dumps([str(argument) for argument in arguments]), file=self.process.stdin, flush=True)
        status = self.process.stdout.readline()
        out, err = (path.read_text(encoding="utf-8") for path in self.files)
        if not status:
            raise RuntimeError(f"gradsheet broke off at {arguments}:\n{err}")
        return subprocess.CompletedProcess(arguments, int(status), out, err)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        said = self.files[1].read_text(encoding="utf-8") if self.files[1].exists() else ""
        self.folder.cleanup()
        if status != 0 and not any(error):
            raise RuntimeError(f"gradsheet ended with {status}:\n{said}")
