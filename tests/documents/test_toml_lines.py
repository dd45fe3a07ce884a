"""Where things stand in a TOML document: exactly, or nowhere."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.documents.mismatch import Path, path_text
from validator.documents.toml_lines import located

DOCUMENTS: list[tuple[str, dict[str, int]]] = [
    # a document, and the line of everything in it
    ("", {}),
    ("# nothing\n\n", {}),
    ("a = 1\nb = [1,\n  2, # ]\n  [3]]\n", {"a": 1, "b": 2, "b[0]": 2, "b[1]": 3, "b[2]": 4, "b[2][0]": 4}),
    ('a = "#"\nb = \'"\'\nc = "\\"["\nd = 1', {"a": 1, "b": 2, "c": 3, "d": 4}),
    ('a = """\nb = 1\n""\\""""""\nc = 1', {"a": 1, "c": 4}),
    ("a = '''\nb = 1\n'''''\nc = ''''\nd = 1'''\r\ne = 1\r\n", {"a": 1, "c": 4, "e": 6}),
    ("a.b . c = 1\na.d = 2\n", {"a": 1, "a.b": 1, "a.b.c": 1, "a.d": 2}),
    ('[a]\nb = 1\n[ a . "c" ] # [d]\ne = 1.5\n', {"a": 1, "a.b": 2, "a.c": 3, "a.c.e": 4}),
    ("[a.b]\nc = 1\n\n[a]\nd = 1\n", {"a": 4, "a.b": 1, "a.b.c": 2, "a.d": 5}),
    (
        "[[a]]\nb = 1\n[[a]]\n[a.c]\nd = 1\n[[a.e]]\n[[a.e]]\nf = 1\n",
        {
            "a": 1,
            "a[0]": 1,
            "a[0].b": 2,
            "a[1]": 3,
            "a[1].c": 4,
            "a[1].c.d": 5,
            "a[1].e": 6,
            "a[1].e[0]": 6,
            "a[1].e[1]": 7,
            "a[1].e[1].f": 8,
        },
    ),
    (
        "a = [\n  {b = 1, c.d = [2]},\n\n  {},\n]\ne = 2027-01-31 10:00:00\nf = +inf\n",
        {"a": 1, "a[0]": 2, "a[0].b": 2, "a[0].c": 2, "a[0].c.d": 2, "a[0].c.d[0]": 2, "a[1]": 4, "e": 6, "f": 7},
    ),
    ('3.14 = 1\n"" = 2\n', {"3": 1, "3.14": 1, ".": 2}),
]


@pytest.mark.parametrize(("text", "expected"), DOCUMENTS)
def test_everything_is_found_at_its_line(text: str, expected: dict[str, int]) -> None:
    found = located(text)
    assert set(found) == set(paths(tomllib.loads(text)))
    assert {path_text(path) or ".": line for path, line in found.items()} == expected


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """All that a document has, its top apart."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


KEYS = st.sampled_from(["a", "b-c", "1", "x y", "#", "é", "", '"', "]", "a.b", "="])
TEXTS = st.text(st.sampled_from("ab\"'#[]{}=,.\n\\\tä"), max_size=8)
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


class Writer:
    """Writes a document in one of its many ways, and keeps the line of everything."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.text = ""
        self.lines: dict[Path, int] = {}
        self._draw = draw

    def document(self, table: dict[str, object], path: Path = (), header: str = "") -> None:
        """A table: first its pairs, then those that get a header of their own."""
        later = []
        for key, value in table.items():
            if isinstance(value, dict) and self._draw(st.booleans()):
                later.append((key, value))
                continue
            self._put(self._draw(st.sampled_from(["", "\n", "# x = [\n", "\t"])))
            self._pair(key, value, path)
            self._put(self._draw(st.sampled_from(["\n", " # '''\n", "\r\n"])))
        for key, value in later:
            title = f"{header}.{_key(key)}" if header else _key(key)
            is_item = self._draw(st.booleans())
            inner = (*path, key)
            self.lines[inner] = self._line
            if is_item:
                self.lines[*inner, 0] = self._line
            self._put(f"[[{title}]]\n" if is_item else f"[ {title} ] # ]\n")
            self.document(value, (*inner, 0) if is_item else inner, title)

    @property
    def _line(self) -> int:
        return self.text.count("\n") + 1

    def _put(self, text: str) -> None:
        self.text += text

    def _pair(self, key: str, value: object, path: Path) -> None:
        self.lines[*path, key] = self._line
        self._put(f"{_key(key)} = ")
        self._value(value, (*path, key))

    def _value(self, value: object, path: Path) -> None:
        if isinstance(value, dict):
            self._put("{ ")
            for number, (key, inner) in enumerate(value.items()):
                self._put(", " if number else "")
                self._pair(key, inner, path)
            self._put(" }")
        elif isinstance(value, list):
            self._put("[")
            for index, inner in enumerate(value):
                self._put(self._draw(st.sampled_from(["", "\n", " # ]\n  "])))
                self.lines[*path, index] = self._line
                self._value(inner, (*path, index))
                self._put(",")
            self._put("]")
        elif isinstance(value, str):
            self._put(self._text(value))
        else:
            self._put({True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value))

    def _text(self, text: str) -> str:
        if "'" not in text and self._draw(st.booleans()):
            return f"'''\n{text}'''"
        escaped = json.dumps(text)[1:-1]
        return f'"""{escaped}"""' if self._draw(st.booleans()) else f'"{escaped}"'


def _key(key: str) -> str:
    return key if key.replace("-", "").isalnum() and key.isascii() else json.dumps(key)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[Path, int]]:
    writer = Writer(draw)
    writer.document(draw(st.dictionaries(KEYS, VALUES, max_size=5)))
    return writer.text, writer.lines


@given(documents())
def test_it_agrees_with_tomllib(document: tuple[str, dict[Path, int]]) -> None:
    text, lines = document
    assert set(paths(tomllib.loads(text))) == set(lines)
    assert located(text) == lines


def test_what_is_nested_too_deeply_has_no_lines() -> None:
    assert located(f"a = {'[' * 5000}{']' * 5000}") == {}
