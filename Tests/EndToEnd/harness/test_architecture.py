"""What is said of sources that are laid out wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest
from architecture import graph, layout, picture

ONE_WAY = {"A/X/a.swift": {"A/Y/b.swift", "B/Z/c.swift"}, "A/Y/b.swift": {"B/Z/c.swift"}, "B/Z/c.swift": set[str]()}


def tree(root: Path, *files: str, lines: int = 1) -> Path:
    for name in files:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("//\n" * lines)
    return root


class TestArrows:
    def test_one_way_is_no_circle(self) -> None:
        assert graph.circle(ONE_WAY) == graph.circle(graph.rooms(ONE_WAY)) == []
        assert graph.rooms(ONE_WAY) == {"A/X": {"A/Y", "B/Z"}, "A/Y": {"B/Z"}, "B/Z": set()}
        assert graph.modules(ONE_WAY) == {"A": {"B"}, "B": set()}

    def test_a_file_in_a_module_itself_is_a_room(self) -> None:
        assert graph.rooms({"A/main.swift": {"A/X/a.swift"}}) == {"A/main": {"A/X"}}

    @pytest.mark.parametrize(("back", "files", "rooms"), [
        ("B/Z/c.swift", ["A/X/a.swift", "B/Z/c.swift", "A/X/a.swift"], ["A/X", "B/Z", "A/X"]),
        ("A/Y/b.swift", ["A/X/a.swift", "A/Y/b.swift", "A/X/a.swift"], ["A/X", "A/Y", "A/X"])])
    def test_an_arrow_back_is_a_circle(self, back: str, files: list[str], rooms: list[str]) -> None:
        changed = {**ONE_WAY, back: ONE_WAY[back] | {"A/X/a.swift"}}
        for found, expected in ((graph.circle(changed), files), (graph.circle(graph.rooms(changed)), rooms)):
            assert found[0] == found[-1] and set(expected) <= set(found) | {"A/Y/b.swift", "A/Y"}

    def test_files_of_one_room_can_make_a_circle(self) -> None:
        both = {"A/X/a.swift": {"A/X/b.swift"}, "A/X/b.swift": {"A/X/a.swift"}}
        assert graph.circle(both) and not graph.circle(graph.rooms(both))

    def test_an_arrow_that_follows_from_others_is_left_out(self) -> None:
        rooms = graph.rooms(ONE_WAY)
        assert graph.reduced(rooms) == {"A/X": {"A/Y"}, "A/Y": {"B/Z"}, "B/Z": set()}
        assert {name: graph.reachable(graph.reduced(rooms), name) for name in rooms} == {
            name: graph.reachable(rooms, name) for name in rooms}


class TestFiles:
    def test_a_long_file(self, tmp_path: Path) -> None:
        tree(tmp_path, "Sources/A/X/short.swift", lines=layout.LONGEST_FILE)
        assert layout.long_files(tmp_path) == []
        tree(tmp_path, "Sources/A/X/long.swift", lines=layout.LONGEST_FILE + 1)
        assert layout.long_files(tmp_path) == ["Sources/A/X/long.swift has 301 lines; 300 is the limit"]

    @pytest.mark.parametrize(("declaration", "name"), [
        ("func f() {", "f"), ("@inlinable public static func == (a: A, b: A) -> Bool {", "=="),
        ("private func g<T>(_ t: T) async throws(Failure) -> [T] {", "g"), ("init() {", "init"),
        ("init?(\n    a: Int\n  ) {", "init"), ("deinit {", "deinit"), ("private(set) var x: Int {", "x"),
        ("package subscript(i: Int) -> Int {", "subscript")])
    def test_a_long_function(self, tmp_path: Path, declaration: str, name: str) -> None:
        source = tmp_path / "Sources/A/X/file.swift"
        source.parent.mkdir(parents=True)
        head = declaration.split("\n")
        told = f"Sources/A/X/file.swift:2: {name} has 41 lines; 40 is the limit"
        for length, expected in ((40, []), (41, [told])):
            body = ["    if a {", "    }", "", *["    a()"] * (length - len(head) - 4)]
            source.write_text("\n".join(["struct A {", f"  {declaration}", *body, "  }", "}", ""]))
            assert layout.long_functions(tmp_path) == expected

    def test_a_function_within_another_is_named_too(self, tmp_path: Path) -> None:
        source = tree(tmp_path, "Sources/a.swift") / "Sources/a.swift"
        source.write_text("\n".join(["func f() {", "  func g() {", *["    a()"] * 39, "  }", "}", ""]))
        assert layout.long_functions(tmp_path) == [
            f"Sources/a.swift:{line}: {name} has {length} lines; 40 is the limit"
            for line, name, length in ((1, "f", 43), (2, "g", 41))]

    @pytest.mark.parametrize("declaration", [
        "func f()", "func f() { a() }", "var x: Int { 1 }", "var x: Int", "init(\n  )"])
    def test_a_declaration_ends_where_the_next_begins(self, tmp_path: Path, declaration: str) -> None:
        source = tree(tmp_path, "Sources/a.swift") / "Sources/a.swift"
        source.write_text("\n".join(
            ["protocol A {", f"  {declaration}", "", "  enum B {", *["    case c"] * 50, "  }", "}", ""]))
        assert layout.long_functions(tmp_path) == []

    @pytest.mark.parametrize("test", [
        "ATests/X/NameTests.swift", "ATests/X/NameTests+Part.swift", "ATests/X/Fixture.swift",
        "ATests/Y/NameTests+Other.swift", "ATests/TestSupport/FakeTests.swift"])
    def test_a_test_in_its_place(self, tmp_path: Path, test: str) -> None:
        tree(tmp_path, "Sources/A/X/Name.swift", "Sources/A/Y/Name+Other.swift", f"Tests/{test}")
        assert layout.misplaced_tests(tmp_path) == []

    @pytest.mark.parametrize(("test", "told"), [
        ("ATests/Y/NameTests.swift", "Name, which is in A/X"), ("ATests/NameTests.swift", "Name, which is in A/X"),
        ("BTests/X/NameTests.swift", "Name, which is in A/X"),
        ("ATests/X/NamesTests.swift", "Names, which is in no folder: there is no such source file")])
    def test_a_test_in_the_wrong_place(self, tmp_path: Path, test: str, told: str) -> None:
        tree(tmp_path, "Sources/A/X/Name.swift", f"Tests/{test}")
        assert layout.misplaced_tests(tmp_path) == [f"Tests/{test} tests {told}"]


def test_the_picture_is_put_between_its_marks() -> None:
    document = f"before\n{picture.START}\nold\n{picture.END}\nafter\n"
    text = picture.replaced(document, graph.rooms(ONE_WAY))
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "  A_X --> A_Y\n  A_Y --> B_Z\n" in text and "A_X --> B_Z" not in text
    assert picture.replaced(text, graph.rooms(ONE_WAY)) == text
