"""The options of configuration files. ``init`` writes the descriptions into a new file and into the JSON Schema."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A report that is written besides: one table for each."""

    format: Annotated[str, Meta(description="As --format.", examples=["sarif"])]
    output: Annotated[
        str | None, Meta(description="The file it goes to; without it standard output.", examples=["found.sarif"])
    ] = None


class Suppress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Findings that are known and accepted: one table for each. What it does not name can be anything."""

    code: Annotated[
        str | tuple[str, ...],
        Meta(description="The finding: a code, the beginning of codes, or a slug; or a list.", examples=["KEY001"]),
    ]
    reason: Annotated[
        str, Meta(description="Why, for those who read this later.", examples=["the app of 2019 reads it"])
    ]
    service: Annotated[str | None, Meta(description="The service type.", examples=["_ipp._tcp"])] = None
    instance: Annotated[
        str | None,
        Meta(description="The name of the instance; * stands for any characters, ? for one.", examples=["Lobby *"]),
    ] = None
    key: Annotated[str | None, Meta(description="The key of the TXT record.", examples=["x-foo"])] = None
    expires: Annotated[
        date | None, Meta(description="The last day on which it holds.", examples=[date(2027, 1, 31)])
    ] = None


class ConfigFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Options of dnssd-validator; one on the command line counts more. Paths are relative to this file."""

    format: Annotated[
        str | None,
        Meta(description="The report on standard output; without it text, under GitHub Actions github."),
        Meta(examples=["concise"]),
    ] = None
    fail_on: Annotated[
        str | None, Meta(description="Least severity that makes the exit status 1.", examples=["warning"])
    ] = None
    min_severity: Annotated[str | None, Meta(description="Hide what weighs less than this.", examples=["warning"])] = (
        None
    )
    baseline: Annotated[
        str | None,
        Meta(description="File of the findings that are known: only others fail.", examples=["dnssd-baseline.json"]),
    ] = None
    rules: Annotated[
        tuple[str, ...],
        Meta(description="Rule files of your own, folders or files; later ones refine earlier ones."),
        Meta(examples=[["rules"]]),
    ] = ()
    select: Annotated[
        tuple[str, ...],
        Meta(description="Judge by these findings only: codes, beginnings of codes, or slugs."),
        Meta(examples=[["KEY", "TXT", "NAM"]]),
    ] = ()
    ignore: Annotated[tuple[str, ...], Meta(description="Leave these findings out.", examples=[["long-key"]])] = ()
    target: Annotated[
        tuple[str, ...],
        Meta(description="Judge by the limits of these stacks or media too.", examples=[["lwip"]]),
    ] = ()
    profile: Annotated[
        tuple[str, ...],
        Meta(description="Judge by what these profiles of specifications demand too.", examples=[["ipp-everywhere"]]),
    ] = ()
    set: Annotated[
        dict[str, str],
        Meta(description="What stands for ${NAME} in the rule files of your own."),
        Meta(examples=[{"FIRMWARE_VERSION": "2.1.0"}]),
    ] = {}
    severity: Annotated[
        dict[str, str],
        Meta(
            description="Other severities of findings, or off: by code, its beginning, or slug; the most exact counts."
        ),
        Meta(examples=[{"KEY001": "error"}]),
    ] = {}
    report: Annotated[tuple[Report, ...], Meta(description="Reports that are written besides, a table for each.")] = ()
    suppress: Annotated[
        tuple[Suppress, ...],
        Meta(description="Findings that are known and accepted, a table for each; what it does not name can be any."),
    ] = ()
