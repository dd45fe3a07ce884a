"""Keywords that speak of the key rather than of its value, or describe the key to people."""

from __future__ import annotations

from validator.rules.keywords.keyword import Filling, Keyword

DESCRIPTION = Keyword(
    word="description",
    means="What the key says, for people.",
    example="{description: version of the firmware}",
    holds="x=1.2",
    fails=None,
    in_items=True,
)

DEFAULT = Keyword(
    word="default",
    means="The value that clients assume where the key is absent.",
    example="{enum: [normal, safe], default: normal}",
    holds="",
    fails=None,
    in_items=True,
    filling=Filling.TEXT,
)

EXAMPLES = Keyword(
    word="examples",
    means="Values that the key may have.",
    example='{format: version, examples: ["1.2", "2.0-rc1"]}',
    holds="x=1.3",
    fails=None,
    in_items=True,
    filling=Filling.TEXT,
)

REQUIRED = Keyword(
    word="required",
    means="The key must be in the record.",
    example="{required: true}",
    holds="x=1",
    fails="",
)

VALUE = Keyword(
    word="value",
    means="Whether the key carries a value: required, optional or forbidden.",
    example="{value: forbidden}",
    holds="x",
    fails="x=0",
)

DEPRECATED = Keyword(
    word="deprecated",
    means="The key should no longer be used; a text says what to do instead.",
    example="{deprecated: use mode}",
    holds="",
    fails="x=1",
)

SENSITIVE = Keyword(
    word="sensitive",
    means="The value is better not published: it is a credential, an identifier or about a person; false: it is none.",
    example="{sensitive: credential}",
    holds="x=",
    fails="x=hunter2",
)
