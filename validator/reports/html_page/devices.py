"""Each device of the page with all that it announced, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterator

from validator.display.wording import plural
from validator.model.announcement import Announcement
from validator.reports.html_page.markup import badges, name
from validator.reports.html_page.store import DeviceParts, Store
from validator.reports.naming import device as host_of

FEW = 3
"""Devices that stand open; of more of them the reader opens one after the other."""


def device_of(announcement: Announcement) -> tuple[str, bool]:
    """Name the device of an announcement. What announces nothing is not said by a device, but of the network."""
    if announcement.is_remark:
        return "The network", True
    return host_of(announcement) or announcement.location.file or "(no host name)", False


def devices(store: Store) -> Iterator[str]:
    """Write the section; nothing where there are none."""
    is_open = " open" if store.device_count() <= FEW else ""
    first = True
    for each in store.devices():
        if first:
            yield '<section id="devices" aria-labelledby="devices-title">\n<h2 id="devices-title">Devices</h2>\n'
            yield '<p id="folds" hidden><button type="button" value="open">Open all</button>\n'
            yield '<button type="button" value="">Close all</button></p>\n'
            first = False
        yield f'<details id="d{each.number}" class="device"{is_open}>\n<summary><h3>{name(each.name)}</h3>\n'
        yield f'{badges(each.errors, each.warnings, each.infos)} <span class="aside">{_aside(each)}</span></summary>\n'
        yield from store.announcements(each.number)
        yield "</details>\n"
    if not first:
        yield "</section>\n"


def _aside(device: DeviceParts) -> str:
    if device.is_network:
        return "What was heard of service types and of responders; nothing of this is announced."
    count = plural(device.services, "announcement", "announcements")
    return " · ".join((count, *(name(each) for each in device.addresses if each != device.name)))
