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

SOURCE = Keyword(
    word="source",
    means="The document with its section, or the repository with its file, that says what is said here of the key.",
    example='{source: "Acme Discovery 2.1, section 4", format: version}',
    holds="x=1.2",
    fails=None,
    in_items=True,
)

CERTAINTY = Keyword(
    word="certainty",
    means="How it is known: verified (read there), secondary (read in what others made of it) or recalled (not read)."
    " What is not verified weighs no more than a warning.",
    example="{certainty: recalled, format: mac}",
    holds="x=00:00:5E:00:53:01",
    fails="x=unknown",
    in_items=True,
)

LEVEL = Keyword(
    word="level",
    means="How much it binds: must, should (a fault is no more than a warning) or may (an info).",
    example="{level: should, format: mac}",
    holds="x=00:00:5E:00:53:01",
    fails="x=unknown",
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

RECOMMENDED = Keyword(
    word="recommended",
    means="The key should be in the record.",
    example="{recommended: true}",
    holds="x=1",
    fails="",
)

FORBIDDEN = Keyword(
    word="forbidden",
    means="The key must not be in the record; a text says why.",
    example="{forbidden: it is announced elsewhere}",
    holds="",
    fails="x=1",
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

UNIQUE = Keyword(
    word="unique",
    means="No other host of the network publishes the same value.",
    example="{unique: true}",
    holds="x=1",
    fails=None,
)

AGREES_WITH = Keyword(
    word="agreesWith",
    means="What else says the same as the value: the instance, the host, the port, an address, a subtype, another key.",
    example="{agreesWith: [{to: [instance], ignoreCase: true}]}",
    holds="x=X",
    fails="x=another",
)

MISTAKES = Keyword(
    word="mistakes",
    means="Values that devices publish by mistake; where such a value is refused, the finding says what is wrong.",
    example='{enum: ["T", "F"], mistakes: [{const: "true", says: a word instead of a letter, write: T}]}',
    holds="x=T",
    fails="x=true",
)

DEVIATIONS = Keyword(
    word="deviations",
    means="What known devices publish against the rule: the finding is no more than an info, and says whose they are.",
    example='{const: "1", deviations: [{const: "2", by: Acme}]}',
    holds="x=2",
    fails="x=3",
)

ALIASES = Keyword(
    word="aliases",
    means="Other names of the key, which readers accept as well.",
    example="{aliases: [ex], format: uuid}",
    holds="x=f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    fails="ex=7",
)

MISSPELLINGS = Keyword(
    word="misspellings",
    means="Names that devices use by mistake for the key.",
    example="{misspellings: [ecks]}",
    holds="x=7",
    fails="ecks=7",
)
