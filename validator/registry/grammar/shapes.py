"""Words for the shape of a value: ``MAC address``, ``32 hex digits``, ``comma-separated list of URLs``.

A row of the table is a phrase of notes and what the phrase says. All of this is a hint: a note that calls a value a MAC
address does not say how the address is written. Phrases that fix no shape (path, name, version) have no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from validator.registry.grammar.choices import enumeration, is_certain
from validator.rules.schema import KeyRule

_TAIL = r"(?:\s+(?:of|for|to|on|at|in|that|which|where|from)\b.*)?"
"""Words that may follow the noun without changing the shape: `` of the device``."""


class Shape(Struct, frozen=True):
    """A phrase, and what a match of the phrase says."""

    phrase: re.Pattern[str]
    says: Callable[[re.Match[str]], KeyRule]


def _format(name: str) -> Callable[[re.Match[str]], KeyRule]:
    return lambda _: KeyRule(format=name, hinted=("format",))


def _hex(match: re.Match[str]) -> KeyRule:
    length = int(match["n"])
    return KeyRule(format="hex", min_length=length, max_length=length, hinted=("format", "minLength", "maxLength"))


def _pattern(pattern: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], KeyRule]:
    return lambda match: KeyRule(pattern=pattern(match), hinted=("pattern",))


def _alphabet(match: re.Match[str]) -> str:
    base = "0-9" if match["base"].lower().startswith("num") else "0-9A-Za-z"
    added = re.findall(r"'([^'\s])'", match["added"] or "")
    return f"[{base}{''.join(re.sub(r'([^ -~]|[]^-])', _escaped, each) for each in added)}]*"


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _range(match: re.Match[str]) -> KeyRule:
    low, high = int(match["low"]), int(match["high"])
    if low >= high:
        return KeyRule()
    return KeyRule(format="integer", minimum=low, maximum=high, hinted=("format", "minimum", "maximum"))


# Matches ``a decimal number, ``, ``port number ``.
_NUMBER_OF = (
    r"(?:(?:an? )?(?:decimal )?(?:unsigned )?(?:integer|int|number|value|percentage|level|digit|port(?: number)?),? ?)?"
)

_QUOTED_CHARACTERS = r"""['"][^'"\s]['"](?:,\s*['"][^'"\s]['"])*"""

_SHAPES = tuple(
    Shape(re.compile(phrase, re.IGNORECASE | re.DOTALL), says)
    for phrase, says in (
        # Matches ``32 hex digits``.
        (r"(?P<n>\d{1,3})[ -]?hex(?:adecimal)?(?:[ -](?:digits?|characters?|chars?))?", _hex),
        # Matches ``ASCII digit from 0 to 9``.
        (
            r"(?:ascii )?digits? (?:from )?(?P<a>\d) ?(?:-|to|\.\.) ?(?P<b>\d)",
            _pattern(lambda m: f"[{m['a']}-{m['b']}]"),
        ),
        # Matches ``4 digits``.
        (r"(?P<n>\d{1,3})[ -]?(?:decimal )?digits?", _pattern(lambda m: f"[0-9]{{{m['n']}}}")),
        # Matches ``integer in the range of 0 to 100``, ``1-65535``.
        (
            (
                rf"{_NUMBER_OF}[(\[]?(?:in (?:the )?range |from |between |range )*(?:of |from |between )?"
                r"(?P<low>-?\d{1,9}) ?(?:-|\u2013|\.\.\.?|to|and|through) ?(?P<high>\d{1,9})[)\]]?"
            ),
            _range,
        ),
        # Matches ``alphanumeric, additionally '-', '_'``.
        (rf"(?P<base>alphanumeric|numeric)(?:,? additionally (?P<added>{_QUOTED_CHARACTERS}))?", _pattern(_alphabet)),
        (r"(?:any )?printable ascii(?: characters?)?", _pattern(lambda _: "[ -~]*")),
        (rf"(?:the |its |device )?(?:mac|ethernet|hardware)[ _-]?addr(?:ess)?{_TAIL}|mac", _format("mac")),
        (rf"(?:[\w-]+ ){{0,3}}(?:uuid|guid)(?: string| value)?{_TAIL}", _format("uuid")),
        (rf"(?:the |its )?ip(?:v[46])?[ _-]?addr(?:ess)?{_TAIL}|ip", _format("ip")),
        (rf"(?:the )?(?:(?:tcp|udp|http|https|tls|ssh|rtsp|web) )?port(?: number| #| no\.?)?{_TAIL}", _format("port")),
        (rf"(?!relative|part)(?:[\w-]+ ){{0,2}}ur[il]s?(?: with full path)?{_TAIL}", _format("uri")),
        (rf"(?:the )?(?:real )?host[ _-]?name{_TAIL}", _format("hostname")),
        (r"hex(?:adecimal)?(?: (?:string|number|value|digits))?", _format("hex")),
        (r"(?:decimal |signed |unsigned )?(?:integer|int)(?: value| number)?", _format("integer")),
        (r"(?:associated with )?(?:an? )?'?(?:integer|int)'?(?: entry| value)", _format("integer")),
        (r"(?:decimal )?number|float(?:ing[ -]point)?(?: number| value)?|double", _format("number")),
        (r"(?:an? )?bool(?:ean)?(?: value| flag)?", _format("boolean")),
        (r"(?:[\w-]+ )?e-?mail address", _format("email")),
    )
)

_SEPARATORS = {"space": " ", "comma": ",", "semicolon": ";", "colon": ":"}
# Matches ``comma-separated list of URLs``.
_LIST = re.compile(
    r"(?P<by>space|comma|semicolon|colon)[ -](?:sep[ae]rated|delimited) list(?: of:? (?P<items>.*))?",
    re.IGNORECASE | re.DOTALL,
)
# Matches ``list of URLs, separated by spaces``.
_LIST_BY = re.compile(
    r"list of (?P<items>.*?),? (?:sep[ae]rated|delimited) by (?:an? )?(?P<by>space|comma|semicolon|colon)s?",
    re.IGNORECASE,
)
_PLAIN_LIST = re.compile(r"[\w+-]+(?:,\s*[\w+-]+){2,}")
_MAX_PHRASE = 200
# Matches ``if present, contains the ``.
_LEAD = re.compile(
    r"^(?:if present, )?(?:(?:is|indicates|contains|holds|gives|specifies|represents|carries) (?=(?:an?|the|its)\b))?"
    r"(?:(?:an?|the|its) )?",
    re.IGNORECASE,
)
"""Words before a phrase that do not change the shape: ``contains the MAC address`` is a ``MAC address``."""


def shape(text: str) -> KeyRule:
    """Return what a phrase says of the shape of a value. A phrase that is in no row as a whole gives an empty rule."""
    text = _LEAD.sub("", " ".join(text[: _MAX_PHRASE + 1].split()).strip(" ."))
    if len(text) > _MAX_PHRASE:
        return KeyRule()
    listed = _LIST.match(text) or _LIST_BY.match(text)
    if listed is not None:
        items = _items(listed["items"] or "")
        return KeyRule(
            separator=_SEPARATORS[listed["by"].lower().rstrip("s")], items=None if items == KeyRule() else items
        )
    for row in _SHAPES:
        match = row.phrase.fullmatch(text)
        if match is not None:
            return row.says(match)
    return KeyRule()


def _items(text: str) -> KeyRule:
    """Return what a phrase says of the items of a list: their shape, or the values to choose from."""
    values = enumeration(text) or (_PLAIN_LIST.fullmatch(text) and tuple(re.split(r",\s*", text)))
    if values:
        return KeyRule(enum=values, hinted=None if is_certain(text, values) else ("enum",))
    return shape(text)


def described(text: str) -> KeyRule:
    """Make a rule of a phrase: the phrase is the description, and may name a shape."""
    text = " ".join(text.split())
    return replace(shape(text), description=text or None)
