"""A compact notation for readings, so that a test is one line: ``keys: txtvers=1 mode{a|b} c[0-9]+@``.

After the name of a key: ``=constant``  ``{a|b}`` enumeration  ``:format``  ``/pattern/``  ``~default``  ``(example)``
``!`` required  ``?`` optional  ``$`` credential  ``@`` family.
"""

from __future__ import annotations

from validator.registry.grammar import KeyReading, NoteReading


def compact(reading: NoteReading) -> str:
    """Write a reading in the notation; descriptions and lengths are left out."""
    return f"{reading.definition}: {' '.join(map(_key, reading.keys))}".rstrip(": ")


def _key(key: KeyReading) -> str:
    rule = key.rule
    said = (
        "" if rule.const is None else f"={rule.const}",
        "" if rule.enum is None else f"{{{'|'.join(rule.enum)}}}",
        "" if rule.format is None else f":{rule.format}",
        "" if rule.pattern is None else f"/{rule.pattern}/",
        "" if rule.default is None else f"~{rule.default}",
        "" if rule.examples is None else f"({', '.join(rule.examples)})",
        {True: "!", False: "?", None: ""}[rule.required],
        "$" if rule.sensitive == "credential" else "",
        "@" if key.is_family else "",
    )
    return key.name.replace(" ", "_") + "".join(said)
