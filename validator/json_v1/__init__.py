"""Announcements, findings and runs as JSON: the shape, the reader and the writer."""

from __future__ import annotations

from validator.json_v1.read import (
    AsideError,
    DumpError,
    announcement_of,
    convert_announcement,
    decode_announcement,
    decode_dump,
    decode_dumps,
)
from validator.json_v1.structs import FIELDS, VERSION, AnnouncementDump, CompletenessDump, FindingDump, JsonReport
from validator.json_v1.text import encodable, text_or_octets
from validator.json_v1.write import dump_announcement, dump_finding, dump_summary

__all__ = [
    "FIELDS",
    "VERSION",
    "AnnouncementDump",
    "AsideError",
    "CompletenessDump",
    "DumpError",
    "FindingDump",
    "JsonReport",
    "announcement_of",
    "convert_announcement",
    "decode_announcement",
    "decode_dump",
    "decode_dumps",
    "dump_announcement",
    "dump_finding",
    "dump_summary",
    "encodable",
    "text_or_octets",
]
