"""The table of all sources: one line a format. Adding one is a file here and a line in the table.

Their order is that in which a format is recognised: what is hard to mistake comes first.
"""

from __future__ import annotations

from validator.sources import (
    avahi_browse,
    avahi_service,
    ha_json,
    ha_log,
    json_dump,
    jsonl,
    nmap,
    systemd_dnssd,
    yaml_dump,
)
from validator.sources.base import Source

SOURCES: dict[str, Source] = {
    each.name: each
    for each in (
        avahi_browse.SOURCE,
        avahi_service.SOURCE,
        systemd_dnssd.SOURCE,
        nmap.SOURCE,
        ha_log.SOURCE,
        ha_json.SOURCE,
        jsonl.SOURCE,
        json_dump.SOURCE,
        yaml_dump.SOURCE,
    )
}
"""Every source by the name that ``--input-format`` takes."""
