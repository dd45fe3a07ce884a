"""What a live run did and what it may have missed: the page says it as plainly as its findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from validator.display.wording import plural
from validator.model.observation import Completeness
from validator.reports.html_page.markup import facts, name, text
from validator.reports.text import NEGLIGIBLE, lost


def completeness(live: Completeness) -> Iterator[str]:
    """Write the section."""
    yield '<section id="completeness" aria-labelledby="completeness-title">\n'
    yield '<h2 id="completeness-title">What this run heard</h2>\n'
    damaged = f", {live.damaged} of them damaged" if live.damaged else ""
    yield facts(
        {
            "Listened": f"{live.duration_s:.1f} seconds",
            "Interfaces": ", ".join(map(name, live.interfaces)) or "none",
            "Asked": "nothing: it only listened" if live.passive else plural(live.queries, "query", "queries"),
            "Heard": f"{plural(live.packets, 'response', 'responses')}{damaged}",
            "Service types": str(live.types),
            "Instances": str(live.instances),
            "Dropped": "; ".join(f"{text(kind)}: {count}" for kind, count in live.drops) or str(live.dropped or ""),
        }
    )
    if live.loss >= NEGLIGIBLE:
        look = "damage" if live.unheard >= NEGLIGIBLE else "aside"
        yield f'<p class="{look}">{text(lost(live))}.</p>\n'
    if live.dropped:
        yield '<p class="damage">What was dropped was not judged: this is not all.</p>\n'
    if live.unresolved:
        several = plural(len(live.unresolved), "instance was", "instances were")
        yield f"<details>\n<summary>{several} not resolved</summary>\n<ul>\n"
        for instance, lacks in zip_longest(live.unresolved, live.lacks[: len(live.unresolved)], fillvalue=()):
            lacking = f": no {', no '.join(map(text, lacks))}" if lacks else ""
            yield f"<li>{name(str(instance))}{lacking}</li>\n"
        yield "</ul>\n</details>\n"
    yield '<p class="aside">mDNS is not authenticated: a finding names who was heard and where.</p>\n</section>\n'
