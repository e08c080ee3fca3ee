#!/usr/bin/env python3
"""Compares docs/assignment.schema.json with gradsheet: test_schema.py RUN_MANY SOURCE [HOMEWORKS]

The schema tells editors what an assignment may hold, so it must agree with the program, which is the
one that decides:

- it has the keys that the program names when it meets one that it does not know;
- it accepts every assignment that ships, that `init` writes, and every case of tests/cases whose
  fault is not one of structure;
- it rejects every case whose fault is one of structure, and a good assignment in which one value has
  been replaced by something of another kind, wherever the program rejects it.

A key that was added to the program fails here until it has its line in the schema, under
"properties" of the mapping that the test names.
"""
import copy
import json
import pathlib
import re
import sys
import tempfile

import jsonschema
import yaml

sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / "tests" / "cli"))
from many import Gradsheet

# What messages about the structure of a file say; any other is about what its texts mean.
STRUCTURE = re.compile(
    r"has no key|needs “|is no form of an answer|reads version|must be a positive integer|"
    r"is not a number|should be (a text|a list|a mapping)|has no (models|sections|questions|items)|"
    r"derives its answer|and there is none|is no range of|cannot be “|is one word|chooses nothing"
)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2 as editors read it: yes and on are texts."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))

GOOD = """
gradsheet: 1
title: A title
course: A course
author: Ada
write: {relu: \\sigma}
notation: {brackets: square}
models:
  net:
    sizes: {n: 2}
    given: {x: [n], y: [-> n]}
    functions: {twice(u): 2 * u}
    define: {h: relu(twice(x)), l: sum(h)}
    let: {delta: d l / d h}
    write: {delta: \\delta}
    values: {x: [1, 1/2], y: 1}
sections:
  - title: A section
    model: net
    points: 1
    text: Some text
    questions:
      - find: d l / d x[i] + v
        given: {v: []}
        values: {v: 1}
        prompt: What is it?
        points: 1
        answers: [{as: expression, using: [d l / d h]}]
        expect: ["v + d l / d x[i]"]
        rubric: [{points: 1, text: All of it}]
"""

# Paths to the mappings whose keys are compared: in GOOD, and in the schema.
MAPPINGS = {
    "an assignment": ([], []),
    "a model": (["models", "net"], ["definitions", "model"]),
    "a section": (["sections", 0], ["definitions", "section"]),
    "a question": (["sections", 0, "questions", 0], ["definitions", "question"]),
    "an answer": (["sections", 0, "questions", 0, "answers", 0], ["definitions", "answer"]),
    "“notation”": (["notation"], ["definitions", "notation"]),
    "an item of a rubric": (["sections", 0, "questions", 0, "rubric", 0], ["definitions", "rubricItem"]),
}
UNKNOWN = "zzzzzzzzzzzz"


class Judge:
    """The program's word and the schema's on an assignment."""

    def __init__(self, program, schema, folder):
        self.program = program
        self.validator = jsonschema.Draft7Validator(schema)
        self.path = pathlib.Path(folder) / "assignment.yaml"

    def messages(self, data):
        """What the program says of it."""
        # Every YAML parser reads JSON.
        self.path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return self.program.run("check", self.path).stderr

    def faults(self, data):
        """What the schema finds, in words."""
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:300]
            for error in self.validator.iter_errors(data)
        ]


def at(data, path):
    for step in path:
        data = data[step]
    return data


def program_keys(judge, what, path):
    """The keys that the program names for the mapping at this path of GOOD."""
    data = yaml.load(GOOD, Loader=Loader)
    at(data, path)[UNKNOWN] = 1
    found = re.search(f"error: {what} has no key “{UNKNOWN}”; its keys are (.*)", judge.messages(data))
    return set(re.split(", | and ", found.group(1))) if found else None


def compare_keys(judge, schema):
    """A result for each mapping: that its keys are the same in both."""
    for what, (path, place) in MAPPINGS.items():
        known = program_keys(judge, what, path)
        described = at(schema, place)["properties"]
        where = "/".join([*place, "properties"])
        comments = []
        if known is None:
            comments = ["the program did not say which keys it knows"]
        else:
            comments += [f"{key} is missing: describe it under {where}" for key in known - set(described)]
            comments += [f"{key} is no key of {what}: delete it under {where}"
                         for key in set(described) - known]
        for key, rule in described.items():
            if "description" not in rule:
                comments.append(f"{key} has no description under {where}")
        yield f"the keys of {what} are those of the program", comments


