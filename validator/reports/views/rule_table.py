"""Which services are judged by what, as tables: of all rules, of the services in a dump, and of profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from validator.display.printable import printable
from validator.display.wording import plural
from validator.rules.coverage import statements
from validator.rules.layer_file import LayerFile
from validator.rules.profiles import ProfileInfo

_WORST = ("verified", "secondary", "recalled")


class Row(Struct, frozen=True):
    """What is known of one service: its files, and what they say together."""

    service: str
    title: str
    definition: str
    keys: int
    constraints: int
    layers: tuple[str, ...]
    certainty: str
    """How the rule is known, by the least sure of its files; empty where IANA's note is all there is."""
    source: str
    """The document of the highest layer that names one."""


def row(files: Sequence[LayerFile]) -> Row:
    """Make the row of a service of its files, lowest layer first."""
    rules = [file.rule for file in files]
    keys = {name.lower() for rule in rules for name in (*rule.keys, *rule.pattern_keys)}
    stated = {(file.path, statement) for file in files for statement in statements(file.rule)}
    certainties = [file.origin.certainty for file in files if file.layer != "iana"]
    sources = [rule.source.document for rule in reversed(rules) if rule.source is not None and rule.source.document]
    return Row(
        rules[-1].service,
        next((rule.title for rule in reversed(rules) if rule.title), ""),
        next((rule.definition for rule in reversed(rules) if rule.definition), "unclear"),
        len(keys),
        len(stated),
        tuple(dict.fromkeys(file.layer for file in files)),
        max(certainties, key=_WORST.index, default=""),
        sources[0] if sources else "",
    )


def rule_table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line for each service: definition, keys, constraints, layers, certainty, title and source."""
    yield f"{'service':24}{'definition':13}{'keys':>4} {'constraints':>11}  {'layers':14}{'certainty':11}title (source)"
    for each in rows:
        yield printable(_line(each, each.service))


def dump_table(counts: dict[str, int], row_of: Callable[[str], Row | None]) -> Iterator[str]:
    """Yield a line for each service type of a dump, the most frequent first: how often, and by what it is judged."""
    for service, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        found = row_of(service)
        judged = "nothing" if found is None or not _judges(found) else " + ".join(found.layers)
        about = "" if found is None else f"{found.definition}, {plural(found.keys, 'key')}"
        about += f", {found.certainty}" if found is not None and found.certainty else ""
        yield printable(f"{service:28}{count:>6}  {judged:14}{about}".rstrip())


def profile_table(profiles: Iterable[ProfileInfo]) -> Iterator[str]:
    """Yield a line for each profile: its services, what it is, and what it stands on."""
    for each in profiles:
        services = ",".join(each.services)
        yield printable(f"{each.name:18}{services:44}  {each.title} ({each.source})")


def _judges(found: Row) -> bool:
    return bool(found.keys) or found.definition in ("none", "keys")


def _line(each: Row, name: str) -> str:
    about = f"{each.title} ({each.source})" if each.source else each.title
    columns = f"{name:24}{each.definition:13}{each.keys or '':>4} {each.constraints or '':>11}"
    return f"{columns}  {' + '.join(each.layers):14}{each.certainty:11}{about}".rstrip()
