"""Which rule of the RFCs stands behind which check, and why the others have none.

The rows are those of the project's list of facts, by their ids; the documentation prints this table and a test compares
it with the list. A row without a code says who else keeps the rule: a client, an author, or a check of another kind.
"""

from __future__ import annotations

from msgspec import Struct


class Row(Struct, frozen=True):
    """One rule: its id and section, in a few words; the codes that judge it, or the reason why none does.

    A row with codes may still give a reason: for what of the rule they leave out.
    """

    id: str
    rule: str
    section: str
    codes: tuple[str, ...] = ()
    reason: str = ""


_CLIENT = "a rule for clients; this program keeps it where it reads records"
_AUTHOR = "a rule for the author of a service type; no announcement shows whether it was kept"
_FACT = "says what is allowed; nothing can break it"
_TASTE = "a matter of judgement, which no program can make for every service"

_WIRE = (
    Row("W1", "a TXT record has at least one string", "RFC 1035 section 3.3.14", ("TXT002",)),
    Row("W2", "a string is a length octet and up to 255 octets", "RFC 1035 section 3.3", ("TXT001", "TXT003")),
    Row("W3", "a string is binary data", "RFC 1035 section 3.3", (), _FACT),
    Row("W4", "strings are packed; none runs past the end", "RFC 6763 section 6.1", ("TXT001", "NET011")),
    Row("W5", "at most 65535 octets of data", "RFC 6763 section 6.1", ("TXT016",)),
    Row("W6", "about 8900 octets over multicast DNS", "RFC 6762 section 17", ("TXT016",)),
    Row(
        "W7",
        "strings in zone files",
        "RFC 1035 section 5.1",
        (),
        "a rule for zone files; the reader of such files keeps it",
    ),
    Row("E1", "every service has a TXT record", "RFC 6763 section 6", ("NET001", "NET002")),
    Row("E2", "no record without a string is sent", "RFC 6763 section 6.1", ("TXT002",)),
    Row("E3", "no record, no string and one empty string are equal", "RFC 6763 section 6.1", (), _CLIENT),
    Row("E4", "the TXT rule concerns DNS-SD only, not SRV elsewhere", "RFC 6763 section 6", (), _FACT),
)

_SIZE = (
    Row("S1", "200 octets or less are typical", "RFC 6763 section 6.2", ("TXT019",)),
    Row("S2", "up to 400 octets fit a classic DNS message", "RFC 6763 section 6.2", ("TXT018",)),
    Row("S3", "up to 1300 octets fit an Ethernet packet", "RFC 6763 section 6.2", ("TXT017",)),
    Row("S4", "more than 1300 octets are not recommended", "RFC 6763 section 6.2", ("TXT017",)),
    Row("S5", "some hardware holds 256 octets only", "RFC 6763 section 6.2", ("TXT019",)),
    Row("S6", "key, equals sign and value fit 255 octets", "RFC 6763 section 6.4", ("TXT003",)),
)

_KEYS = (
    Row("K1", "one attribute a string; the first equals sign divides", "RFC 6763 section 6.3", (), _CLIENT),
    Row(
        "K2",
        "clients ignore unknown keys",
        "RFC 6763 section 6.3",
        ("KEY001",),
        "a client's rule; KEY001 asks the publisher about keys that the service's rule does not know",
    ),
    Row("K3", "host and port are not repeated", "RFC 6763 section 6.3", ("TXT014", "TXT015")),
    Row("K4", "clients ignore a string without key", "RFC 6763 section 6.4", ("TXT005",)),
    Row("K5", "a key has at least one character", "RFC 6763 section 6.4", ("TXT005",)),
    Row("K6", "a key has at most nine characters", "RFC 6763 section 6.4", ("TXT007",)),
    Row("K7", "a key is printable ASCII without the equals sign", "RFC 6763 section 6.4", ("TXT006",)),
    Row("K8", "spaces in a key are part of it", "RFC 6763 section 6.4", ("TXT008",)),
    Row("K9", "keys compare without case", "RFC 6763 section 6.4", ("KEY014", "TXT009")),
    Row("K10", "a string without equals sign is a key without value", "RFC 6763 section 6.4", ("KEY010",)),
    Row("K11", "no key twice", "RFC 6763 section 6.4", ("TXT009",)),
    Row("K12", "of a key given twice the first counts", "RFC 6763 section 6.4", ("TXT009",)),
    Row("K13", "four states of a key", "RFC 6763 section 6.4", ("KEY008", "KEY010", "KEY011")),
    Row("K14", "an empty string among others says nothing", "RFC 6763 sections 6.1 and 6.4", ("TXT004",)),
)

