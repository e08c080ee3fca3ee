#!/usr/bin/env python3
"""What `gradsheet build --accessible` tags: test_accessible.py GRADSHEET ASSIGNMENT SHEET

The PDF is read as other programs read it: its headings, lists and paragraphs by `pdfinfo
-struct-text`, its catalog, alternative texts and associated files by `qpdf --json`. How many formulas
there should be is counted in the .tex of the sheet without tags.
"""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def output_of(*command):
    return subprocess.run(command, check=True, timeout=600, capture_output=True).stdout


def missing():
    """What this test needs and this machine has not, or ""."""
    for program in ["pdflatex", "pdfinfo", "qpdf"]:
        if shutil.which(program) is None:
            return program
    found = subprocess.run(["kpsewhich", "tagpdf.sty"], stdout=-1, timeout=60, check=False)
    return "" if found.returncode == 0 else "tagpdf.sty"


def arguments(line):
    """The arguments of a macro in braces, which stand one after the other."""
    found, depth, begin = [], 0, 0
    for at, character in enumerate(line):
        if character == "{" and (at == 0 or line[at - 1] != "\\"):
            depth += 1
            begin = at + 1 if depth == 1 else begin
        elif character == "}" and line[at - 1] != "\\":
            depth -= 1
            if depth == 0:
                found.append(line[begin:at])
    return found


def formula_count(tex):
    """How many formulas a sheet shows: in its lines, and in its prose."""
    body = tex[tex.index("\\begin{document}") :]
    count = 0
    for line in body.splitlines():
        if line.startswith(("\\gsitem{", "\\gslhs{")):
            count += 1
        elif line.startswith("\\gsrow{"):
            count += 2
        elif line.startswith(("\\gsline{", "\\gsrule{", "\\gsstep{")):
            count += arguments(line)[1] != ""
    for prose in re.findall(r"\\begin\{gsprose\}(.*?)\\end\{gsprose\}", body, re.S):
        count += len(re.findall(r"(?<!\\)\$[^$]+(?<!\\)\$", prose)) + prose.count("\\[\n")
    for line in re.findall(r"^\\gscriterion.*", body, re.M):
        count += len(re.findall(r"(?<!\\)\$[^$]+(?<!\\)\$", line))
    return count


class Pdf:
    """The objects of a PDF."""

    def __init__(self, path):
        qpdf = ["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized"]
        self.objects = json.loads(output_of(*qpdf, path))["qpdf"][1]
        self.catalog = self.at(self.objects["trailer"]["value"]["/Root"])

    def at(self, value):
        """What a reference leads to; any other value itself."""
        reference = f"obj:{value}" if isinstance(value, str) else ""
        if reference not in self.objects:
            return value
        entry = self.objects[reference]
        return entry["value"] if "value" in entry else entry["stream"]

    def formulas(self):
        """The structure elements of formulas, in the order of the document."""
        found = []

        def visit(value):
            element = self.at(value)
            if isinstance(element, list):
                for kid in element:
                    visit(kid)
            elif isinstance(element, dict):
                if element.get("/S") == "/Formula":
                    found.append(element)
                if element.get("/Type") in ["/StructElem", "/StructTreeRoot"]:
                    visit(element.get("/K"))

        visit(self.catalog["/StructTreeRoot"])
        return found

    def associated(self, element):
        """The files that belong to an element: relationship, media type, content."""
        for reference in self.at(element.get("/AF", [])):
            specification = self.at(reference)
            stream = self.at(self.at(specification["/EF"])["/F"])
            media_type = stream["dict"]["/Subtype"]
            yield specification["/AFRelationship"], media_type, base64.b64decode(stream["data"])


def check_catalog(pdf, title):
    catalog = pdf.catalog
    yield pdf.at(catalog.get("/MarkInfo", {})).get("/Marked") is True, "it says that it is tagged"
    yield catalog.get("/Lang") == "u:en-US", "it says its language"
    yield pdf.at(catalog.get("/StructTreeRoot")).get("/Type") == "/StructTreeRoot", "it has a tree"
    information = pdf.at(pdf.objects["trailer"]["value"]["/Info"])
    yield information["/Title"] == f"u:{title}", "it has its title"
    shown = pdf.at(catalog.get("/ViewerPreferences", {})).get("/DisplayDocTitle")
    yield shown is True, "its title is shown"


