"""KEY034: too many announcements to compare those of one device with each other."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator.checks.base import Basis, DeviceCheck, Hit, Together, beside
from validator.checks.key.companion import RULE
from validator.model.room import KEPT


def run(view: Together) -> Iterator[Hit]:
    """Say it once."""
    if view.most is not None:
        most = f"{view.most:,} announcements, or {KEPT >> 20} MiB of them,"
        message = f"more than {most} were read: those of one device were not compared"
        yield Hit(message, "judge the dump of each network by itself", once="")


_FEW = beside(("id=1",), ("_http._tcp", ("id=1",), {"port": 80}), rule=RULE)

CHECK = DeviceCheck(
    code="KEY034",
    slug="not-compared",
    title="The announcements of one device were not compared with each other",
    basis=Basis.UNJUDGED,
    source="the limits of this tool",
    why="Companions that are missing and identifiers that are there twice go unnoticed.",
    remedy="Judge the dump of each network by itself.",
    fires=(replace(_FEW, too_many=True, note="more announcements than are compared"),),
    silent=(_FEW,),
    run=run,
)
