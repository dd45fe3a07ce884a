"""Announcements as networks have them: the kinds of devices that homes and offices are full of, nothing repeated.

Each record has the keys that its kind of device publishes, in the order of the device. Every identifier, name, host,
address and version is drawn anew, so that no string but the constant ones ("txtvers=1") comes twice. One announcement
in twenty has a fault, of a different kind each time. The kinds are written after published definitions and public
dumps; the values are ours.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

FAULTY = 20
"""One announcement in so many has a fault."""


class _Draw:
    """Draws identifiers; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same each time
        self.choice = self._random.choice
        self.identifier = ""
        """The digits of the device whose record is drawn."""

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"

    def mac(self) -> str:
        return ":".join(f"{self._random.getrandbits(8):02X}" for _ in range(6))

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def version(self) -> str:
        return f"{self.number(1, 20)}.{self.number(0, 30)}.{self.number(0, 9999)}"

    def name(self) -> str:
        room = self.choice(("Kitchen", "Office", "Lab", "Hall", "Attic", "Büro", "Living Room", "Meeting 3"))
        return f"{room} {self.number(0, 99_999)}"


class Kind(Struct, frozen=True):
    """A kind of service: its type and port, what makes the strings of one of its devices, and its names.

    In the names, ``{id}`` stands for 16 hexadecimal digits of the device, ``{ID}`` for these in upper case, ``{ID12}``
    for the first twelve, and ``{name}`` for a name that a person gave.
    """

    service: str
    port: int
    strings: Callable[[_Draw], list[str]]
    instance: str = "{name}"
    host: str = "dev-{id}"


def _printer(draw: _Draw) -> list[str]:
    model = f"LaserWriter {draw.number(100, 9999)}"
    return [
        "txtvers=1",
        "qtotal=1",
        "rp=ipp/print",
        f"ty=Acme {model}",
        f"adminurl=http://dev-{draw.identifier}.local./index.html",
        f"note={draw.name()}",
        f"priority={draw.number(0, 99)}",
        f"product=(Acme {model})",
        "pdl=application/octet-stream,application/pdf,image/jpeg,image/urf",
        f"UUID={draw.uuid()}",
        "TLS=1.2",
        "Color=T",
        "Duplex=T",
        "usb_MFG=Acme",
        f"usb_MDL={model}",
        f"URF=V1.4,CP1,PQ3-4-5,RS{draw.choice((300, 600))},SRGB24,W8,OB9,IFU0",
        "kind=document,envelope,photo",
        "PaperMax=legal-A4",
    ]


def _scanner(draw: _Draw) -> list[str]:
    return [
        "txtvers=1",
        "vers=2.63",
        f"ty=Acme Scan {draw.number(100, 9999)}",
        f"adminurl=http://dev-{draw.identifier}.local./",
        f"representation=http://dev-{draw.identifier}.local./icon.png",
        f"note={draw.name()}",
        f"UUID={draw.uuid()}",
        "pdl=application/pdf,image/jpeg",
        "cs=binary,color,grayscale",
        "is=platen,adf",
        "duplex=T",
        "rs=eSCL",
    ]


def _airplay(draw: _Draw) -> list[str]:
    return [
        "acl=0",
        f"deviceid={draw.mac()}",
        f"features=0x{draw.hex(8).upper()},0x{draw.hex(5).upper()}",
        "flags=0x244",
        f"gid={draw.uuid().upper()}",
        "igl=1",
        "gcgl=1",
        f"model=AppleTV{draw.number(5, 14)},{draw.number(1, 3)}",
        "protovers=1.1",
        f"pi={draw.uuid()}",
        f"psi={draw.uuid().upper()}",
        f"pk={draw.hex(64)}",
        f"srcvers={draw.number(300, 800)}.{draw.number(1, 90)}.{draw.number(1, 9)}",
        f"osvers={draw.number(13, 19)}.{draw.number(0, 6)}",
        "vv=2",
    ]


def _raop(draw: _Draw) -> list[str]:
    return [
        "cn=0,1,2,3",
        "da=true",
        "et=0,3,5",
        f"ft=0x{draw.hex(8).upper()},0x{draw.hex(5).upper()}",
        "sf=0x244",
        "md=0,1,2",
        f"am=AppleTV{draw.number(5, 14)},{draw.number(1, 3)}",
        f"pk={draw.hex(64)}",
        "tp=UDP",
        "vn=65537",
        f"vs={draw.number(300, 800)}.{draw.number(1, 90)}.{draw.number(1, 9)}",
        f"ov={draw.number(13, 19)}.{draw.number(0, 6)}",
        "vv=2",
    ]


def _googlecast(draw: _Draw) -> list[str]:
    return [
        f"id={draw.identifier}{draw.identifier}",
        f"cd={draw.hex(32).upper()}",
        "rm=",
        "ve=05",
        "md=Chromecast Ultra",
        "ic=/setup/icon.png",
        f"fn={draw.name()}",
        f"ca={draw.number(4_000, 470_000)}",
        "st=0",
        f"bs={draw.hex(12).upper()}",
        "nf=1",
        "rs=",
    ]


def _hap(draw: _Draw) -> list[str]:
    return [
        f"c#={draw.number(1, 99)}",
        "ff=1",
        f"id={draw.mac()}",
        f"md=Bulb {draw.number(1, 9999)}",
        "pv=1.1",
        f"s#={draw.number(1, 999)}",
        "sf=0",
        f"ci={draw.number(1, 32)}",
    ]


