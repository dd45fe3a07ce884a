"""Notes composed from the styles that people write, with names and values of their own, and what they must be read as.

Every strategy draws a ``Composed``: the text behind ``Defined TXT keys:``, and the reading in the notation of
``notation.py``.
"""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec import Struct

from validator.registry.grammar.words import RESERVED, SENTENCE, is_key, stands_for_value


class Composed(Struct, frozen=True):
    """A body of a note, and its reading by a person."""

    body: str
    reading: str


class Item(Struct, frozen=True):
    """One key as it is written, and as it is read."""

    text: str
    reading: str


_TAKEN = (
    RESERVED
    | SENTENCE
    | frozenset(
        """
    key keys note notes default where required example values one defined both each have has define use do does
    need carry service protocol application contact please private internal secret closed zero null void empty
    unused nothing passwd passphrase private_key privatekey remark nb http https normally warning more further
    additional rest others and so on see same per cf for following all current first second third
    """.split()  # noqa: SIM905 - it reads better so
    )
)
"""Words that notes say something with: no names for keys here."""


def _is_free(name: str) -> bool:
    return name.lower() not in _TAKEN and is_key(name)


_LETTERS = "abcdefghijklmopqrstuvwyz"
NAMES = st.one_of(
    st.text(_LETTERS, min_size=2, max_size=9),
    st.builds("{}.{}".format, st.text(_LETTERS, min_size=2, max_size=4), st.text(_LETTERS, min_size=2, max_size=4)),
    st.builds("{}-{}".format, st.text(_LETTERS, min_size=2, max_size=4), st.text(_LETTERS, min_size=2, max_size=4)),
    st.builds("{}_{}".format, st.text(_LETTERS, min_size=2, max_size=4), st.text(_LETTERS, min_size=2, max_size=4)),
    st.builds("{}{}{}".format, st.text(_LETTERS, min_size=2, max_size=4), st.integers(10, 99), st.just("q")),
    st.builds(str.capitalize, st.text(_LETTERS, min_size=3, max_size=6)),
    st.builds(str.upper, st.text(_LETTERS, min_size=2, max_size=4)),
).filter(_is_free)
"""Names of keys: dots, hyphens, underscores, digits, capitals."""

_CAPITAL = st.builds(str.capitalize, st.text(_LETTERS, min_size=3, max_size=6)).filter(_is_free)
SPACED = st.builds("{} {}".format, _CAPITAL, st.sampled_from(["ID", "Name", "Version"]))
"""Names with a space."""

WORDS = st.text(_LETTERS, min_size=3, max_size=8).filter(lambda word: _is_free(word) and not stands_for_value(word))
"""Values of enumerations."""

NUMBERS = st.one_of(st.integers(0, 99).map(str), st.builds("{}.{}".format, st.integers(0, 9), st.integers(0, 9)))
PHRASES = st.sampled_from(
    ["protocol revision", "the friendly label of the unit", "kind of device", "firmware state", "serial of the board"]
)
"""Descriptions that say nothing of the shape of a value."""

SHAPES = st.sampled_from(
    [
        ("MAC address", ":mac"),
        ("UUID", ":uuid"),
        ("URL", ":uri"),
        ("port number", ":port"),
        ("IP address", ":ip"),
        ("16 hex digits", ":hex"),
        ("integer 0-100", ":integer"),
    ]
)

_CHOICES = {
    "<{}>": "|", "{{{}}}": "|", "{}": "|", "<{} >": " | ", "[{}]": "|", "({})": "|", "one of {}": ", ",
    "<one of {}>": ", ",
}  # fmt: skip


@st.composite
def _choice(draw: st.DrawFn) -> tuple[str, str]:
    """Write an enumeration as a value."""
    values = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
    form = draw(st.sampled_from([*_CHOICES, "quoted"]))
    if form == "quoted":
        text = draw(st.sampled_from(["|", " | "])).join(f"'{value}'" for value in values)
        text = f"{{{text}}}" if draw(st.booleans()) else text
    else:
        text = form.format(_CHOICES[form].join(values))
    return text, f"{{{'|'.join(values)}}}"


@st.composite
def _value(draw: st.DrawFn) -> tuple[str, str]:
    """Write what follows an equals sign, and what it is read as."""
    kind = draw(st.sampled_from(["placeholder", "shape", "number", "quoted", "choice"]))
    if kind == "placeholder":
        return f"<{draw(PHRASES)}>", ""
    if kind == "shape":
        phrase, read = draw(SHAPES)
        return f"<{phrase}>", read
    if kind == "number":
        number = draw(NUMBERS)
        return number, f"={number}"
    if kind == "quoted":
        word = draw(WORDS)
        return f'"{word}"', f"={word}"
    return draw(_choice())


