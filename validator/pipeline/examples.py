"""Judge the examples of a rule file, as ``rules test``, ``rules lint`` and ``rules draft`` do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from validator.checks import CHECKS
from validator.checks.base import ServiceCheck
from validator.model.announcement import Announcement
from validator.model.finding import Verdict
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.examples import ExampleCase, broken, example_cases
from validator.rules.layer_file import LayerFile
from validator.rules.load import RuleBook, UserLayer, shipped_rules, user_layer

_CHECKS = tuple(
    check for check in CHECKS if not isinstance(check, ServiceCheck) and not check.slug.startswith("service-name")
)
"""The checks that judge examples: a rule cannot help what its service is called."""


def broken_examples(file: LayerFile, *, reveal: bool = False) -> Iterator[tuple[ExampleCase, str]]:
    """Judge by the rule of the file, over the shipped rules; yield each example that fails, with the reason.

    ``reveal``: secrets are readable in the reason. Raises RuleFileError.
    """
    for case, verdict in judged_examples(file, reveal=reveal):
        why = broken(case, verdict.findings)
        if why is not None:
            yield case, why


def judged_examples(file: LayerFile, *, reveal: bool = False) -> Iterator[tuple[ExampleCase, Verdict]]:
    """Judge the examples of a file, each with its verdict. Raises RuleFileError."""
    layers = [] if _is_shipped(file) else [UserLayer(file.layer, {file.rule.service.lower(): file}, sets=_sets(file))]
    for case in example_cases(file.rule):
        book = RuleBook(layers, profiles=[case.profile] if case.profile else [])
        # An example is a run of its own: what is reported once a run is reported of every example.
        run = Run(RunJudge(book, _CHECKS, reveal=reveal))
        verdict = run.verdict(case.announcement)
        for other in case.beside:
            run.together.add(other)
        own = [found for found in run.device_verdicts() if _is_of(found, case.announcement)]
        yield case, replace(verdict, findings=(*verdict.findings, *(each for found in own for each in found.findings)))


def _is_of(verdict: Verdict, announcement: Announcement) -> bool:
    other = verdict.announcement
    return (other.service, other.instance) == (announcement.service, announcement.instance)


def _is_shipped(file: LayerFile) -> bool:
    """Whether the file is in a layer that comes with the tool: it counts there already."""
    return file.is_shipped or Path(file.path).resolve().parent.parent == shipped_rules().resolve()


def _sets(file: LayerFile) -> dict[str, LayerFile]:
    """The sets beside a file of the user's own, where it includes any."""
    return user_layer(Path(file.path)).sets if file.rule.include else {}
