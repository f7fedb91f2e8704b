"""`python -m bench NAME …`: how fast sayso is, and how good beside others; `all` runs most of it and prints one table.

`python -m bench` lists the names, `python -m bench NAME --help` tells what one measures.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

# each is a module of this folder with a `main` that takes the arguments
NAMES = (
    "added",
    "all",
    "attribution",
    "bulk",
    "commands",
    "copies",
    "exports",
    "figures",
    "gate",
    "growth",
    "library",
    "linking",
    "pages",
    "sizing",
    "stages",
    "stories",
    "stream",
    "times",
    "watch",
)


def told(name: str) -> str:
    """What a bench measures: the first line of its module, without the command."""
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0].rpartition("`: ")[2].rstrip(".")


def main(arguments: list[str]) -> int:
    """Run the bench that the first argument names; without one, print what there is; 2 for a name that is none."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in NAMES:
        done: int = import_module(f"bench.{name}").main(rest)
        return done
    print("python -m bench NAME …\n")
    for known in NAMES:
        print(f"  {known:12} {told(known)}")
    return 2 if name not in ("", "-h", "--help") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
