#!/usr/bin/env python3
"""Writes templates as a C file: embed_templates.py OUTPUT TEMPLATE...

The program then carries its sheets with it and runs from anywhere. The same
templates give the same bytes.
"""

import os
import sys


def c_bytes(data):
    """The bytes as rows of an array; a string literal would have a limit of length."""
    for start in range(0, len(data), 20):
        yield "    " + " ".join(f"{byte}," for byte in data[start : start + 20])


def main(output, paths):
    lines = ['#include "render/embedded.h"', ""]
    table = []
    for number, path in enumerate(sorted(paths, key=os.path.basename)):
        with open(path, "rb") as file:
            data = file.read()
        lines.append(f"static const unsigned char template_{number}[] = {{")
        lines.extend(c_bytes(data))
        lines.append("    0};")
        name = os.path.basename(path)
        table.append(f'    {{"{name}", (const char *)template_{number}, {len(data)}}},')
    lines += ["", "const EmbeddedTemplate embedded_templates[] = {", *table, "};"]
    lines.append(f"const size_t embedded_template_count = {len(table)};")
    with open(output, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


main(sys.argv[1], sys.argv[2:])
