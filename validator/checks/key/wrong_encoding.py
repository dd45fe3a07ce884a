"""KEY019: a value that does not decode to what the rule says."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import violations

_KEYWORDS = ("contentEncoding", "minBytes", "maxBytes", "contentMediaType")

_RULE = """\
service: example
definition: keys
keys:
  sh: {contentEncoding: base64, minBytes: 4, maxBytes: 4}
  data: {contentMediaType: application/json}
"""


def run(view: AttributeView) -> Iterator[Hit]:
    """Decode the value, and judge the octets that it stands for."""
    yield from violations(view, _KEYWORDS, "encode {key} as {expected}")


CHECK = AttributeCheck(
    code="KEY019",
    slug="wrong-encoding",
    looks=Looks.VALUE,
    title="The value is not encoded as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client that decodes the value gets nothing, or octets of another length than it has room for.",
    remedy="Encode the octets as the rule says, all of them and no more.",
    fires=(
        txt("sh=?", rule=_RULE),
        txt("sh=AQ==", rule=_RULE),
        txt("sh=AQIDBAU=", rule=_RULE),
        txt("data={", rule=_RULE),
    ),
    silent=(txt("sh=AQIDBA==", "data=[1]", rule=_RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