_VALUES = (
    Row("V1", "a value holds any octet", "RFC 6763 section 6.5", (), _FACT),
    Row(
        "V2",
        "no quotation marks around a value; spaces are part of it",
        "RFC 6763 section 6.5",
        ("TXT010", "TXT011", "TXT022"),
    ),
    Row("V3", "a value is opaque and need not be UTF-8", "RFC 6763 section 6.5", (), _FACT),
    Row("V4", "binary values are not turned into hex or Base64", "RFC 6763 section 6.5", (), _AUTHOR),
    Row("V5", "tools show values in hex and as text", "RFC 6763 section 6.5", (), "a rule for tools; reports keep it"),
    Row("T1", "txtvers is decimal and stands first", "RFC 6763 section 6.7", ("TXT012", "TXT013")),
    Row("T2", "clients ignore versions that they do not know", "RFC 6763 section 6.7", (), _CLIENT),
    Row("T3", "txtvers is the version of the record, not of the protocol", "RFC 6763 section 6.7", (), _AUTHOR),
    Row("T4", "protovers is the version of the protocol", "RFC 6763 section 6.7", (), _AUTHOR),
    Row("M1", "one TXT record an instance", "RFC 6763 section 6.8", ("TXT020",)),
    Row("M2", "LPR queues: qtotal is their number", "RFC 6763 section 6.8", ("TXT021",)),
    Row("M3", "new services do not imitate LPR queues", "RFC 6763 section 6.8", ("TXT020",)),
)

_INSTANCES = (
    Row("I1", "instance, service type, domain", "RFC 6763 section 4.1", ("NAM015", "NAM022")),
    Row(
        "I2", "an instance name is one label of UTF-8 in NFC", "RFC 6763 section 4.1.1", ("NAM001", "NAM002", "NET013")
    ),
    Row("I3", "no control characters in an instance name", "RFC 6763 section 4.1.1", ("NAM003",)),
    Row("I4", "anything else is allowed in an instance name", "RFC 6763 section 4.1.1", (), _FACT),
    Row("I5", "an instance name has at most 63 octets", "RFC 6763 sections 4.1.1 and 7.2", ("NAM004",)),
    Row(
        "I6",
        "users can change the name and need not",
        "RFC 6763 section 4.1.1",
        (),
        "the device's user interface shows it",
    ),
    Row("I7", "no MAC address or serial number in a name", "RFC 6763 section 4.1.1, appendix D", ("NAM005",)),
    Row("I8", "dots and backslashes are escaped in text", "RFC 6763 section 4.3", (), _CLIENT),
    Row("I9", "a domain is UTF-8 in NFC", "RFC 6763 section 4.1.3", ("NAM022",)),
    Row("I10", "Open Screen ends truncated names with NUL", "W3C Open Screen Network Protocol", ("NAM003",)),
)

_SERVICES = (
    Row("N1", "a service name has 1 to 15 characters", "RFC 6335 section 5.1", ("NAM010",)),
    Row("N2", "letters, digits, hyphens", "RFC 6335 section 5.1", ("NAM011",)),
    Row("N3", "at least one letter", "RFC 6335 section 5.1", ("NAM012",)),
    Row("N4", "no hyphen at the edges", "RFC 6335 section 5.1", ("NAM013",)),
    Row("N5", "no hyphens side by side", "RFC 6335 section 5.1", ("NAM014",)),
    Row("N6", "service names compare without case", "RFC 6335 section 5.1", (), _CLIENT),
    Row("N7", "the syntax in one pattern", "RFC 6335 section 5.1", ("NAM010", "NAM011", "NAM012", "NAM013", "NAM014")),
    Row("N8", "an underscore before the service name", "RFC 6335 section 5.2", ("NAM015",)),
    Row("N9", "the name is registered", "RFC 6335 section 5.2", ("REG001", "REG002")),
    Row("N10", "_tcp for TCP, _udp for all else", "RFC 6763 section 4.1.2", ("NAM016", "REG003")),
    Row("N11", "alias names are not used for discovery", "RFC 6335 section 5", ("REG004",)),
    Row(
        "N12",
        "how a subtype is browsed for",
        "RFC 6763 section 7.1",
        ("KEY016",),
        "KEY016 knows the subtypes of the service's rule; the names on the wire are the responder's",
    ),
    Row("N13", "a subtype is one label of any octets", "RFC 6763 sections 7.1 and 7.2", ("NAM021",)),
    Row("N14", "a name has at most 255 octets", "RFC 6763 section 7.2", ("NAM020", "NAM030")),
    Row("N15", "how service types are enumerated", "RFC 6763 section 9", ("NET012",)),
    Row("N16", "the placeholder of a flagship protocol has port 0", "RFC 6763 section 8", ("NAM031", "NAM032")),
    Row("N17", "names in use that break the rules", "practice", ("NAM010",), "they are findings all the same"),
)