def compare_choices(judge, schema):
    """A result for each key of `notation`: that it has the same values in both."""
    for key, rule in at(schema, ["definitions", "notation", "properties"]).items():
        data = yaml.load(GOOD, Loader=Loader)
        data["notation"] = {key: UNKNOWN}
        found = re.search(f"“{key}” cannot be “{UNKNOWN}”; choose (.*)", judge.messages(data))
        known = re.split(", | or ", found.group(1)) if found else None
        comments = [] if known == rule["enum"] else [f"the program has {known}, the schema {rule['enum']}"]
        yield f"the values of {key} are those of the program", comments


def replaced(data, path):
    """The data with the value at path replaced by other things, each described."""
    for value in (["a", "list", {"of": "things"}], {"a": {"mapping": "of names"}}, "a text", None):
        other = copy.deepcopy(data)
        at(other, path[:-1])[path[-1]] = value
        yield f"{'/'.join(map(str, path))} = {json.dumps(value)}", other
    other = copy.deepcopy(data)
    del at(other, path[:-1])[path[-1]]
    yield f"{'/'.join(map(str, path))} left out", other


def paths_of(data, path=()):
    """The paths of everything below the root."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else []
    for key, value in items:
        yield (*path, key)
        yield from paths_of(value, (*path, key))


def compare_kinds(judge):
    """A result for each value of GOOD: where the program finds the structure wrong, so does the schema,
    and where it finds nothing wrong, neither does the schema."""
    data = yaml.load(GOOD, Loader=Loader)
    messages, faults = judge.messages(data), judge.faults(data)
    yield "a good assignment is accepted by both", ([messages] if messages else []) + faults
    for path in paths_of(data):
        for what, other in replaced(data, path):
            messages, faults = judge.messages(other), judge.faults(other)
            comments = []
            if STRUCTURE.search(messages) and not faults:
                comments = [f"the schema accepts it, the program says: {messages}"]
            elif not messages and faults:
                comments = ["the program accepts it, the schema says:", *faults]
            yield f"both judge {what} alike", comments


def case_results(judge, source):
    """A result for each case of tests/cases that is YAML."""
    for case in sorted((source / "tests" / "cases").glob("*/assignment.yaml")):
        try:
            data = yaml.load(case.read_text(encoding="utf-8"), Loader=Loader)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            continue
        expected = case.parent / "expected.err"
        text = expected.read_text(encoding="utf-8") if expected.exists() else ""
        errors = [line for line in text.splitlines() if line.startswith("assignment.yaml:")]
        if any("aliases up to here" in line for line in errors):
            continue  # read no further than that
        is_wrong = data is None or any(STRUCTURE.search(line) for line in errors)
        faults = judge.faults(data)
        if is_wrong:
            yield f"{case.parent.name} is rejected", [] if faults else errors
        else:
            yield f"{case.parent.name} is accepted", faults


def assignment_results(judge, paths):
    for path in paths:
        faults = judge.faults(yaml.load(path.read_text(encoding="utf-8"), Loader=Loader))
        yield f"{path.name} is accepted", faults


def begun(program, folder):
    """Assignments that `init` writes."""
    for number, options in enumerate([[], ["--layers", "4,3,2", "--loss", "cross-entropy", "--batch", "2"]]):
        path = pathlib.Path(folder) / f"init-{number}.yaml"
        program.run("init", "-q", path, *options).check_returncode()
        yield path


def main():
    source = pathlib.Path(sys.argv[2])
    schema = json.loads((source / "docs" / "assignment.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    shipped = sorted((source / "assignments").glob("*.yaml"))
    homeworks = []
    if len(sys.argv) > 3:
        homeworks = [path for path in sorted(pathlib.Path(sys.argv[3]).glob("*.yaml"))
                     if not path.name.endswith(".ref.yaml")]
    with tempfile.TemporaryDirectory() as folder, Gradsheet(sys.argv[1]) as program:
        judge = Judge(program, schema, folder)
        results = [
            *compare_keys(judge, schema),
            *compare_choices(judge, schema),
            *assignment_results(judge, [*shipped, *homeworks, *begun(program, folder)]),
            *case_results(judge, source),
            *compare_kinds(judge),
        ]
    print(f"1..{len(results)}")
    failed = 0
    for number, (name, comments) in enumerate(results, 1):
        failed += bool(comments)
        print(f"{'not ' if comments else ''}ok {number} - {name.replace('#', '')}")
        for line in comments:
            print("\n".join(f"# {part}" for part in line.splitlines()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
