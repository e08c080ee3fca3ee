#!/usr/bin/env python3
"""Writes a text file as a C string: embed_text.py OUTPUT INPUT HEADER NAME."""
import sys


def main():
    output, source, header, name = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    rows = [" ".join(f"{byte}," for byte in data[i : i + 20]) for i in range(0, len(data), 20)]
    with open(output, "w", encoding="ascii") as file:
        file.write(f'#include "{header}"\n\nconst char {name}[] = {{\n')
        file.writelines(f"    {row}\n" for row in rows)
        file.write("    0};\n")


if __name__ == "__main__":
    main()
