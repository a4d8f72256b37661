"""Reads the index that the Swift compiler writes beside a debug build: which file refers to which.

The index is read by the toolchain's own library, libIndexStore; its interface is that of the header
indexstore/indexstore.h in LLVM.
"""

from __future__ import annotations

import ctypes
import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_DEFINITION, _REFERENCE = 2, 4
_RECORD = 2
_POINTER = ctypes.c_void_p


class _Text(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("length", ctypes.c_size_t))

    def __str__(self) -> str:
        return ctypes.string_at(self.data, self.length).decode(errors="replace") if self.length else ""


_EACH = ctypes.CFUNCTYPE(ctypes.c_bool, _POINTER, _POINTER)
_EACH_TEXT = ctypes.CFUNCTYPE(ctypes.c_bool, _POINTER, _Text)
_FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "store_create": (_POINTER, ctypes.c_char_p, _POINTER),
    "store_units_apply_f": (ctypes.c_bool, _POINTER, ctypes.c_uint, _POINTER, _EACH_TEXT),
    "unit_reader_create": (_POINTER, _POINTER, ctypes.c_char_p, _POINTER),
    "unit_reader_dispose": (None, _POINTER),
    "unit_reader_dependencies_apply_f": (ctypes.c_bool, _POINTER, _POINTER, _EACH),
    "unit_dependency_get_kind": (ctypes.c_int, _POINTER),
    "unit_dependency_get_name": (_Text, _POINTER),
    "unit_dependency_get_filepath": (_Text, _POINTER),
    "record_reader_create": (_POINTER, _POINTER, ctypes.c_char_p, _POINTER),
    "record_reader_dispose": (None, _POINTER),
    "record_reader_occurrences_apply_f": (ctypes.c_bool, _POINTER, _POINTER, _EACH),
    "occurrence_get_symbol": (_POINTER, _POINTER),
    "occurrence_get_roles": (ctypes.c_uint64, _POINTER),
    "symbol_get_usr": (_Text, _POINTER),
}


@functools.cache
def _library() -> Callable[..., Any]:
    """Calls a function of the library by its name."""
    compiler = shutil.which("swiftc")
    assert compiler is not None, "there is no swiftc"
    library = ctypes.CDLL(str(Path(compiler).resolve().parent.parent / "lib" / "libIndexStore.so"))
    for name, (result, *parameters) in _FUNCTIONS.items():
        function = getattr(library, f"indexstore_{name}")
        function.restype, function.argtypes = result, parameters
    return lambda name, *arguments: getattr(library, f"indexstore_{name}")(*arguments)


def references(store_path: Path, sources: Path) -> dict[str, set[str]]:
    """For each file below `sources` that is there, the files of the symbols that it refers to."""
    call = _library()
    store = call("store_create", str(store_path).encode(), None)
    assert store, f"{store_path} is not an index"
    defined: dict[str, str] = {}
    used: list[tuple[str, str]] = []
    for name, file in sorted(_records(store)):
        # Records of files that are no longer there stay in the index.
        if not file.endswith(".swift") or not Path(file).is_relative_to(sources) or not Path(file).exists():
            continue
        short = str(Path(file).relative_to(sources))
        for usr, roles in _occurrences(store, name):
            if roles & _DEFINITION:
                defined.setdefault(usr, short)
            if roles & _REFERENCE:
                used.append((short, usr))
    graph: dict[str, set[str]] = {file: set() for file in defined.values()}
    for file, usr in used:
        target = defined.get(usr, file)
        if target != file:
            graph.setdefault(file, set()).add(target)
    return graph


def _records(store: int) -> set[tuple[str, str]]:
    """The records of the index, with the files that they are about."""
    call = _library()
    units: list[str] = []

    def unit(_: int, name: _Text) -> bool:
        units.append(str(name))
        return True

    call("store_units_apply_f", store, 0, None, _EACH_TEXT(unit))
    records: set[tuple[str, str]] = set()

    def dependency(_: int, entry: int) -> bool:
        if call("unit_dependency_get_kind", entry) == _RECORD:
            records.add((
                str(call("unit_dependency_get_name", entry)), str(call("unit_dependency_get_filepath", entry))))
        return True

    each_dependency = _EACH(dependency)
    for each in units:
        reader = call("unit_reader_create", store, each.encode(), None)
        call("unit_reader_dependencies_apply_f", reader, None, each_dependency)
        call("unit_reader_dispose", reader)
    return records


def _occurrences(store: int, record: str) -> Iterator[tuple[str, int]]:
    """The symbols in a record, with what they are there."""
    call = _library()
    found: list[tuple[str, int]] = []

    def occurrence(_: int, entry: int) -> bool:
        found.append((
            str(call("symbol_get_usr", call("occurrence_get_symbol", entry))), call("occurrence_get_roles", entry)))
        return True

    reader = call("record_reader_create", store, record.encode(), None)
    if reader:
        call("record_reader_occurrences_apply_f", reader, None, _EACH(occurrence))
        call("record_reader_dispose", reader)
    return iter(found)
