"""The picture of modules and rooms in ARCHITECTURE.md, made of what the compiler saw."""

from __future__ import annotations

import re

from .graph import Graph, reduced

START = "<!-- rooms: written by `python -m architecture` -->"
END = "<!-- end of rooms -->"


def picture(rooms: Graph) -> str:
    """A diagram in Mermaid's language: each module a box with its rooms, an arrow from what uses to what is used."""
    lines = ["```mermaid", "flowchart TD"]
    names = sorted(rooms)
    for module in sorted({name.split("/")[0] for name in names}):
        lines.append(f"  subgraph {module}")
        lines += [f"    {_identifier(name)}[{name.split('/')[1]}]" for name in names if name.split("/")[0] == module]
        lines.append("  end")
    for name, targets in sorted(reduced(rooms).items()):
        lines += [f"  {_identifier(name)} --> {_identifier(target)}" for target in sorted(targets)]
    return "\n".join([*lines, "```"])


def _identifier(name: str) -> str:
    return name.replace("/", "_")


def replaced(document: str, rooms: Graph) -> str:
    """The document with the picture of these rooms between its two marks."""
    pattern = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
    assert pattern.search(document), f"there is no {START}"
    return pattern.sub(lambda _: f"{START}\n{picture(rooms)}\n{END}", document)