@st.composite
def _after(draw: st.DrawFn, *, default: bool) -> tuple[str, str]:
    """Write what may stand behind a value: a default, an example, whether the key must be there."""
    kind = draw(st.sampled_from(["", "", "presence", "default", "example"] if default else ["", "presence"]))
    if kind == "presence":
        return draw(st.sampled_from([(" (optional)", "?"), (" (required)", "!"), (" (mandatory)", "!")]))
    word = draw(WORDS)
    if kind == "default":
        form = draw(st.sampled_from([" (default {})", " [default: {}]", " [if not specified then default is {}]"]))
        return form.format(word), f"~{word}"
    if kind == "example":
        return draw(st.sampled_from([" (e.g. {})", " (e.g., {})", " (for example {})"])).format(word), f"({word})"
    return "", ""


@st.composite
def _assigned(draw: st.DrawFn) -> Item:
    name = draw(st.one_of(NAMES, NAMES, SPACED))
    value, read = draw(_value())
    is_open = value.startswith("<") and "{" not in read
    text, said = draw(_after(default=is_open))
    is_marked = not value.startswith("one of") or not text
    return Item(
        f"{name}={value}{text if is_marked else ''}", f"{name.replace(' ', '_')}{read}{said if is_marked else ''}"
    )


def _unique(items: list[Item]) -> bool:
    names = [item.reading.replace("_", " ").split("=")[0].split(":")[0].split("{")[0].lower() for item in items]
    return len(set(names)) == len(names)


def _items(strategy: st.SearchStrategy[Item], low: int = 1) -> st.SearchStrategy[list[Item]]:
    return st.lists(strategy, min_size=low, max_size=5, unique_by=lambda item: item.text.split("=")[0].lower())


def _composed(items: list[Item], divider: str, definition: str = "keys") -> Composed:
    return Composed(
        divider.join(item.text for item in items), f"{definition}: {' '.join(item.reading for item in items)}"
    )


@st.composite
def assignments(draw: st.DrawFn) -> Composed:
    """``key=value`` divided by commas, semicolons or lines."""
    return _composed(draw(_items(_assigned())), draw(st.sampled_from(["; ", "\n", ";\n"])))


@st.composite
def placeholders(draw: st.DrawFn) -> Composed:
    """``key=<placeholder>`` and constants divided by spaces or commas."""
    values = st.one_of(st.tuples(PHRASES.map("<{}>".format), st.just("")), NUMBERS.map(lambda each: (each, f"={each}")))
    item = st.builds(lambda name, value: Item(f"{name}={value[0]}", f"{name}{value[1]}"), NAMES, values)
    return _composed(draw(_items(item)), draw(st.sampled_from([" ", ", ", ","])))


@st.composite
def lists(draw: st.DrawFn) -> Composed:
    """Bare keys, some of them with spaces, some optional."""
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique_by=str.lower))
    divider = draw(st.sampled_from([", ", ",", "; ", "\n", ",\n"]))
    spaced = draw(st.lists(SPACED, max_size=2, unique=True)) if divider in (", ", "\n") else []
    names = [name for name in names if name not in " ".join(spaced).split()]
    items = [Item(name, name.replace(" ", "_")) for name in (*names, *spaced)]
    if divider == ", " and draw(st.booleans()):
        items.append(Item("[zz]", "zz?") if draw(st.booleans()) else Item("zz (optional)", "zz?"))
    opening, closing = draw(
        st.sampled_from([("", ""), ("", "."), ("The following keys are defined: ", ""), ("Keys: ", "")])
    )
    composed = _composed(items, divider)
    return Composed(f"{opening}{composed.body}{closing}", composed.reading)


@st.composite
def open_lists(draw: st.DrawFn) -> Composed:
    """Lists that say that there are more keys."""
    names = draw(st.lists(NAMES, min_size=2, max_size=4, unique_by=str.lower))
    ending = draw(
        st.sampled_from(
            [", Proprietary", " and proprietary keys", " + Proprietary", ", (others not publicly documented)", ", etc.",
             ". Further keys may be added in the future.", ", and others"]
        )
    )  # fmt: skip
    return Composed(", ".join(names) + ending, f"partial: {' '.join(names)}")


@st.composite
def families(draw: st.DrawFn) -> Composed:
    """Counted keys."""
    stem, name = draw(st.lists(st.text(_LETTERS, min_size=3, max_size=5), min_size=2, max_size=2, unique=True).filter(
        lambda both: all(map(_is_free, both))
    ))  # fmt: skip
    form = draw(
        st.sampled_from(["{0}0, {0}1, ..., {0}n", "{0}0, {0}1, {0}2, ...", "{0}X", "{0}1, ..., {0}8", "{0}1...{0}N"])
    )
    return Composed(f"{name}, {form.format(stem)}", f"keys: {name} {stem}[0-9]+@")