def _companion(draw: _Draw) -> list[str]:
    return [
        "rpMac=2",
        f"rpHN={draw.hex(12)}",
        f"rpFl=0x{draw.hex(5).upper()}",
        f"rpMd=AppleTV{draw.number(5, 14)},{draw.number(1, 3)}",
        f"rpVr={draw.number(100, 500)}.{draw.number(1, 90)}",
        f"rpMRtID={draw.uuid().upper()}",
        f"rpAD={draw.hex(12)}",
        f"rpBA={draw.mac()}",
    ]


def _nas(draw: _Draw) -> list[str]:
    return [
        "vendor=Synology",
        f"model=DS{draw.number(100, 4000)}play",
        f"serial={draw.number(1000, 9999)}PZN{draw.number(100_000, 999_999)}",
        "version_major=7",
        f"version_minor={draw.number(0, 3)}",
        f"version_build={draw.number(10_000, 99_999)}",
        "admin_port=5000",
        "secure_admin_port=5001",
        f"mac_address={draw.mac().lower()}|{draw.mac().lower()}",
    ]


def _adisk(draw: _Draw) -> list[str]:
    return [
        f"sys=waMA={draw.mac()},adVF=0x100",
        f"dk0=adVN=Backup {draw.number(0, 99_999)},adVF=0x82,adVU={draw.uuid()}",
    ]


def _esphome(draw: _Draw) -> list[str]:
    return [
        f"friendly_name={draw.name()}",
        f"version={draw.number(2023, 2026)}.{draw.number(1, 12)}.{draw.number(0, 5)}",
        f"mac={draw.hex(12)}",
        "platform=ESP32",
        "board=esp32dev",
        "network=wifi",
        f"config_hash={draw.hex(8)}",
    ]


def _hue(draw: _Draw) -> list[str]:
    return [f"bridgeid={draw.hex(16)}", "modelid=BSB002"]


def _device_info(draw: _Draw) -> list[str]:
    return [f"model=MacBookPro{draw.number(10, 18)},{draw.number(1, 9)}", f"osxvers={draw.number(15, 25)}"]


def _sonos(draw: _Draw) -> list[str]:
    player = f"RINCON_{draw.hex(17).upper()}"
    return [f"info=/api/v1/players/{player}/info", "vers=3", f"protovers=1.{draw.number(10, 50)}.{draw.number(0, 9)}"]


def _matter(draw: _Draw) -> list[str]:
    return [f"SII={draw.number(300, 5000)}", f"SAI={draw.number(300, 800)}", f"SAT={draw.number(1000, 9000)}", "T=0"]


def _http(draw: _Draw) -> list[str]:
    return [f"path=/device/{draw.hex(6)}/index.html"]


def _none(_: _Draw) -> list[str]:
    return []


KINDS = (
    Kind("_ipp._tcp", 631, _printer),
    Kind("_uscan._tcp", 8080, _scanner),
    Kind("_airplay._tcp", 7000, _airplay),
    Kind("_raop._tcp", 7000, _raop, "{ID12}@{name}"),
    Kind("_googlecast._tcp", 8009, _googlecast, "Chromecast-{id}{id}"),
    Kind("_hap._tcp", 51_826, _hap),
    Kind("_companion-link._tcp", 49_153, _companion),
    Kind("_http._tcp", 5000, _nas),
    Kind("_adisk._tcp", 9, _adisk),
    Kind("_esphomelib._tcp", 6053, _esphome),
    Kind("_hue._tcp", 443, _hue),
    Kind("_device-info._tcp", 0, _device_info),
    Kind("_sonos._tcp", 1443, _sonos),
    Kind("_matter._tcp", 5540, _matter, "{ID}-{ID}", "{ID}"),
    Kind("_http._tcp", 80, _http),
    Kind("_ssh._tcp", 22, _none),
)

FAULTS: tuple[Callable[[list[str], int], list[str]], ...] = (
    lambda txt, n: [*txt, f"pasword=hunter{n}"],
    lambda txt, n: [*txt, f"note{n % 7}=x{n}", f"note{n % 7}=y{n}"],
    lambda txt, n: [f"txtvers=v{n}", *txt[1:]],
    lambda txt, n: [*txt, f"=lost{n}"],
    lambda txt, n: [*txt, f'label="Desk {n}"'],
)


def announcements(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield announcements as JSON Lines have them; the same ones for the same seed."""
    draw = _Draw(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        identifier = draw.identifier = draw.hex(16)
        txt = kind.strings(draw)
        if number % FAULTY == 0:
            txt = FAULTS[number // FAULTY % len(FAULTS)](txt, number)
        names = {"id": identifier, "ID": identifier.upper(), "ID12": identifier[:12].upper(), "name": draw.name()}
        yield {
            "service": kind.service,
            "instance": kind.instance.format(**names),
            "domain": "local",
            "subtypes": [],
            "host": f"{kind.host.format(**names)}.local",
            "port": kind.port,
            "addresses": [f"192.168.{draw.number(0, 255)}.{draw.number(1, 254)}", f"fe80::{draw.hex(4)}:{draw.hex(4)}"],
            "txt": txt,
        }


def write_json_lines(path: Path, count: int, seed: int = 1) -> None:
    """Write announcements to a file of JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in announcements(count, seed))
