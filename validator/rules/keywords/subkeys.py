"""Keywords of a record within a value: ``properties`` and ``additionalProperties``."""

from __future__ import annotations

from validator.rules.keywords.keyword import Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import Constraint, KeyRule


def _properties(rules: dict[str, KeyRule], rule: Constraint, judge_of: JudgeOf) -> Judge:
    judges = {name.encode(): judge_of(each) for name, each in rules.items()}
    required = [name for name, each in rules.items() if each.required]
    separator = (rule.separator or ",").encode()

    def judge(value: bytes) -> str | None:
        parts = dict(part.partition(b"=")[::2] for part in reversed(value.split(separator)))
        for name in required:
            if name.encode() not in parts:
                return f"{name}=… in it"
        for name_octets, text in parts.items():
            expected = judges[name_octets](text) if name_octets in judges else None
            if expected is not None:
                return f"{name_octets.decode()} to be {expected}"
        return None

    return judge


def _closed(is_open: bool, rule: Constraint, _: JudgeOf) -> Judge:  # noqa: FBT001 - as in the file
    known = frozenset(name.encode() for name in rule.properties or {})
    separator = (rule.separator or ",").encode()
    expected = "no other parts than " + ", ".join(rule.properties or {})

    def judge(value: bytes) -> str | None:
        names = (part.partition(b"=")[0] for part in value.split(separator))
        return None if is_open or not value or all(name in known for name in names) else expected

    return judge


def _properties_fault(_rules: dict[str, KeyRule], rule: Constraint) -> str | None:
    return None if rule.separator else "properties needs a separator"


def _closed_fault(_is_open: bool, rule: Constraint) -> str | None:  # noqa: FBT001 - as in the file
    return None if rule.properties else "additionalProperties needs properties"


PROPERTIES = Keyword(
    word="properties",
    means="The value is a record of its own: parts name=value between separators, each as its rule says.",
    example='{separator: ",", properties: {adVF: {format: hexint}, adVN: {required: true}}}',
    holds="x=adVN=tm,adVF=0x82",
    fails="x=adVN=tm,adVF=many",
    compile=_properties,
    quotes=False,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
    fault=_properties_fault,
)

ADDITIONAL_PROPERTIES = Keyword(
    word="additionalProperties",
    means="Whether the record in the value may have other parts than properties names.",
    example='{separator: ",", properties: {a: {}}, additionalProperties: false}',
    holds="x=a=1",
    fails="x=a=1,b=2",
    compile=_closed,
    can_be_hinted=True,
    in_items=True,
    fault=_closed_fault,
)
