"""Graphs of files and of rooms: circles, and the arrows that say the rest."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from pathlib import PurePath

Graph = dict[str, set[str]]


def room(file: str) -> str:
    """The folder of a file, at most two levels deep; a file that lies in a module itself is a room of its own."""
    return "/".join(PurePath(file).with_suffix("").parts[:2])


def rooms(files: Mapping[str, set[str]]) -> Graph:
    """Which room uses which."""
    graph: Graph = {}
    for file, targets in files.items():
        graph.setdefault(room(file), set()).update(room(target) for target in targets if room(target) != room(file))
    return graph


def modules(files: Mapping[str, set[str]]) -> Graph:
    """Which module uses which."""
    graph: Graph = {}
    for file, targets in files.items():
        own = file.split("/")[0]
        graph.setdefault(own, set()).update(target.split("/")[0] for target in targets if target.split("/")[0] != own)
    return graph


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The nodes of a circle, the first one again at its end; none where every arrow goes one way."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(reversed(error.args[1]))
    return []


def reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """All that a node uses, by itself or through others."""
    found: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph.get(node, ())
    return found


def reduced(graph: Mapping[str, set[str]]) -> Graph:
    """The fewest arrows from which all others follow, of a graph without circles."""
    return {
        node: {
            target for target in targets
            if not any(target in reachable(graph, other) for other in targets if other != target)}
        for node, targets in graph.items()}
