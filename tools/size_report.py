"""How large files and functions are, against the limits that keep rooms small.

Prints the share of functions under 40 lines and the longest files, and fails when a file of the
product grows past its limit: then there is a noun in it that wants a room of its own.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PACKAGES = ("heedful", "cxstats", "cxsim")
# A statistics file is half docstring, so it may be longer.
LONGEST_FILE = {"heedful": 400, "cxstats": 450, "cxsim": 400}
LONGEST_FUNCTION = 80
USUAL_FUNCTION = 40


@dataclass(frozen=True, slots=True)
class Function:
    place: str
    lines: int


def main() -> int:
    too_large = []
    for package in PACKAGES:
        files = [path for path in Path(package).rglob("*.py") if "migrations" not in path.parts]
        sizes = {path: len(path.read_text().splitlines()) for path in files}
        functions = [function for path in files for function in functions_in(path)]
        short = sum(function.lines < USUAL_FUNCTION for function in functions)
        filled = [size for size in sizes.values() if size] or [0]
        print(
            f"{package}: {len(files)} files, median {median(filled):.0f} lines;"
            f" {len(functions)} functions, {short / max(len(functions), 1):.0%} under"
            f" {USUAL_FUNCTION} lines"
        )
        for path in sorted(sizes, key=sizes.__getitem__, reverse=True)[:3]:
            print(f"  {sizes[path]:5d}  {path}")
        too_large += [
            f"{path} has {size} lines, more than {LONGEST_FILE[package]}"
            for path, size in sizes.items()
            if size > LONGEST_FILE[package]
        ]
        too_large += [
            f"{function.place} has {function.lines} lines, more than {LONGEST_FUNCTION}"
            for function in functions
            if function.lines > LONGEST_FUNCTION
        ]
    print("\n".join(too_large))
    return 1 if too_large else 0


def functions_in(path: Path) -> list[Function]:
    """Count the lines of each function's body, without its docstring."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
            found.append(Function(f"{path}:{node.lineno} {node.name}", lines))
    return found


if __name__ == "__main__":
    sys.exit(main())
