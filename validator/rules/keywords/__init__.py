"""The table of keywords: every word that a rule file says of a key, and all that the tool knows of the word.

``rules/requirements.py`` makes of a rule what its values are judged by. To add a keyword: a row here, and the type of
its value as a field of ``Constraint`` or ``KeyRule`` (rules/schema/value.py). A word that judges values is named by the
check that reports it (``keywords``, checks/key).
"""

from __future__ import annotations

from validator.rules.keywords.alternatives import ANY_OF, NOT
from validator.rules.keywords.bits import BITS
from validator.rules.keywords.bounds import BASE, MAX_LENGTH, MAXIMUM, MIN_LENGTH, MINIMUM
from validator.rules.keywords.encoding import CONTENT_ENCODING, CONTENT_MEDIA_TYPE, MAX_BYTES, MIN_BYTES
from validator.rules.keywords.key import (
    AGREES_WITH,
    ALIASES,
    CERTAINTY,
    DEFAULT,
    DEPRECATED,
    DESCRIPTION,
    DEVIATIONS,
    EXAMPLES,
    FORBIDDEN,
    LEVEL,
    MISSPELLINGS,
    MISTAKES,
    RECOMMENDED,
    REQUIRED,
    SENSITIVE,
    SOURCE,
    UNIQUE,
    VALUE,
)
from validator.rules.keywords.keyword import Keyword
from validator.rules.keywords.lists import (
    CONTAINS,
    EXCLUSIVE_ITEMS,
    ITEMS,
    MAX_CONTAINS,
    MAX_ITEMS,
    MIN_CONTAINS,
    MIN_ITEMS,
    ORDERED,
    PREFIX_ITEMS,
    SEPARATOR,
    UNIQUE_ITEMS,
)
from validator.rules.keywords.subkeys import ADDITIONAL_PROPERTIES, PROPERTIES
from validator.rules.keywords.text import CONST, ENUM, FORMAT, IGNORE_CASE, PATTERN
from validator.rules.keywords.versions import MAXIMUM_VERSION, MINIMUM_VERSION

_LISTED = (
    DESCRIPTION,
    SOURCE,
    CERTAINTY,
    LEVEL,
    CONST,
    ENUM,
    PATTERN,
    IGNORE_CASE,
    FORMAT,
    BASE,
    MINIMUM,
    MAXIMUM,
    MINIMUM_VERSION,
    MAXIMUM_VERSION,
    MIN_LENGTH,
    MAX_LENGTH,
    BITS,
    CONTENT_ENCODING,
    MIN_BYTES,
    MAX_BYTES,
    CONTENT_MEDIA_TYPE,
    SEPARATOR,
    ITEMS,
    PREFIX_ITEMS,
    CONTAINS,
    MIN_CONTAINS,
    MAX_CONTAINS,
    MIN_ITEMS,
    MAX_ITEMS,
    UNIQUE_ITEMS,
    EXCLUSIVE_ITEMS,
    ORDERED,
    PROPERTIES,
    ADDITIONAL_PROPERTIES,
    ANY_OF,
    NOT,
    DEFAULT,
    EXAMPLES,
    REQUIRED,
    RECOMMENDED,
    FORBIDDEN,
    VALUE,
    DEPRECATED,
    SENSITIVE,
    UNIQUE,
    AGREES_WITH,
    MISTAKES,
    DEVIATIONS,
    ALIASES,
    MISSPELLINGS,
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
