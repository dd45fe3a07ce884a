"""Which rule of the RFCs is judged by which check, and why the others are not.

The rows are those of the project's list of facts, by their ids; the documentation prints this table and a test compares
it with the list. A check names the rows that it covers (Check.covers); a row that no check covers gives the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from validator.checks import CHECKS
from validator.checks.base import Check


class Row(Struct, frozen=True):
    """One rule in a few words, with its id and its section.

    ``reason`` says why no check covers the row, or what of the rule those that do leave out.
    """

    id: str
    rule: str
    section: str
    reason: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the checks that cover the row, in the order of their table."""
        return tuple(check.code for check in CHECKS if self.id in check.covers)


_CLIENT = "a rule for clients; this program keeps it where it reads records"
_OTHER_CLIENTS = "a rule for clients"
_SHOWN = "a rule for clients; the finding tells the publisher what they make of the record"
_AUTHOR = "a rule for the author of a service type; no announcement shows whether it was kept"
_FACT = "says what is allowed; nothing can break it"
_TASTE = "a matter of judgement, which no program can make for every service"

_WIRE = (
    Row("W1", "a TXT record has at least one string", "RFC 1035 section 3.3.14, RFC 6763 section 6.1"),
    Row("W2", "a string is a length octet and up to 255 octets", "RFC 1035 section 3.3"),
    Row("W3", "a string is binary data", "RFC 1035 section 3.3", _FACT),
    Row(
        "W4",
        "strings are packed; none runs past the end",
        "RFC 6763 section 6.1",
        "of a record whose own length is wrong: NET011",
    ),
    Row("W5", "at most 65535 octets of data", "RFC 6763 section 6.1"),
    Row("W6", "about 8900 octets over multicast DNS", "RFC 6762 section 17"),
    Row(
        "W7",
        "strings in zone files",
        "RFC 1035 section 5.1",
        "a rule for zone files; the reader of such files keeps it",
    ),
    Row("E1", "every service has a TXT record", "RFC 6763 section 6"),
    Row("E2", "no record without a string is sent", "RFC 6763 section 6.1"),
    Row("E3", "no record, no string and one empty string are equal", "RFC 6763 section 6.1", _CLIENT),
    Row("E4", "the TXT rule concerns DNS-SD only, not SRV elsewhere", "RFC 6763 section 6", _FACT),
)

_SIZE = (
    Row("S1", "200 octets or less are typical", "RFC 6763 section 6.2"),
    Row(
        "S2",
        "up to 400 octets fit a classic DNS message",
        "RFC 6763 section 6.2",
        "with --target unicast-512 TXT031 too",
    ),
    Row("S3", "up to 1300 octets fit an Ethernet packet", "RFC 6763 section 6.2", "with --target ethernet TXT031 too"),
    Row("S4", "more than 1300 octets are not recommended", "RFC 6763 section 6.2"),
    Row("S5", "some hardware holds 256 octets only", "RFC 6763 section 6.2", "with --target sleep-proxy TXT031 too"),
    Row("S6", "key, equals sign and value fit 255 octets", "RFC 1035 section 3.3, RFC 6763 section 6.4"),
)

_KEYS = (
    Row("K1", "one attribute a string; the first equals sign divides", "RFC 6763 section 6.3", _CLIENT),
    Row(
        "K2",
        "clients ignore unknown keys",
        "RFC 6763 section 6.3",
        "a rule for clients; KEY001 asks about keys only where the service's rule names all of them",
    ),
    Row("K3", "host and port are not repeated", "RFC 6763 section 6.3"),
    Row("K4", "clients ignore a string without key", "RFC 6763 section 6.4", _SHOWN),
    Row("K5", "a key has at least one character", "RFC 6763 section 6.4"),
    Row(
        "K6",
        "a key has at most nine characters",
        "RFC 6763 section 6.4",
        "a key that the service's rule defines is left alone: it can no longer be shortened",
    ),
    Row("K7", "a key is printable ASCII without the equals sign", "RFC 6763 section 6.4"),
    Row("K8", "spaces in a key are part of it", "RFC 6763 section 6.4", "spaces within a key are left alone"),
    Row("K9", "keys compare without case", "RFC 6763 section 6.4", _SHOWN),
    Row(
        "K10",
        "a string without equals sign is a key without value",
        "RFC 6763 section 6.4",
        "what a key is to have, the service's rule says",
    ),
    Row("K11", "no key twice", "RFC 6763 section 6.4"),
    Row("K12", "of a key given twice the first counts", "RFC 6763 section 6.4", _SHOWN),
    Row(
        "K13",
        "four states of a key",
        "RFC 6763 section 6.4",
        "what a state means, the service's rule says; that a key must be there: KEY008",
    ),
    Row("K14", "an empty string among others says nothing", "RFC 6763 sections 6.1 and 6.4"),
)

