"""Observations that no check of this group has anything to say of: nearly all of a sound network."""

from __future__ import annotations

from validator.checks.net.time_to_live import RECOMMENDED
from validator.model.observation import About, Observation


def is_ordinary(observation: Observation) -> bool:
    """Whether an observation tells of an instance that nothing is wrong with, so that it need not be judged."""
    if observation.about is not About.INSTANCE or observation.is_divided or observation.is_gone:
        return False
    if observation.unanswered or observation.unflushed or observation.flushed or observation.hops:
        return False
    if observation.changes or observation.goodbyes or observation.conflicts or observation.elsewhere:
        return False
    if observation.before or observation.damaged or observation.is_type_unlisted or observation.is_unasked:
        return False
    if observation.off_link or not observation.is_listed:
        return False
    return all(each.seconds == (RECOMMENDED.get(each.rtype),) for each in observation.lifetimes)
