"""Keywords that join rules of one value: ``anyOf`` and ``not``."""

from __future__ import annotations

from validator.rules.keywords.keyword import Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import Constraint


def _any_of(rules: tuple[Constraint, ...], _rule: Constraint, judge_of: JudgeOf) -> Judge:
    judges = [judge_of(each) for each in rules]

    def judge(value: bytes) -> str | None:
        answers = []
        for each in judges:
            answer = each(value)
            if answer is None:
                return None
            answers.append(answer)
        return ", or ".join(dict.fromkeys(answers))

    return judge


def _not(refused: Constraint, _rule: Constraint, judge_of: JudgeOf) -> Judge:
    matches, expected = judge_of(refused), f"not {_described(refused)}"
    return lambda value: None if matches(value) is not None else expected


def _described(rule: Constraint) -> str:
    if rule.const is not None:
        return f'"{rule.const}"'
    if rule.enum is not None:
        return "one of " + ", ".join(f'"{value}"' for value in rule.enum)
    return f"a value that matches the pattern {rule.pattern}" if rule.pattern is not None else "such a value"


def _any_of_fault(rules: tuple[Constraint, ...], _rule: Constraint) -> str | None:
    return None if rules else "an empty list allows no value at all"


ANY_OF = Keyword(
    word="anyOf",
    means="The value is as one of these rules says.",
    example="{anyOf: [{format: uuid}, {format: mac}]}",
    holds="x=00:00:5E:00:53:01",
    fails="x=unknown",
    compile=_any_of,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
    fault=_any_of_fault,
)

NOT = Keyword(
    word="not",
    means="The value is not as this rule says.",
    example='{not: {const: "0"}}',
    holds="x=1",
    fails="x=0",
    compile=_not,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
)
