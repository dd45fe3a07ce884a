"""KEY009: a key that the rule calls deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, bound_hit


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the key with the rule's advice, where it gives one."""
    advice = view.bound.rule.deprecated if view.bound else None
    if view.bound is None or not advice:
        return
    hint = advice if isinstance(advice, str) else f"remove {view.key}"
    yield bound_hit(view.bound, "deprecated", f'the key "{view.key}" is deprecated', hint, Basis.SHOULD)


CHECK = AttributeCheck(
    code="KEY009",
    slug="deprecated-key",
    looks=Looks.KEY,
    title="The rule calls this key deprecated",
    basis=Basis.SHOULD,
    source="the service's rule",
    why="Newer clients no longer read the key, and what replaced it may be absent.",
    remedy="Use what the rule names instead.",
    fires=(txt("old=1", rule=RULE),),
    silent=(txt("mode=safe", rule=RULE),),
    counting_only=True,
    keywords=("deprecated",),
    run=run,
)
