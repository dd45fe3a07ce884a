"""The grammar, note by note: what a person reads out of a note."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registry.notation import compact
from validator.registry.grammar import Kind, has_clause, read_note
from validator.registry.grammar.note import DENIED, MAX_NOTE

K = "Defined TXT keys: "

WHOLE = {
    "None": "none",
    "none": "none",
    "NONE": "none",
    "None.": "none",
    "None at present": "none",
    "No keys defined": "none",
    "there is no TXT keys defined for this protocol": "none",
    "There are no keys": "none",
    "N/A": "none",
    "-": "none",
    "None. Some Reader Protocol": "none",
    "Proprietary": "proprietary",
    "proprietary.": "proprietary",
    "Proprietary keys": "proprietary",
    "All keys are proprietary": "proprietary",
    "Contact Example Software <support at example.com>": "proprietary",
    "See http://example.com/x": "reference",
    "see: http://example.com/x": "reference",
    "See Printing.pdf.": "reference",
    "see www.example.com": "reference",
    "http://example.com/index.php?a=b#c": "reference",
    "[https://example.com/spec#x]": "reference",
    "www.example.com/keys": "reference",
    "somekeys.html": "reference",
    "As described in RFC 9999": "reference",
    "Will be described at www.example.com": "reference",
    "Defined in URL specification": "reference",
    "Example 1.1 Specification, Section 8.4. https://example.com/S": "reference",
    "TXT records keys, if any, will be defined in Section 8.1 of the Specification.": "reference",
    "inherited from another protocol": "reference",
    "Same as for _http._tcp": "reference",
    "": "unclear",
    "TBD": "unclear",
    "0": "none",
    "Varies; Depends on type of service being offered": "unclear",
    "<serial number of server>": "unclear",
    "_payload._tcp.local, _payload._udp.local": "unclear",
    "_display.tcp. Display Protocol": "unclear",
    "TEST-OK Test Controller Card": "unclear",
    "Application will rely upon Something version 3": "unclear",
    "chat, local chat, voice chat": "unclear",
}

LISTS = {
    "txtvers": "keys: txtvers",
    "name, version": "keys: name version",
    "a,b,c": "keys: a b c",
    "a; b; c": "keys: a b c",
    "waMA;": "keys: waMA",
    "txtvers uuid devicename": "keys: txtvers uuid devicename",
    "product version bus id": "keys: product version bus id",
    "- txtvers\n- protovers": "keys: txtvers protovers",
    "- txtvers - protovers - serial": "keys: txtvers protovers serial",
    "1. alpha\n2. beta": "keys: alpha beta",
    "txtvers, aaa,\nbbb, ccc": "keys: txtvers aaa bbb ccc",
    "txtvers\nname": "keys: txtvers name",
    "a, b and c": "keys: a b c",
    '"a", "b"': "keys: a b",
    "txtvers, iTSh Version, Machine ID": "keys: txtvers iTSh_Version Machine_ID",
    "major-version, fw_version, app.url, _suffix, #, D": "unclear",
    "major-version, fw_version, app.url, _suffix, D": "keys: major-version fw_version app.url _suffix D",
    "type, app, label, note": "keys: type app label note",
    "SN (serial number), PORT (https port), V (version))": "keys: SN PORT:port V",
    "D (device type), S (https port),\nT (tags)": "keys: D S:port T",
    "a,b,user - http://example.com/spec": "keys: a b user",
    "https://example.com/spec (dn dt md)": "keys: dn dt md",
    "c0, c1, ..., cn": "keys: c[0-9]+@",
    "id, c0, c1, c2, ..., where the number of c_n attributes is variable": "keys: id c[0-9]+@",
    "sys, dkX": "keys: sys dk[0-9]+@",
    "Option1, Option2, Name": "keys: Option1 Option2 Name",
    "txtvers, name, (others not publicly documented)": "partial: txtvers name",
    "txtvers + Proprietary": "partial: txtvers",
    "txtvers and proprietary keys": "partial: txtvers",
    "a, b, etc.": "partial: a b",
    "a, b, ...": "partial: a b",
    "a, b. Further keys may be added in the future.": "partial: a b",
    "txtvers, id, key0, key1, ... keyN": "keys: txtvers id key[0-9]+@",
    "id, name. See http://example.com/spec": "keys: id name",
    "name (optional), id (required)": "keys: name? id!",
}

ASSIGNED = {
    "role=master": "keys: role=master",
    "txtvers=1": "keys: txtvers=1",
    "txtvers=1, name=<Full Name>, version=2": "keys: txtvers=1 name version=2",
    "u=<username> p=<password> path=<path>": "keys: u p$ path",
    "a. ssid=<SSID> b. bssid=<BSSID>": "keys: ssid bssid",
    "a. ssid=<SSID>\nb. bssid=<BSSID>": "keys: ssid bssid",
    "txtvers='1' v=\"2\"": "keys: txtvers=1 v=2",
    "MAC=, GW-MAC": "keys: MAC GW-MAC",
    "txtvers, *IDN?=<response; e.g., manufacturer, serial number>": "keys: txtvers *IDN?",
    "txtvers=1, aa, bb,\ncc": "keys: txtvers=1 aa bb cc",
    "txtvers\nserver=<main server>\nid=<identifier>": "keys: txtvers server id",
    "version=? description=?": "keys: version description",
    "version=x.y.z.w\nuuid=<36 bytes UUID string>": "keys: version uuid:uuid",
    "txtvers=1 protovers=x": "keys: txtvers=1 protovers",
    "model=value (string)\nmac=value (12 hex digits)": "keys: model mac:hex",
    "u=username; k=keypattern; r=root": "keys: u k r",
    "info=name": "keys: info",
    "MAC Address=<address>, Client Version=<version>": "keys: MAC_Address Client_Version",
    "mode=<a|b|c> x": "keys: mode{a|b|c}",
    "mode=a|b": "keys: mode{a|b}",
    "mode=a | b | c\nname=<n>": "keys: mode{a|b|c} name",
    "type={'production'|'test'}": "keys: type{production|test}",
    "protocol={['SOAP'],['CORBA']}\ntransport=['iiop']|['http']": "keys: protocol{SOAP|CORBA} transport{iiop|http}",
    "role=<master or slave>": "keys: role{master|slave}",
    "stat=<OK, DND, FWD:uname>": "keys: stat",
    "axis={'x'|'y'} flag=<y|n>": "keys: axis{x|y} flag{y|n}",
    "flag=0/1": "keys: flag{0|1}",
    "cport= the port for the content server\nserial= serial number": "keys: cport:port serial",
    'mode= the mode, one of "normal", "safe" or "recovery"': "keys: mode{normal|safe|recovery}",
    "fw= version string (e.g., 2.1.0-0.1.7844) model= model string (e.g., HMP100)": (
        "keys: fw(2.1.0-0.1.7844) model(HMP100)"
    ),
    '"txtvers=1", "path=<path>"': "keys: txtvers=1 path",
    "state={idle,busy}": "keys: state{idle|busy}",
    "state=idle/busy": "keys: state",
    "txtvers name=<x>": "keys: txtvers name",
    "mode=normal, safe or recovery": "keys: mode{normal|safe|recovery}",
    "slot<n>=<content>": "keys: slot[0-9]+@",
    "net=<Name of Network, e.g. 'main' or 'test'>": "keys: net(main, test)",
    "server=dns-name:port of the server.\nEmpty if not available.": "keys: server",
    "name == The name of the company": "keys: name",
    "None\npath=<path>\nid=<id>": "keys: path id",
    'p=<path on the server>\nnormally: "p=/pks/"': "keys: p(/pks/)",
    'v=<comma-separated list of versions>\n(examples: "v=1.0" "v=1.1,2.0"': "keys: v(1.0, 1.1,2.0)",
    "hash=<40hex characters>\nExample:\nhash=5e75": "keys: hash:hex(5e75)",
    "b=<HTTP | SOAP> [if not specified then default is HTTP]": "keys: b{HTTP|SOAP}~HTTP",
    "v=<number> [if not specified then default is 1.0, for some reason]": "keys: v:number~1.0",
    "host=<host name> (optional)\nid=<id> (required)": "keys: host:hostname? id!",
    "mood=<ascii digit from 0-4>": "keys: mood/[0-4]/",
    "prefix=<country code prefix> (numeric, additionally '+')": "keys: prefix/[0-9+]*/",
    "c0=<first>, c1=<second>, ..., cn=<last>": "keys: c[0-9]+@",
    "dkX=<disk>": "keys: dk[0-9]+@",
    "a=<x>, other keys are proprietary": "partial: a",
    "secret=<any>": "keys: secret$",
    "mac=<MAC address> ip=<IP address> u=<URL> p=<port>": "keys: mac:mac ip:ip u:uri p:port",
    "fix=VERSION fix supported=VERSION": "keys: fix fix_supported",
    "t=<TXT-Record version>": "keys: t",
    "a=<the key>, eg b=/info": "keys: a",
}

DESCRIBED = {
    'td: Absolute pathname.\ntype: Type, i.e. "Thing" or "Directory". If omitted, the type is assumed\nto be Thing.': (
        "keys: td type{Thing|Directory}~Thing"
    ),
    "scheme: One of the following values can be specified [RFC7595]: coap (CoAP over UDP), coaps CoAP over DTLS.": (
        "keys: scheme{coap|coaps}"
    ),
    '"url": if present, a connection url; "namespace": identifies the protocol': "keys: url:uri? namespace",
    "<type>:kind of protocol; <vers>:version": "keys: type vers",
    "auth    plain | md5\nname    alphanumeric, additionally '_', '-'": r"keys: auth{plain|md5} name/[0-9A-Za-z_\-]*/",
    "user   The name to use (optional)\ntunnel   Whether it must be used (requried)": "keys: user? tunnel!",
    "auth    a | b\nid    x\nAll of these TXT record keys are optional.\nFurther keys may be added.": (
        "partial: auth{a|b}? id?"
    ),
    'key "txtvers" for versioning,\nand key "name" representing the name.': "keys: txtvers name",
    'There are two: 1st key:\n"a" associated with an \'int\' entry. 2nd key: "b" for b.': "keys: a:integer b",
    "path - the path, id - the id": "keys: path id",
    "name - the name\nport - the port": "keys: name port:port",
}


@pytest.mark.parametrize(("body", "expected"), [*WHOLE.items(), *LISTS.items(), *ASSIGNED.items(), *DESCRIBED.items()])
def test_reads_as_a_person(body: str, expected: str) -> None:
    assert compact(read_note(K + body)) == expected


@pytest.mark.parametrize(
    "clause", ["Defined TXT keys:", "Defined TXT Keys: ", "[RFC7030]. Defined TXT keys: ", "Defined\nTXT keys:"]
)
def test_finds_the_clause(clause: str) -> None:
    note = f"{clause}txtvers=1 path=<path>"
    assert has_clause(note)
    assert compact(read_note(note)) == "keys: txtvers=1 path"


def test_a_note_without_the_clause_is_no_note_on_keys() -> None:
    assert not has_clause("This protocol uses HTTPS as a substrate.")
    assert compact(read_note("This protocol uses HTTPS as a substrate.")) == "unclear"


def test_none_before_keys_is_reported() -> None:
    assert read_note(f"{K}None\npath=<path>").contradictions == (DENIED,)
    assert read_note(f"{K}path=<path>").contradictions == ()


def test_a_duplicate_names_the_service_to_use() -> None:
    note = (
        'This is a duplicate of the "http" service and should not be used for discovery purposes.\n'
        "u=<username> p=<password> path=<path to document>\n(see somewhere)\nKnown Subtypes: _printer\nNOTE: prose"
    )
    reading = read_note(note)
    assert reading.alias_of == "http"
    assert reading.subtypes == ("_printer",)
    assert compact(reading) == "keys: u p$ path"
    assert reading.remainder == "(see somewhere) … NOTE: prose"


def test_hints_are_told_from_statements() -> None:
    (mac, mode) = read_note(f"{K}mac=<MAC address>, mode=<a|b>").keys
    assert mac.rule.hinted == ("format",)
    assert mode.rule.hinted is None


def test_descriptions_are_what_is_left_of_the_gloss() -> None:
    reading = read_note(f"{K}v=<version> (optional) of the thing (e.g., 1.2)\nid=<id>")
    assert [key.rule.description for key in reading.keys] == ["version; of the thing", None]


def test_what_is_not_read_is_kept() -> None:
    reading = read_note(f"{K}None. RFID reader Protocol")
    assert reading.remainder == "RFID reader Protocol"
    assert [part.kind for part in reading.parts][-1] is Kind.REMAINDER


def test_a_note_of_absurd_length_is_not_read() -> None:
    assert compact(read_note(K + "a," * MAX_NOTE)) == "unclear"


WORDS = """a B key None e.g. one_of or ... c0 cn dkX value x é Proprietary see http://x Example: (optional) if_omitted
default_is Defined_TXT_keys:"""
NOTE_LIKE = st.lists(
    st.sampled_from([*"<>()[]{}'\"=,;:|.-*?# \n\t", *(word.replace("_", " ") for word in WORDS.split())]), max_size=40
).map(lambda words: K + "".join(words))


@given(st.one_of(st.text(max_size=300), NOTE_LIKE, st.text(max_size=200).map(lambda text: K + text)))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_and_wholly_accounted_for(note: str) -> None:
    reading = read_note(note)
    assert "".join(note[part.start : part.end] for part in reading.parts) == note
    assert all(part.start < part.end for part in reading.parts)
    assert bool(reading.keys) == (reading.definition in {"keys", "partial"})
    assert all(key.name and "=" not in key.name for key in reading.keys)
    assert len({key.name for key in reading.keys}) == len(reading.keys)
