"""The table of keywords: every word that a rule file says of a key, and all that the tool knows of the word.

``rules/requirements.py`` makes of a rule what its values are judged by. To add a keyword: a row here, and the type of
its value as a field of ``Constraint`` or ``KeyRule`` (rules/schema.py). A word that judges values is named by the
check that reports it (``keywords``, checks/key).
"""

from __future__ import annotations

from validator.rules.keywords.bounds import MAX_LENGTH, MAXIMUM, MIN_LENGTH, MINIMUM
from validator.rules.keywords.key import DEFAULT, DEPRECATED, DESCRIPTION, EXAMPLES, REQUIRED, SENSITIVE, VALUE
from validator.rules.keywords.keyword import Keyword
from validator.rules.keywords.lists import ITEMS, SEPARATOR
from validator.rules.keywords.text import CONST, ENUM, FORMAT, IGNORE_CASE, PATTERN

_LISTED = (
    DESCRIPTION,
    CONST,
    ENUM,
    PATTERN,
    IGNORE_CASE,
    FORMAT,
    MINIMUM,
    MAXIMUM,
    MIN_LENGTH,
    MAX_LENGTH,
    SEPARATOR,
    ITEMS,
    DEFAULT,
    EXAMPLES,
    REQUIRED,
    VALUE,
    DEPRECATED,
    SENSITIVE,
)

HINTED = Keyword(
    word="hinted",
    means="The keywords here that the note only suggests: their findings are warnings, those of the others errors.",
    example="{format: mac, hinted: [format]}",
    holds="x=",
    fails="x=unknown",
    in_items=True,
    choices=tuple(keyword.word for keyword in _LISTED if keyword.can_be_hinted),
)

KEYWORDS: dict[str, Keyword] = {keyword.word: keyword for keyword in (*_LISTED, HINTED)}
"""Every keyword by its word, in the order in which values are judged and pages are written."""
