"""Verdicts for every report: plain ones, and one that holds every text that is known to hurt some medium."""

from __future__ import annotations

from validator.json_v1 import encodable
from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding, RuleOrigin, Severity, Summary, Verdict
from validator.model.observation import Completeness
from validator.model.txt import Damage, DamageKind, TxtRecord

NASTY = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m\x85next",
    "line\r\nforged:1: error",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "zero\u200bwidth\ufeff\u00ad\u3164",
    "\u2028separator\u2029",
    "\udcff\udc80",
    "tag\U000e0041",
    "::error file=a,line=1::pwned%0A",
    "<script>alert(1)</script>",
    "]]>&amp;",
    "[red]not markup[/red]",
    "a|b`c`*d*",
    "\x00\x7f",
    "=cmd|' /C calc'!A0",
    "##[error]pwned %0A::endgroup::",
    "::stop-commands::x",
    "--> </details></td></tr></table> <!--",
    "@everyone #1 !2 GH-3 a/b#4 https://example.org www.example.org a@b.example",
    "[click](https://example.org) ![x](//example.org/a.png) [y]: //example.org {0} {1}",
    "../../Makefile",
    "\u200f\u061c\u200e",
    "</textarea><svg onload=alert(1)>{{7*7}}${x}%s\\",
)
"""Texts from strangers: escape sequences, C1 controls, new lines, bidi, invisible ones, surrogates, other languages."""

ORIGIN = RuleOrigin("iana", "rules/iana/spx-hmp.yaml", "Defined TXT keys: txtvers=1 ...")

CLEAN = Announcement(
    service="_ssh._tcp",
    instance=b"Build server",
    host="build.local",
    port=22,
    addresses=("192.0.2.7",),
    txt=TxtRecord((b"",)),
    location=Location("site.jsonl", 1),
)

SCREEN = Announcement(
    service="_spx-hmp._tcp",
    instance="Café 居酒屋".encode(),
    host="hmp.local",
    port=80,
    addresses=("192.0.2.1", "fe80::1"),
    txt=TxtRecord((b"txtvers=1", b"mode=turbo", b"p=***", b"k=\xff\xfe")),
    location=Location("site.jsonl", 2),
    string_lines=(3, 4, 5, 6),
)

UNKNOWN = Announcement(service="_x._udp", domain="example.com", location=Location(interfaces=("eth0",)), txt_count=2)

DAMAGED = Announcement(
    service="_spx-hmp._tcp",
    instance=b"\xff\xfe",
    host="hmp.local",
    txt=TxtRecord((b"a=1",), Damage(DamageKind.OVERRUN, 4, 9, b"b=")),
    location=Location("capture.pcap", frame=12),
)


def finding(  # noqa: PLR0913 - a default for each field
    announcement: Announcement,
    severity: Severity = Severity.ERROR,
    *,
    code: str = "KEY003",
    slug: str = "not-in-enum",
    message: str = '"mode" is "turbo", expected one of "normal", "safe", "recovery"',
    hint: str = 'set mode to one of "normal", "safe", "recovery"',
    authority: str = "IANA's note on spx-hmp (rules/iana/spx-hmp.yaml)",
    key: str | None = "mode",
    value: bytes | None = b"turbo",
    origin: RuleOrigin | None = ORIGIN,
    location: Location | None = None,
) -> Finding:
    """Make one finding; everything has a default."""
    return Finding(
        code=code,
        slug=slug,
        severity=severity,
        message=message,
        hint=hint,
        authority=authority,
        announcement=announcement,
        key=key,
        value=value,
        origin=origin,
        location=announcement.location if location is None else location,
    )


def plain() -> list[Verdict]:
    """Verdicts as a run gives them."""
    screen = (
        finding(SCREEN, Severity.INFO, code="KEY015", slug="not-judged", message="m" * 30, hint="h " * 60, key=None),
        finding(SCREEN, location=Location("site.jsonl", 4)),
        finding(
            SCREEN, Severity.WARNING, code="SEC001", slug="clear-text-credential", key="p", value=b"***", origin=None
        ),
    )
    damaged = (
        finding(DAMAGED, code="TXT001", slug="overrun", key=None, value=None, origin=None, authority="RFC 1035"),
    )
    return [
        Verdict(announcement=CLEAN, has_rule=True),
        Verdict(announcement=SCREEN, findings=screen, has_rule=True),
        Verdict(announcement=UNKNOWN),
        Verdict(announcement=DAMAGED, findings=damaged, has_rule=True),
    ]


def nasty() -> list[Verdict]:
    """Verdicts with a hostile text in every place that a stranger can fill."""
    return [_nasty(text) for text in NASTY]


def _nasty(text: str) -> Verdict:
    octets = text.encode("utf-8", "surrogateescape")
    place = Location(f"file {text}", 7, interfaces=(encodable(text),))
    shown = encodable(text)
    announcement = Announcement(
        service=f"_{shown}._tcp",
        instance=octets,
        domain=shown,
        subtypes=(shown,),
        host=shown,
        port=1,
        addresses=(shown,),
        txt=TxtRecord((octets, b"k=" + octets), Damage(DamageKind.OVERRUN, 0, 255, octets)),
        location=place,
    )
    origin = RuleOrigin(text, f"{text}.yaml", text)
    found = finding(
        announcement, message=f"is {text}", hint=f"not {text}", authority=text, key=shown, value=octets, origin=origin
    )
    return Verdict(announcement=announcement, findings=(found,))


def summary(verdicts: list[Verdict]) -> Summary:
    """The counts that belong to the verdicts."""
    severities = [each.severity for verdict in verdicts for each in verdict.findings]
    return Summary(
        announcements=len(verdicts),
        services=len({each.announcement.service for each in verdicts}),
        without_rule=len({each.announcement.service for each in verdicts if not each.has_rule}),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        infos=severities.count(Severity.INFO),
    )


def live(text: str = "Printer._ipp._tcp.local") -> Completeness:
    """What a live run says of itself."""
    return Completeness(
        duration_s=5.25,
        interfaces=("eth0", "wlan0"),
        queries=12,
        types=3,
        instances=4,
        unresolved=(text,),
        dropped=3,
        lacks=(("TXT", "address"),),
        drops=(("responses from another port than 5353", 2), ("records beyond limits", 1)),
        packets=40,
        damaged=1,
        loss=0.12,
        unheard=1.6,
    )
