#!/usr/bin/env python3
"""What moved: test_moved.py GRADSHEET ASSIGNMENT...

Every step but the first says for its text and for its LaTeX which spans of it take the place of which spans of the
step before. The spans must come in order, lie within their formulas, cut no name, number or group, and leave the
same outside of them; and where something moved in the one, something moved in the other.
"""
import json
import os
import re
import subprocess
import sys


def is_within(spans, formula):
    """In order, apart from each other, and inside the formula."""
    ends = [end for span in spans for end in span]
    return ends == sorted(ends) and all(0 <= end <= len(formula) for end in ends)


def rest(spans, formula):
    for begin, end in reversed(spans):
        formula = formula[:begin] + formula[end:]
    return formula.replace(" ", "")


def is_cut(formula, end):
    """Whether a name or a number goes on across the end of a span, or a name is parted from its indices."""
    return re.search(r"[\w']$", formula[:end]) is not None and re.match(r"[\w'\[]", formula[end:]) is not None


def is_balanced(part):
    """Whether brackets and groups that begin in it end in it."""
    depths = [part.count(open_) - part.count(close) for open_, close in ("()", "[]", "{}")]
    lefts = len(re.findall(r"\\left\b", part)) - len(re.findall(r"\\right\b", part))
    matrices = part.count("\\begin") - part.count("\\end")
    return not any(depths) and not lefts and not matrices


def complaints(step, before):
    spans = {}
    for key, name in (("text", "moved"), ("latex", "moved_latex")):
        if key not in step or key not in before:
            if name in step:
                yield f"{name} has no two formulas to speak of"
            continue
        if name not in step:
            yield f"{name} is missing"
            continue
        spans[key] = step[name]
        for formula, side in ((step[key], key), (before[key], "before")):
            ends = [pair[side] for pair in step[name]]
            if not is_within(ends, formula):
                yield f"{name} is not within {formula}"
            if key == "text" and any(is_cut(formula, end) for span in ends for end in span):
                yield f"{name} cuts a name of {formula}"
            if key == "latex" and not all(is_balanced(formula[begin:end]) for begin, end in ends):
                yield f"{name} cuts a group of {formula}"
        if rest([pair[key] for pair in step[name]], step[key]) != rest([p["before"] for p in step[name]], before[key]):
            yield f"{name} leaves something out between {before[key]} and {step[key]}"
    if len(spans) == 2 and bool(spans["text"]) != bool(spans["latex"]):
        yield f"only one of text and LaTeX moved between {before['text']} and {step['text']}"


def main():
    program, *paths = sys.argv[1:]
    lines = []
    for path in paths:
        done = subprocess.run([program, "data", path], capture_output=True, check=True, timeout=300)
        questions = [question for section in json.loads(done.stdout)["sections"] for question in section["questions"]]
        chains = [answer["steps"] for question in questions for answer in question["answers"]]
        found = [complaint for steps in chains for pair in zip(steps[1:], steps) for complaint in complaints(*pair)]
        count = sum(len(step.get(key, [])) for steps in chains for step in steps for key in ("moved", "moved_latex"))
        good = not found and count > 0
        lines.append(f"{'' if good else 'not '}ok {len(lines) + 1} - {os.path.basename(path)}: {count} spans {found or ''}")
    print(f"1..{len(lines)}", *lines, sep="\n")
    return 1 if any(line.startswith("not") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
