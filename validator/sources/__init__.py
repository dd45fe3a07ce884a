"""The table of all sources: one row a format. Adding one is a file here that ends in its FORMAT, and a row below.

Their order is that in which a format is recognised: what is hard to mistake comes first. ``only`` and ``never`` name
first octets, and ``holds`` octets anywhere in the head, so that the modules of formats which an input cannot have are
not even imported.
"""

from __future__ import annotations

from validator.sources.base import Source

JSON = b"{["
"""What a JSON text of announcements begins with. A text in lines may begin with a bracket too, as prompts do."""

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "capture",
            "captures of network traffic: pcap, pcapng, also gzipped",
            "traffic.capture",
            never=b"{",
            is_bounded=True,
        ),
        Source("dns-message", "raw DNS messages, as in datagrams", "traffic.dns_message", holds=(b"\0",)),
        Source("avahi-browse", "avahi-browse, best with -prk", "tools.avahi_browse", never=b"{<"),
        Source(
            "avahi-service",
            "Avahi's service files (/etc/avahi/services)",
            "firmware.avahi_service",
            only=b"<",
            holds=(b"service-group",),
        ),
        Source("systemd-dnssd", "systemd's .dnssd files", "firmware.systemd_dnssd", never=b"{<", holds=(b"Service",)),
        Source(
            "mdnsd-service", "service files of troglobit/mdnsd", "firmware.mdnsd_service", never=b"{<", holds=(b"type",)
        ),
        Source("dns-sd", "Apple's dns-sd -B, -L, -Z and -Q", "tools.dns_sd", never=b"{<"),
        Source(
            "resolvectl",
            "systemd's resolvectl query --type and resolvectl service",
            "tools.resolvectl",
            never=b"{<",
            holds=(b" -- link: ", b"priority="),
        ),
        Source(
            "nmap",
            "nmap with dns-service-discovery: -oX or text",
            "tools.nmap",
            never=b"{",
            holds=(b"Nmap", b"nmaprun", b"dns-service-discovery"),
        ),
        Source(
            "home-assistant-log",
            "Home Assistant's log, level debug",
            "tools.ha_log",
            never=b"{<",
            holds=(b"Discovered new device",),
        ),
        Source(
            "zeroconf-repr",
            "ServiceInfo of python-zeroconf and Home Assistant as Python shows it",
            "tools.zeroconf_repr",
            never=b"{<",
            holds=(b"ServiceInfo(",),
        ),
        Source(
            "zeroconf-json",
            "JSON of Home Assistant or python-zeroconf",
            "tools.ha_json",
            only=JSON,
            holds=(b'"properties"',),
        ),
        Source(
            "umdns",
            "OpenWrt's ubus call umdns browse",
            "tools.umdns",
            only=b"{",
            holds=(b'"iface"',),
        ),
        Source(
            "shodan",
            "Shodan's banners in JSON, with their property mdns",
            "tools.shodan",
            only=JSON,
            holds=(b'"_shodan"', b'"mdns"'),
        ),
        Source("shodan-text", "the text of Shodan's banners of mDNS", "tools.shodan_text", never=b"{<"),
        Source(
            "tshark-json",
            "tshark -T json, -T json -x and -T jsonraw",
            "traffic.tshark_json",
            only=JSON,
            holds=(b'"_source"',),
        ),
        Source(
            "tshark-ek",
            "tshark -T ek, packets for Elasticsearch",
            "traffic.tshark_ek",
            only=b"{",
            holds=(b'"frame_frame_',),
            is_bounded=True,
        ),
        Source(
            "tshark-pdml",
            "tshark -T pdml, packets in XML",
            "traffic.tshark_pdml",
            only=b"<",
            holds=(b"<pdml",),
            is_bounded=True,
        ),
        Source(
            "suricata-eve",
            "Suricata's EVE log: mdns and dns events",
            "traffic.suricata_eve",
            only=b"{",
            holds=(b'"event_type"',),
        ),
        Source(
            "zeek-dns",
            "Zeek's dns.log, with its header or as JSON",
            "traffic.zeek_dns",
            only=b"#{",
            holds=(b"#separator", b'"id.orig_h"'),
        ),
        Source("jsonl", "JSON Lines: one announcement a line", "plain.jsonl", only=JSON, in_blocks=True),
        Source("json", "JSON: announcements, or a report of this tool", "plain.json_dump", only=JSON),
        Source("yaml", "YAML: the same shapes as JSON", "plain.yaml_dump", never=b"<"),
        Source("zone", "zone files, and answers that dig prints", "plain.zone", never=b"{<"),
        Source("hexdump", "hexdump -C, xxd, tcpdump -X: DNS messages, packets, texts", "traffic.hexdump", never=b"{<"),
        Source("tcpdump", "tcpdump: the responses that it prints, best with -v", "traffic.tcpdump_text", never=b"{<"),
        Source("tshark-text", "tshark -V, Wireshark's packets as plain text", "traffic.tshark_text", never=b"{<"),
        Source("avahi-discover", "avahi-discover: the details of a service", "tools.avahi_discover", never=b"{<"),
        Source("ipp-usb-log", "ipp-usb's log, level debug", "tools.ipp_usb_log", never=b"{<"),
        Source(
            "esp-mdns",
            "the console of ESP-IDF's mDNS",
            "tools.esp_mdns",
            never=b"{<",
            holds=(b": Interface: ", b"mdns-test"),
        ),
        Source("mdns-example", "mdns_example of mjansson/mdns", "tools.mdns_example", never=b"{<"),
        Source(
            "txt", "a bare TXT record: key=value lines, hexadecimal or base64", "plain.bare_txt", needs_service=True
        ),
    )
}
"""Every source by the name that ``--input-format`` takes."""