_MULTICAST = (
    Row("L1", "120 seconds for host-related records", "RFC 6762 section 10", ("NET004",)),
    Row("L2", "75 minutes for other records", "RFC 6762 section 10", ("NET004",)),
    Row("L3", "goodbye packets", "RFC 6762 section 10.1", ("NET010",), "that one is missing, nobody can hear"),
    Row("L4", "the cache-flush bit on unique records", "RFC 6762 section 10.2", ("NET005",)),
    Row("L5", "no cache-flush bit on shared records", "RFC 6762 section 10.2", ("NET006",)),
    Row(
        "L6",
        "legacy unicast answers",
        "RFC 6762 section 6.7",
        (),
        "goes to plain DNS clients; NET004 does not count it",
    ),
    Row(
        "L7",
        "changed data is announced again",
        "RFC 6762 section 8.4",
        (),
        "a change that is not announced is not heard",
    ),
    Row("L8", "at most ten updates a minute", "RFC 6762 section 8.4", ("NET009",)),
    Row(
        "L9",
        "names are precomposed UTF-8 without byte-order mark",
        "RFC 6762 section 16",
        ("NAM002", "NAM006", "NAM030"),
    ),
    Row("L10", "names compare without case of ASCII letters only", "RFC 6762 section 16", (), _CLIENT),
    Row(
        "L11",
        "large packets hold one record; none exceeds 9000 octets",
        "RFC 6762 section 17",
        ("TXT016",),
        "TXT016 judges the record's own size; the packet around it is left to captures",
    ),
    Row("L12", "additional records", "RFC 6763 section 12", ("NET003",), "what does not come by itself is asked for"),
    Row("L13", "conflicts of names", "RFC 6762 section 9", ("NET007", "NET008")),
)

_PRIVACY = (
    Row("P1", "instance names disclose owner and device", "RFC 8882 section 3.2.2", ("NAM005",), _TASTE),
    Row("P2", "host names identify devices", "RFC 8882 section 3.2.3", (), _TASTE),
    Row("P3", "values that leak and fingerprint", "RFC 8882 section 3.2.4", ("SEC001", "SEC002", "SEC003")),
    Row("P4", "private data in the record", "RFC 8882 section 3.2.4", ("SEC003",)),
    Row("P5", "version information helps attackers", "RFC 8882 section 3.2.4", (), _TASTE),
    Row("P6", "sets of services and ports fingerprint a host", "RFC 8882 section 3.2.5", (), _TASTE),
    Row(
        "P7",
        "hashes of identifiers are no protection",
        "RFC 8882 section 3.3.3",
        (),
        "a hash does not show what it is of",
    ),
    Row("P8", "requirements for a future privacy extension", "RFC 8882 section 4", (), "no rule for today's records"),
    Row(
        "P9",
        "keys that carry credentials, accounts and identifiers",
        "derived from RFC 8882",
        ("SEC001", "SEC002", "SEC003"),
        "locations and live states are left to the rule of the service (sensitive)",
    ),
)

_PROFILES = (
    Row("R1", "CalDAV and CardDAV: path", "RFC 6764 section 4", (), "a rule of the specs layer"),
    Row("R2", "CalDAV and CardDAV: what clients ask", "RFC 6764 sections 4 and 6", (), _CLIENT),
    Row(
        "R3",
        "CalDAV and CardDAV: path is not the well-known one",
        "RFC 6764 section 5",
        (),
        "a rule of the specs layer",
    ),
    Row("R4", "CoRE Resource Directory: no TXT keys", "RFC 9176 section 4.1.2", (), "a rule of the specs layer"),
    Row("R5", "DNS push and BRSKI: no TXT keys", "RFC 8765 section 6.1", (), "a rule of the specs layer"),
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
