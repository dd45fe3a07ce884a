"""YAML files: strict, with a line for every fault and every part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from validator.errors import InputError, RuleFileError
from validator.yamlfile import convert, documents, line_of, load

PLAIN = [
    ("2011-10-18", "2011-10-18"),
    ("=", "="),
    ("{<<: x}", {"<<": "x"}),
    ("note: a & b * c !d", {"note": "a & b * c !d"}),
    ("[on, 1, 1.5, null, '1']", [True, 1, 1.5, None, "1"]),
    ("\ufeffa: b", {"a": "b"}),
    ("", None),
    ("# nothing\n", None),
]


@pytest.mark.parametrize(("text", "value"), PLAIN)
def test_plain_values(text: str, value: object) -> None:
    assert load(text.encode(), "x", InputError) == value


REFUSED = [
    ("a: 1\nb: &x 2\n", 2, "anchors"),
    ("a: &x [1]\nb: *x\n", 1, "anchors"),
    ("a:\n- {b: *x}\n", 2, "anchors"),
    ("a: !!python/name:os.system x\n", 1, "tags"),
    ("a: 1\nb: ! x\n", 2, "tags"),
    ("a:\n  b: 1\n  b: 2\n", 3, "duplicate key 'b'"),
    ("a: 0b_\n", 1, "number"),
    ("a: b\n---\nc: d\n", 2, "document"),
    ("a:\n\t- x\n", 2, "a tab"),
    ("a: [\n", 2, "no YAML: the text ends too early"),
    ("a: \x07", None, "character 0x07, which YAML does not allow"),
    ("? [a]\n: b", 1, "a list or a mapping cannot be a key"),
    ("[" * 5000 + "]" * 5000, 1, ""),
    ("- " * 200_000 + "a", 1, "deeply"),
    ("? " * 200_000 + "a", 1, "deeply"),
    (": " * 200_000 + "a", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "part"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused_says_where(text: str, line: int | None, part: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        load(text.encode(), "x.yaml", RuleFileError)
    assert (caught.value.file, caught.value.line) == ("x.yaml", line)
    assert part in caught.value.message
    assert "\n" not in caught.value.message


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(RuleFileError, match="0xff, not UTF-8"):
        load(b"a: \xff", "x.yaml", RuleFileError)


class Inner(Struct, forbid_unknown_fields=True, rename="camel"):
    """Part of a model."""

    enum: tuple[str, ...] = ()
    min_length: int = 0


class Outer(Struct, forbid_unknown_fields=True):
    """A model."""

    service: str
    keys: dict[str, Inner] = {}


MISFITS = [
    (
        "service: a\nkeys:\n  x: {enum: [a]}\n  y.z:\n    enum: [a, off]\n",
        5,
        "keys.y.z.enum[1]: expected text, got a b",
    ),
    ("service: a\nkeys:\n  x: {}\n  y: {enumm: []}\n", 4, "keys.y: unknown field `enumm`: did you mean `enum`?"),
    ("service: a\nkeys:\n  y: {minLenght: 1}\n", 3, "did you mean `minLength`?"),
    ("service: a\nwhatever: 1\n", 2, "unknown field `whatever`"),
    ("service: 1.10\n", 1, "service: expected text, got a number: quote it"),
    ("service: 2011-10-18\nkeys: []\n", 2, "keys: expected a mapping, got a list"),
    ("keys: {}\n", 1, "the field `service` is missing"),
    ("service:\n", 1, 'write ""'),
    ("service: a\nkeys: {1: {}}\n", 2, "a key that is text"),
    ("", None, "expected a mapping, got nothing"),
]


@pytest.mark.parametrize(("text", "line", "part"), MISFITS)
def test_what_does_not_fit_the_model_says_where_and_what_to_do(text: str, line: int | None, part: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        convert(text.encode(), "x.yaml", Outer, RuleFileError)
    assert (caught.value.file, caught.value.line) == ("x.yaml", line)
    assert part in caught.value.message


def test_a_file_that_fits() -> None:
    assert convert(b"service: a\nkeys: {b: {enum: [c]}}", "x", Outer, RuleFileError) == Outer("a", {"b": Inner(("c",))})


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("a",), 1),
        (("a", "b"), 2),
        (("a", "b", 1), 2),
        (("a", "b.c"), 3),
        (("a", "l", 1, "m"), 6),
        (("z",), None),
        (("a", "l", 9), None),
        (("a", "b", "c"), None),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(b"a:\n  b: [0, 1]\n  b.c: 3\n  l:\n  - x\n  - m:\n      n\n", path) == line


def test_lines_of_a_file_that_does_not_load() -> None:
    assert line_of(b"[", ("a",)) is None


def test_documents_come_one_after_the_other() -> None:
    found = documents(b"a: 1\n---\n- b\n- {c: d}\n---\n[", "x", InputError)
    assert next(found).value == {"a": 1}
    second = next(found)
    assert second.value == ["b", {"c": "d"}]
    assert (second.line(), second.line(1), second.line(1, "c"), second.line(2), second.line("c")) == (
        3,
        4,
        4,
        None,
        None,
    )
    with pytest.raises(InputError, match=r"^x:6: "):
        next(found)


@given(st.binary() | st.text(alphabet="ab:-[]{}#&*!|>'\"%@` \n\t0_.~?=<").map(str.encode))
def test_any_bytes_load_or_raise_the_error_asked_for(text: bytes) -> None:
    try:
        list(documents(text, "x", InputError))
        convert(text, "x", Outer, InputError)
    except InputError as error:
        assert error.file == "x"  # noqa: PT017 - that nothing else is raised is the point