def check_structure(path, data, title, tex):
    """Headings and lists, as pdfinfo prints them: a tag, and under it its text in quotes."""
    done = subprocess.run(["pdfinfo", "-struct-text", path], timeout=600, capture_output=True)
    yield done.stderr == b"", f"every tag is closed where it should be {done.stderr[:200] or ''}"
    text = done.stdout.decode("utf-8")
    headings = re.findall(r'^ *(H\d) \(block\)\n *"(.*)"$', text, re.M)
    yield headings[0] == ("H1", title.replace("'", "’")), "the title is the first heading"
    numbers = [str(section["number"]) for section in data["sections"]]
    tagged = [words.split()[0] for level, words in headings if level == "H2"]
    yield tagged == numbers, f"{len(numbers)} sections are headings"
    ids = [question["id"] for section in data["sections"] for question in section["questions"]]
    tagged = [
        words.split()[1].partition("(")[0]
        for level, words in headings
        if level == "H3" and words.startswith("Question ")
    ]
    yield tagged == ids, f"{len(tagged)} of {len(ids)} questions are headings"
    rows = re.findall(r"^\\gsrow\{", tex, re.M)
    heads = re.findall(r"^ *TH\b", text, re.M)
    yield len(heads) == len(rows), f"{len(heads)} of {len(rows)} rows of tables have a head"
    items = len(re.findall(r"^ *LI \(block\)$", text, re.M))
    wanted = len(re.findall(r"^\\gs(?:item|step|criterion)\{", tex, re.M))
    yield items == wanted > 0, f"{items} of {wanted} items are in lists"


def check_formulas(pdf, tex):
    formulas = pdf.formulas()
    wanted = formula_count(tex)
    yield len(formulas) == wanted > 0, f"{len(formulas)} of {wanted} formulas are tagged"
    texts = [formula.get("/Alt", "u:")[2:] for formula in formulas]
    wordless = [text for text in texts if not text or "\\" in text]
    yield not wordless, f"each has words {wordless or ''}"
    files = [list(pdf.associated(formula)) for formula in formulas]
    yield all(
        len(own) == 1 and own[0][:2] == ("/Supplement", "/application/mathml+xml") for own in files
    ), "each has one file of MathML"
    roots = [ElementTree.fromstring(content) for own in files for _, _, content in own]
    yield all(root.tag == f"{MATHML}math" for root in roots), "which is MathML"
    yield all("".join(root.itertext()).strip() for root in roots), "and has a formula in it"
    asked = len(re.findall(r"^\\gslhs\{", tex, re.M))
    equal = [text for text in texts if re.match("(approximately )?equals ", text)]
    yield len(equal) >= asked, "what is asked is said to equal something"
    yield any(" with respect to " in text for text in texts), "derivatives are in words"


def with_signs_in_title(assignment, folder):
    """A copy of an assignment in whose title stand signs that are none of TeX's."""
    text = assignment.read_text(encoding="utf-8")
    copy = folder / assignment.name
    copy.write_text(re.sub(r"(?m)^title: .*", 'title: "R & D < 5% of {x_1} | #1"', text), encoding="utf-8")
    return copy


def checks(program, assignment, sheet, folder):
    assignment = with_signs_in_title(assignment, folder)
    build = [program, "build", "-q", "-o", folder, assignment, sheet]
    path = folder / f"{assignment.stem}-{sheet}.tex"
    output_of(*build, "--no-pdf")
    tex = path.read_text(encoding="utf-8")
    yield "tagpdf" not in tex and "\\gssaid" not in tex, "without --accessible there are no tags"
    output_of(*build, "--accessible")
    data = json.loads(output_of(program, "data", assignment))
    title = data["title"] + (": answer key" if sheet == "key" else "")
    pdf = Pdf(path.with_suffix(".pdf"))
    yield from check_catalog(pdf, title)
    yield from check_structure(path.with_suffix(".pdf"), data, title, tex)
    yield from check_formulas(pdf, tex)


def main():
    program, assignment, sheet = sys.argv[1:]
    if missing():
        print(f"1..0 # SKIP needs {missing()}")
        return 0
    good = True
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        built = checks(program, pathlib.Path(assignment), sheet, pathlib.Path(folder))
        for number, (passed, name) in enumerate(built, 1):
            good = good and passed
            print(f"{'' if passed else 'not '}ok {number} - {name}")
    print(f"1..{number}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
