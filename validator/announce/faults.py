"""The faults that a simulated device can have: one line for each fault in the table FAULTS.

A fault is a function from a device to the devices that have the fault: ``--fault`` knows nothing else of faults. Each
row names the finding that the fault provokes, or what a browse shows of the fault. Tests show that every row is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from validator.announce.device import Behaviour, Device, suffixed
from validator.assembly.pointers import ENUMERATION
from validator.display.nearest import nearest
from validator.errors import UsageError
from validator.model import txt
from validator.wire.message import HEADER, POINTER, POINTER_MASK, RECORD_HEAD, Name, RType

_DAY_S = 86_400
_LIST: Name = (*ENUMERATION, b"local")
_HOST: Name = (b"simulated-host", b"local")
_MAX_TTL_S = (1 << 31) - 1


class Parameter(Struct, frozen=True):
    """The number that a fault takes."""

    unit: str
    """What the number counts."""
    default: float
    """The number where the user gives none."""
    least: float = 0
    """The smallest number."""
    most: float = _DAY_S
    """The largest number."""


class DeviceFault(Struct, frozen=True):
    """A fault that a device can have."""

    name: str
    """The name that ``--fault`` takes."""
    summary: str
    """What is wrong with the device, for the help page."""
    provokes: str
    """The code of the finding that the fault provokes, or what a browse shows of the fault."""
    apply: Callable[[Device, float], Iterable[Device]]
    """The function from a device and the number to the devices that have the fault."""
    parameter: Parameter | None = None
    """The number that the fault takes. None: it takes no number."""

    @property
    def usage(self) -> str:
        """The fault as users type it, with the default of its parameter: ``slow=2``."""
        return self.name if self.parameter is None else f"{self.name}={self.parameter.default:g}"


class ChosenFault(Struct, frozen=True):
    """A fault that the user chose, with the value of its parameter."""

    fault: DeviceFault
    value: float = 0


def parse(text: str) -> ChosenFault:
    """Read ``slow`` or ``slow=3``. Raises UsageError for a fault or a number that does not exist."""
    name, equals, number = text.partition("=")
    fault = FAULTS.get(name)
    if fault is None:
        near = nearest(name, FAULTS)
        raise UsageError(f"there is no fault {name!r}" + (f"; did you mean {near}?" if near else "; --help lists them"))
    parameter = fault.parameter
    if parameter is None:
        if equals:
            raise UsageError(f"the fault {name} takes no number")
        return ChosenFault(fault)
    if not equals:
        return ChosenFault(fault, parameter.default)
    try:
        value = float(number)
    except ValueError:
        value = -1
    if not parameter.least <= value <= parameter.most:
        span = f"{parameter.least:.10g} to {parameter.most:.10g}"
        raise UsageError(f"the fault {name} takes a number of {parameter.unit}, {span}: {fault.usage}")
    return ChosenFault(fault, value)


def faulty(devices: Iterable[Device], faults: Iterable[ChosenFault]) -> list[Device]:
    """Return the devices with all of the faults, which are applied in the order given."""
    found = list(devices)
    for chosen in faults:
        found = [result for device in found for result in chosen.fault.apply(device, chosen.value)]
    return found


def _adding(*strings: bytes) -> Callable[[Device, float], Iterable[Device]]:
    """Return a fault that adds strings to the TXT record."""

    def apply(device: Device, _: float) -> Iterable[Device]:
        yield _with_strings(device, *strings)

    return apply


def _with_strings(device: Device, *strings: bytes) -> Device:
    record = txt.split(device.texts[0] if device.texts else b"\0")
    kept = record.strings if any(record.strings) else ()
    return replace(device, texts=(txt.join(txt.TxtRecord((*kept, *strings))), *device.texts[1:]))


def _duplicate_key(device: Device, _: float) -> Iterable[Device]:
    record = txt.split(device.texts[0] if device.texts else b"\0")
    key = next((each.key for each in record.attributes if each.key), None)
    again = (b"fault=once", b"fault=again") if key is None else (key[: txt.MAX_STRING - 6] + b"=again",)
    yield _with_strings(device, *again)


def _texts(*texts: bytes) -> Callable[[Device, float], Iterable[Device]]:
    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, texts=texts)

    return apply


def _overrun(device: Device, _: float) -> Iterable[Device]:
    yield replace(device, texts=((device.texts[0] if device.texts else b"") + b"\x40cut", *device.texts[1:]))


def _two_txt(device: Device, _: float) -> Iterable[Device]:
    yield replace(device, texts=(*(device.texts or (b"\0",)), txt.join(txt.TxtRecord((b"fault=two-txt",)))))


def _oversize(device: Device, octets: float) -> Iterable[Device]:
    missing = int(octets) - sum(map(len, device.texts[:1]))
    strings: list[bytes] = []
    while missing > 0:
        size = min(missing, 1 + txt.MAX_STRING)
        if 0 < missing - size < len("filler000=x"):
            size -= len("filler000=x")  # leave enough for one more whole string
        strings.append(f"filler{len(strings)}=".encode().ljust(size - 1, b"x")[: size - 1])
        missing -= size
    yield _with_strings(device, *strings)


def _renamed(suffix: bytes) -> Callable[[Device, float], Iterable[Device]]:
    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, instance=suffixed(device.instance, suffix))

    return apply


def _flood(device: Device, count: float) -> Iterable[Device]:
    for number in range(1, int(count) + 1):
        yield replace(device, instance=suffixed(device.instance, f" {number}".encode()))


def _ttl(device: Device, seconds: float) -> Iterable[Device]:
    yield replace(device, ttl_s=int(seconds))


def _without_server(device: Device, _: float) -> Iterable[Device]:
    yield replace(device, has_server=False)


def _without_address(device: Device, _: float) -> Iterable[Device]:
    yield replace(device, has_address=False)


def _pointing(target: Callable[[Device], Name]) -> Callable[[Device, float], Iterable[Device]]:
    """Return a fault that adds a PTR record to the service type."""

    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, pointers=(*device.pointers, (device.type, target(device))))

    return apply


def _listing(target: Callable[[Device], Name]) -> Callable[[Device, float], Iterable[Device]]:
    """Return a fault that adds an entry to the list of service types."""

    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, pointers=(*device.pointers, (_LIST, target(device))))

    return apply


def _hosted(*host: bytes) -> Callable[[Device, float], Iterable[Device]]:
    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, host=host)

    return apply


def _self_hosted(device: Device, _: float) -> Iterable[Device]:
    yield replace(device, host=device.name)


def _with(**fields: object) -> Callable[[Device, float], Iterable[Device]]:
    def apply(device: Device, _: float) -> Iterable[Device]:
        yield replace(device, **fields)

    return apply


def _conflict(device: Device, _: float) -> Iterable[Device]:
    yield _behaving(_with_other_text(device, b"fault=conflict"), lambda old: replace(old, alternates=True))


def _change(device: Device, seconds: float) -> Iterable[Device]:
    yield _behaving(_with_other_text(device, b"fault=change"), lambda old: replace(old, changes_s=seconds))


def _with_other_text(device: Device, string: bytes) -> Device:
    """Return a device with a TXT record, and with another one to announce instead of it."""
    texts = device.texts or (b"\0",)
    return replace(device, texts=texts, other_texts=_with_strings(replace(device, texts=texts[:1]), string).texts)


def _behaves(change: Callable[[Behaviour, float], Behaviour]) -> Callable[[Device, float], Iterable[Device]]:
    def apply(device: Device, value: float) -> Iterable[Device]:
        yield _behaving(device, lambda old: change(old, value))

    return apply


def _behaving(device: Device, change: Callable[[Behaviour], Behaviour]) -> Device:
    return replace(device, behaviour=change(device.behaviour))


def _cut(message: bytes) -> bytes:
    """Cut a message inside its last record."""
    return message[:-3]


def _loop(message: bytes) -> bytes:
    """Add a record whose name is a compression pointer to itself."""
    message_id, flags, questions, answers, authority, additional = HEADER.unpack_from(message)
    name = (POINTER << 8 | min(len(message), POINTER_MASK)).to_bytes(2)
    head = HEADER.pack(message_id, flags, questions, answers, authority, additional + 1)
    return head + message[HEADER.size :] + name + RECORD_HEAD.pack(RType.TXT, 1, 0, 1) + b"\0"


def _seconds(default: float) -> Parameter:
    return Parameter("seconds", default)


_ALL = (
    DeviceFault("duplicate-key", "a key is there twice, with different values", "TXT009", _duplicate_key),
    DeviceFault("missing-key", "a string begins with '='", "TXT005", _adding(b"=value")),
    DeviceFault("quoted-value", "a value stands in quotation marks", "TXT010", _adding(b'fault="quoted"')),
    DeviceFault("empty-rdata", "the TXT record has no octets", "TXT002", _texts(b"")),
    DeviceFault("overrun", "the last string is longer than the TXT record", "TXT001", _overrun),
    DeviceFault(
        "oversize", "the TXT record has so many octets", "TXT017", _oversize, Parameter("octets", 1400, most=65_000)
    ),
    DeviceFault("strings-inside", "a length octet went into a value, with the string behind it", "TXT023",
          _adding(b"fault=/\x06u=user")),
    DeviceFault("nul", "a value ends with NUL", "TXT024", _adding(b"fault=text\0")),
    DeviceFault("password", "the record publishes a password", "SEC001", _adding(b"password=simulated")),
    DeviceFault("ssh-port", "the record tells of a management port", "SEC004", _adding(b"sshPort=22")),
    DeviceFault("two-txt", "there are two TXT records", "TXT020", _two_txt),
    DeviceFault("no-txt", "there is no TXT record", "NET001", _texts()),
    DeviceFault("control-characters", "the name has ESC and a line end", "NAM003", _renamed(b" \x1b[31m\r\n")),
    DeviceFault("not-utf8", "the name is no UTF-8", "NAM001", _renamed(b" \xff\xfe")),
    DeviceFault("no-srv", "there is no SRV record", "NET002", _without_server),
    DeviceFault("address-target", "the SRV record names an address", "NAM036", _hosted(b"192", b"0", b"2", b"10")),
    DeviceFault("single-label", "the SRV record names a single label", "NAM037", _hosted(b"simulated-host")),
    DeviceFault("localhost", "the SRV record names localhost", "NAM038", _hosted(b"localhost", b"local")),
    DeviceFault("outside-local", "the SRV record names a host outside of .local", "NAM039",
          _hosted(b"simulated-host", b"example")),
    DeviceFault("instance-target", "the SRV record names the instance", "NAM040", _self_hosted),
    DeviceFault("link-local", "the host has a link-local address only, and sends from another", "NAM042",
          _with(addresses=("fe80::7",))),
    DeviceFault("loopback", "the host has a loopback address", "NAM041", _with(addresses=("127.0.0.1",))),
    DeviceFault("pointer-to-host", "a PTR record of the type names a host", "NET014", _pointing(lambda _: _HOST)),
    DeviceFault("pointer-to-type", "a PTR record of the type names the type", "NET014",
          _pointing(lambda device: device.type)),
    DeviceFault("list-loop", "the list of service types names itself", "NET015", _listing(lambda _: _LIST)),
    DeviceFault("list-instance", "the list of service types names an instance", "NET015",
          _listing(lambda device: device.name)),
    DeviceFault("unlisted", "the list of service types lacks the type", "NET016", _with(is_enumerated=False)),
    DeviceFault("no-flush", "SRV and TXT records lack the cache-flush bit", "NET005", _with(flushes=False)),
    DeviceFault("shared-flush", "PTR records have the cache-flush bit", "NET006", _with(flushes_pointers=True)),
    DeviceFault("no-address", "the host has no address", "NET003", _without_address),
    DeviceFault("damaged", "every message is cut inside its last record", "NET011", _behaves(
        lambda old, _: replace(old, mangle=_cut))),
    DeviceFault("bad-pointer", "every message has a compression loop", "NET011", _behaves(
        lambda old, _: replace(old, mangle=_loop))),
    DeviceFault("ttl-short", "records live so many seconds", "NET004", _ttl,
          Parameter("seconds", 10, least=1, most=_MAX_TTL_S)),
    DeviceFault("ttl-long", "records live so many seconds", "NET004", _ttl,
          Parameter("seconds", _DAY_S, least=1, most=_MAX_TTL_S)),
    DeviceFault("conflict", "answers alternate between two TXT records", "NET007", _conflict),
    DeviceFault("change", "the TXT record changes after so many seconds", "NET009", _change,
          _seconds(5)),
    DeviceFault("slow", "answers come so many seconds later", "a longer browse, or one that ends too early", _behaves(
        lambda old, value: replace(old, delay_s=value)), _seconds(2)),
    DeviceFault("lazy", "no additional records: SRV and TXT come only when asked for", "more queries", _behaves(
        lambda old, _: replace(old, adds=False))),
    DeviceFault("late", "it starts after so many seconds", "nothing before that", _behaves(
        lambda old, value: replace(old, starts_s=value)), _seconds(5)),
    DeviceFault("flap", "goodbye after so many seconds, back after as many", "NET010", _behaves(
        lambda old, value: replace(old, lasts_s=value, pause_s=value)), Parameter("seconds", 5, least=0.1)),
    DeviceFault("goodbye", "goodbye after so many seconds", "NET010", _behaves(
        lambda old, value: replace(old, lasts_s=value)), _seconds(5)),
    DeviceFault("vanish", "silent after so many seconds, without a goodbye",
          "an old answer of a cache, or nothing", _behaves(
        lambda old, value: replace(old, lasts_s=value, says_goodbye=False)), _seconds(5)),
    DeviceFault("flood", "so many instances of each", "as many announcements", _flood,
          Parameter("instances", 1000, least=1, most=100_000)),
)  # fmt: skip

FAULTS: dict[str, DeviceFault] = {each.name: each for each in _ALL}
"""Every fault, by the name that ``--fault`` takes."""