_VALUES = (
    Row(
        "V1",
        "a value holds any octet",
        "RFC 6763 section 6.5",
        "nothing can break it; the finding asks about values that look like templates which nobody filled in",
    ),
    Row("V2", "no quotation marks around a value; spaces are part of it", "RFC 6763 section 6.5"),
    Row("V3", "a value is opaque and need not be UTF-8", "RFC 6763 section 6.5", _FACT),
    Row("V4", "binary values are not turned into hex or Base64", "RFC 6763 section 6.5", _AUTHOR),
    Row("V5", "tools show values in hex and as text", "RFC 6763 section 6.5", "a rule for tools; reports keep it"),
    Row("T1", "txtvers is decimal and stands first", "RFC 6763 section 6.7"),
    Row("T2", "clients ignore versions that they do not know", "RFC 6763 section 6.7", _OTHER_CLIENTS),
    Row("T3", "txtvers is the version of the record, not of the protocol", "RFC 6763 section 6.7", _AUTHOR),
    Row("T4", "protovers is the version of the protocol", "RFC 6763 section 6.7", _AUTHOR),
    Row(
        "M1",
        "one TXT record an instance",
        "RFC 6763 section 6.8",
        "an instance whose records declare their number (qtotal) is let pass",
    ),
    Row(
        "M2",
        "LPR queues: qtotal is their number",
        "RFC 6763 section 6.8",
        "only where several records were seen; of one that declares more the others may have been missed",
    ),
    Row("M3", "new services do not imitate LPR queues", "RFC 6763 section 6.8", _AUTHOR),
)

_INSTANCES = (
    Row("I1", "instance, service type, domain", "RFC 6763 section 4.1"),
    Row(
        "I2",
        "an instance name is one label of UTF-8 in NFC",
        "RFC 6763 section 4.1.1",
        "of a name that is several labels: NET013",
    ),
    Row("I3", "no control characters in an instance name", "RFC 6763 section 4.1.1"),
    Row("I4", "anything else is allowed in an instance name", "RFC 6763 section 4.1.1", _FACT),
    Row("I5", "an instance name has at most 63 octets", "RFC 6763 sections 4.1.1 and 7.2"),
    Row(
        "I6", "users can change the name and need not", "RFC 6763 section 4.1.1", "the device's user interface shows it"
    ),
    Row(
        "I7",
        "no MAC address or serial number in a name",
        "RFC 6763 section 4.1.1, appendix D",
        "services whose clients demand an identifier there are left alone",
    ),
    Row(
        "I8",
        "label boundaries are kept; dots and backslashes are escaped in text",
        "RFC 6763 section 4.3",
        "a rule for clients that write names as text; the finding is about responders that divide a name at its dots",
    ),
    Row("I9", "a domain is UTF-8 in NFC", "RFC 6763 section 4.1.3"),
    Row(
        "I10",
        "Open Screen ends truncated names with NUL",
        "W3C Open Screen Network Protocol",
        "NAM003 reports the NUL all the same: RFC 6763 has no exception",
    ),
)

_SERVICES = (
    Row("N1", "a service name has 1 to 15 characters", "RFC 6335 section 5.1"),
    Row("N2", "letters, digits, hyphens", "RFC 6335 section 5.1"),
    Row("N3", "at least one letter", "RFC 6335 section 5.1"),
    Row("N4", "no hyphen at the edges", "RFC 6335 section 5.1"),
    Row("N5", "no hyphens side by side", "RFC 6335 section 5.1"),
    Row("N6", "service names compare without case", "RFC 6335 section 5.1", _CLIENT),
    Row("N7", "the syntax in one pattern", "RFC 6335 section 5.1"),
    Row("N8", "an underscore before the service name", "RFC 6335 section 5.2"),
    Row("N9", "the name is registered", "RFC 6335 section 5.2", "a rule file of one's own counts as knowing the name"),
    Row(
        "N10",
        "_tcp for TCP, _udp for all else",
        "RFC 6763 section 4.1.2",
        "that the registry has the service for the other transport: REG003",
    ),
    Row("N11", "alias names are not used for discovery", "RFC 6335 section 5"),
    Row(
        "N12",
        "how a subtype is browsed for",
        "RFC 6763 section 7.1",
        "KEY016 knows the subtypes of the service's rule; the names on the wire are the responder's",
    ),
    Row("N13", "a subtype is one label of any octets", "RFC 6763 sections 7.1 and 7.2"),
    Row("N14", "a name has at most 255 octets", "RFC 6763 section 7.2"),
    Row(
        "N15",
        "how service types are enumerated",
        "RFC 6763 section 9",
        "that a type is listed and has no instance; how it is listed, only a resolver sees",
    ),
    Row(
        "N16",
        "the placeholder of a flagship protocol has port 0",
        "RFC 6763 section 8",
        "port 0 is reported where clients would connect to it; a PTR record to a placeholder is not looked for",
    ),
    Row("N17", "names in use that break the rules", "practice", "they are findings all the same: NAM010"),
)

