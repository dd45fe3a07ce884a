"""Judge the examples of a rule file, as ``rules test``, ``rules lint`` and ``rules draft`` do."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks import CHECKS
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.examples import ExampleCase, broken, example_cases
from validator.rules.layers import LayerFile
from validator.rules.load import RuleBook, UserLayer


def broken_examples(file: LayerFile, *, reveal: bool = False) -> Iterator[tuple[ExampleCase, str]]:
    """Judge by the rule of the file, over the shipped rules; yield each example that fails, with the reason.

    ``reveal``: secrets are readable in the reason. Raises RuleFileError.
    """
    book = RuleBook([UserLayer(file.layer, {file.rule.service.lower(): file})])
    for case in example_cases(file.rule):
        # An example is a run of its own: what is reported once a run is reported of every example.
        verdict = Run(RunJudge(book, CHECKS, reveal=reveal)).verdict(case.announcement)
        why = broken(case, verdict.findings)
        if why is not None:
            yield case, why