@st.composite
def _glossed(draw: st.DrawFn, *, columns: bool) -> tuple[str, str, str]:
    """A name, its gloss, and what both are read as."""
    name = draw(st.one_of(NAMES, SPACED))
    shown = name.replace(" ", "_")
    kind = draw(st.sampled_from(["phrase", "presence", "choice", "omitted"]))
    phrase = draw(PHRASES)
    if kind == "presence":
        text, said = draw(st.sampled_from([(" (optional)", "?"), (" (required)", "!"), (" (requried)", "!")]))
        return name, phrase + text, shown + said
    values = draw(st.lists(WORDS, min_size=2, max_size=4, unique=True))
    if kind == "choice":
        form = (
            " | ".join(values)
            if columns
            else draw(st.sampled_from([" | ".join(values), f"One of {', '.join(values)}"]))
        )
        return name, form, f"{shown}{{{'|'.join(values)}}}"
    if kind == "omitted":
        return name, f"{phrase}. If omitted, the default is {values[0]}.", f"{shown}~{values[0]}"
    return name, phrase, shown


@st.composite
def tables(draw: st.DrawFn) -> Composed:
    """Two columns: key and description."""
    rows = draw(st.lists(_glossed(columns=True), min_size=2, max_size=5, unique_by=lambda row: row[0].lower()))
    gap = draw(st.sampled_from(["tab", "wide"]))
    width = max(len(row[0]) for row in rows) + 3
    lines = [f"{name}\t{text}" if gap == "tab" else f"{name:{width}}{text}" for name, text, _ in rows]
    return Composed("\n".join(lines), f"keys: {' '.join(row[2] for row in rows)}")


@st.composite
def labels(draw: st.DrawFn) -> Composed:
    """``key: description`` and ``key - description``, a line each."""
    rows = draw(st.lists(_glossed(columns=False), min_size=2, max_size=5, unique_by=lambda row: row[0].lower()))
    sign = draw(st.sampled_from([": ", " - ", " \u2013 "]))
    bullet = draw(st.sampled_from(["", "- ", "* "])) if sign == ": " else ""
    lines = [f"{bullet}{name}{sign}{text}" for name, text, _ in rows]
    return Composed("\n".join(lines), f"keys: {' '.join(row[2] for row in rows)}")


@st.composite
def grouped(draw: st.DrawFn) -> Composed:
    """Required and optional keys under headings."""
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique_by=str.lower))
    cut = draw(st.integers(1, len(names) - 1))
    divider = draw(st.sampled_from([". ", "; ", "\n"]))
    first, second = names[:cut], names[cut:]
    reading = " ".join([*(f"{name}!" for name in first), *(f"{name}?" for name in second)])
    return Composed(f"Required: {', '.join(first)}{divider}Optional: {', '.join(second)}", f"keys: {reading}")


_NONE = (
    "none",
    "None",
    "NONE",
    "no",
    "n/a",
    "nil",
    "None defined",
    "no keys defined",
    "No TXT keys",
    "(none)",
    "not used",
)
_NOW = ("", " at present", " currently", " at this time", " yet")
_WITHHELD = ("Proprietary", "proprietary keys", "Vendor specific", "undisclosed", "Not publicly documented", "Private")
_SEE = ("See ", "see ", "Defined in ", "As described in ", "Documented at ", "Refer to ", "", "Please see ")
_DOCUMENT = ("https://example.com/spec#txt", "RFC 9999", "www.example.org/keys.html")

STATEMENTS = st.one_of(
    st.builds(
        "{}{}".format, st.sampled_from(["None", "none", "No keys defined", "not used", "NONE"]), st.sampled_from(_NOW)
    ).map(lambda body: Composed(body, "none")),
    st.sampled_from(_NONE).map(lambda body: Composed(body, "none")),
    st.sampled_from(_WITHHELD).map(lambda body: Composed(body, "proprietary")),
    st.builds("{}{}".format, st.sampled_from(_SEE), st.sampled_from(_DOCUMENT)).map(
        lambda body: Composed(body, "reference")
    ),
)
STYLES = {
    "assignments": assignments(),
    "placeholders": placeholders(),
    "lists": lists(),
    "open lists": open_lists(),
    "families": families(),
    "tables": tables(),
    "labels": labels(),
    "groups": grouped(),
    "statements": STATEMENTS,
}