_MULTICAST = (
    Row(
        "L1",
        "120 seconds for host-related records",
        "RFC 6762 section 10",
        "of SRV, A and AAAA records; HINFO and reverse PTR records are not looked at",
    ),
    Row("L2", "75 minutes for other records", "RFC 6762 section 10"),
    Row("L3", "goodbye packets", "RFC 6762 section 10.1", "that one is missing, nobody can hear"),
    Row(
        "L4",
        "the cache-flush bit on unique records",
        "RFC 6762 section 10.2",
        "of SRV and TXT records; whether all records of a name were sent together is not judged",
    ),
    Row(
        "L5",
        "no cache-flush bit on shared records",
        "RFC 6762 section 10.2",
        "of PTR records of service types in multicast responses",
    ),
    Row("L6", "legacy unicast answers", "RFC 6762 section 6.7", "goes to plain DNS clients; NET004 does not count it"),
    Row("L7", "changed data is announced again", "RFC 6762 section 8.4", "a change that is not announced is not heard"),
    Row("L8", "at most ten updates a minute", "RFC 6762 section 8.4"),
    Row(
        "L9",
        "names are precomposed UTF-8 without byte-order mark",
        "RFC 6762 section 16",
        "instance names are judged by RFC 6763: NAM001, NAM002, NAM022 of their domain",
    ),
    Row("L10", "names compare without case of ASCII letters only", "RFC 6762 section 16", _CLIENT),
    Row(
        "L11",
        "large packets hold one record; none exceeds 9000 octets",
        "RFC 6762 section 17",
        "TXT016 judges the record's own size; the packet around it is left to captures",
    ),
    Row(
        "L12",
        "additional records",
        "RFC 6763 section 12",
        "what does not come by itself is asked for; of what nobody answers: NET001, NET002, NET003",
    ),
    Row(
        "L13",
        "conflicts of names",
        "RFC 6762 section 9",
        "that a host finds another name, nobody can hear; another record on another interface: NET008",
    ),
)

_PRIVACY = (
    Row(
        "P1",
        "instance names disclose owner and device",
        "RFC 8882 section 3.2.2",
        "a matter of judgement, which no program can make for every service; identifiers in instance names: NAM005",
    ),
    Row("P2", "host names identify devices", "RFC 8882 section 3.2.3", _TASTE),
    Row(
        "P3",
        "values that leak and fingerprint",
        "RFC 8882 section 3.2.4",
        "of values that identify the very device; what several values give away together is a matter of judgement",
    ),
    Row("P4", "private data in the record", "RFC 8882 section 3.2.4"),
    Row("P5", "version information helps attackers", "RFC 8882 section 3.2.4", _TASTE),
    Row("P6", "sets of services and ports fingerprint a host", "RFC 8882 section 3.2.5", _TASTE),
    Row(
        "P7", "hashes of identifiers are no protection", "RFC 8882 section 3.3.3", "a hash does not show what it is of"
    ),
    Row("P8", "requirements for a future privacy extension", "RFC 8882 section 4", "no rule for today's records"),
    Row(
        "P9",
        "keys that carry credentials, accounts and identifiers",
        "derived from RFC 8882",
        "locations and live states are left to the rule of the service (sensitive)",
    ),
)

_PROFILES = (
    Row(
        "R1",
        "CalDAV and CardDAV: path",
        "RFC 6764 section 4",
        "the registry's rules of these services know the key, and take any path",
    ),
    Row("R2", "CalDAV and CardDAV: what clients ask", "RFC 6764 sections 4 and 6", _OTHER_CLIENTS),
    Row(
        "R3",
        "CalDAV and CardDAV: path is not the well-known one",
        "RFC 6764 section 5",
        "no rule that comes with this program says so of the value",
    ),
    Row(
        "R4",
        "CoRE Resource Directory: no TXT keys",
        "RFC 9176 section 4.1.2",
        "KEY001 reports any key, by the registry's rules of these services",
    ),
    Row(
        "R5",
        "DNS push and BRSKI: no TXT keys",
        "RFC 8765 section 6.1",
        "KEY001 reports any key, by the registry's rules of these services",
    ),
)

COVERAGE: tuple[Row, ...] = (
    *_WIRE,
    *_SIZE,
    *_KEYS,
    *_VALUES,
    *_INSTANCES,
    *_SERVICES,
    *_MULTICAST,
    *_PRIVACY,
    *_PROFILES,
)
"""Every row in the order of the list of facts."""


def beside() -> Iterator[Check]:
    """Yield the checks that cover no row although they stand on an RFC: on a section beside those of the rows."""
    return (check for check in CHECKS if "RFC" in check.source and not check.covers)
