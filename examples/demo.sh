#!/bin/sh
# The main job in under a minute, with no device on the network: validate a dump, then announce simulated devices on the
# loopback interface and find them there by mDNS.
set -u
cd "$(dirname "$0")"

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold= plain=; fi
banner() { printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"; }

expect_findings() {
    "$@"
    status=$?
    # The examples are faulty on purpose: 1 is what a working validator says of them.
    if [ "$status" -ne 1 ]; then
        echo "demo: expected exit status 1 (findings), got $status" >&2
        exit 2
    fi
}

banner dnssd-validator check faulty.jsonl
expect_findings dnssd-validator check faulty.jsonl

banner dnssd-validator announce living-room.jsonl --interface lo
ready=$(mktemp)
dnssd-validator announce living-room.jsonl --interface lo >"$ready" &
announcer=$!
trap 'kill "$announcer" 2>/dev/null; wait "$announcer" 2>/dev/null; rm -f "$ready"' EXIT
trap 'exit 130' INT TERM

tries=0
until grep -q '^announced' "$ready"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$announcer" 2>/dev/null; then
        echo "demo: the simulated devices could not be announced on the loopback interface" >&2
        exit 2
    fi
    sleep 0.2
done
cat "$ready"

banner dnssd-validator browse --interface lo
expect_findings dnssd-validator browse --interface lo
printf '\nThat is the main job. Next: dnssd-validator check YOUR-DUMP, dnssd-validator browse, dnssd-validator explain.\n'
