"""The registry page as plain text, as a browser copies the page.

An entry is one line. Single spaces stand between the columns, and empty columns are gone:

    spx-hmp tcp SpinetiX HMP [SpinetiX_S_A] [Diego_Santa_Cruz] 2011-10-18 Defined TXT keys: txtvers=1 ...

A preamble stands before the header line. The part "Contact Information" stands behind the table.
"""

from __future__ import annotations

import re

from validator.errors import RegistryError
from validator.registry.document_csv import COLUMNS, decode
from validator.registry.entry import Entry, RegistryDocument, clean_line, clean_note, labels

_HEADER = " ".join(COLUMNS[:4])
_CONTACTS = "Contact Information"
_DATE = r"\d{4}(?:-\d{2}){0,2}"

# name [port] [transport] rest, as in ``spx-hmp tcp SpinetiX HMP``. A number is a port only before a transport: no entry
# has a port alone, but a description may begin with a number.
_FIRST_COLUMNS = re.compile(
    r"(?P<name>\S+)(?: (?P<port>\d+(?:-\d+)?)(?= (?:tcp|udp|sctp|dccp)(?: |$)))?"
    r"(?: (?P<transport>tcp|udp|sctp|dccp)(?= |$))?(?: (?P<rest>.*))?$",
    re.ASCII,
)
_NAMELESS = re.compile(r"\d+(?:-\d+)?(?: |$)", re.ASCII)

# [assignee] [contact] registered modified [reference], all optional, behind the description:
# ``[SpinetiX_S_A] [Diego_Santa_Cruz] 2011-10-18``.
_FACTS = re.compile(
    r"(?:^|\s)(?P<facts>(?:\[[^\]\s]+\](?:\[[^\]\s]+\])*\s*){1,3}"
    rf"(?:{_DATE}\b\s*){{0,2}}(?:\[[^\]]+\]\s*)*|(?:{_DATE}\b\s*){{1,2}}(?:\[[^\]]+\]\s*)*)(?=\S|$)",
    re.ASCII,
)
_CLAUSE = re.compile(r"(?:^|\s)(?=Defined\s+TXT\s+keys\b)", re.IGNORECASE | re.ASCII)
_GROUP = re.compile(rf"(?:\[[^\]]*\])+|{_DATE}")
_DOCUMENT = re.compile(r"RFC[-\d]|draft-|https?:|ITU|ISO|\d+$", re.IGNORECASE)
_UPDATED = re.compile(rf"^Last Updated\s*\n\s*({_DATE})", re.MULTILINE)


def looks_like_text(content: bytes) -> bool:
    """Whether the content has the header line of the table."""
    return _HEADER.encode() in content


def read_text(content: bytes, file: str) -> RegistryDocument:
    """Read the registry page's text. Raises RegistryError with the line that is no entry."""
    lines = [clean_line(line) for line in re.split(r"\r\n|\r|\n", decode(content, file))]
    header = next(number for number, line in enumerate(lines) if _HEADER in line)
    entries = []
    for number, line in enumerate(lines[header + 1 :], header + 2):
        if line == _CONTACTS:
            break
        if line and not _NAMELESS.match(line):
            entries.append(_entry(line, number, file))
    updated = _UPDATED.search("\n".join(lines[:header]))
    return RegistryDocument("text", updated and updated[1], tuple(entries))


def _entry(line: str, number: int, file: str) -> Entry:
    columns = _FIRST_COLUMNS.match(line)
    if columns is None or not columns["rest"]:
        raise RegistryError("not an entry of the registry: expected a name and a description", file=file, line=number)
    description, facts, note = _divide(columns["rest"])
    dates, people, reference = _sort_out(facts)
    return Entry(
        service=columns["name"],
        transport=columns["transport"],
        port=columns["port"],
        description=description,
        assignee=people[0] if people else (),
        contact=people[1] if len(people) > 1 else (),
        registered=dates[0] if dates else None,
        modified=dates[1] if len(dates) > 1 else None,
        reference=reference,
        note=clean_note(note),
        line=number,
    )


def _divide(rest: str) -> tuple[str, str, str]:
    """Divide the rest of a line into the description, the columns of brackets and dates, and the note."""
    clause = _CLAUSE.search(rest)
    facts = _FACTS.search(rest, 0, clause.start() + 1 if clause else len(rest))
    if facts is not None:
        return rest[: facts.start()].strip(), facts["facts"], rest[facts.end() :]
    at = clause.start() if clause else len(rest)
    return rest[:at].strip(), "", rest[at:]


def _sort_out(facts: str) -> tuple[list[str], list[tuple[str, ...]], tuple[str, ...]]:
    """Sort columns into dates, people and references. References alone look like people."""
    dates: list[str] = []
    people: list[tuple[str, ...]] = []
    reference: tuple[str, ...] = ()
    for group in _GROUP.findall(facts):
        if not group.startswith("["):
            dates.append(group)
        elif dates or _DOCUMENT.match(group[1:]):
            reference += labels(group)
        else:
            people.append(labels(group))
    return dates, people, reference
