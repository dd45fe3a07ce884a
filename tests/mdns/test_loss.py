"""Browses of a LAN that loses packets, and how gentle a browse is, in simulated time."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.mdns.lossy import boxes, browse

HOSTS, TYPES = 30, 10
EVERYTHING = HOSTS * TYPES


@pytest.mark.parametrize("seed", range(25))
def test_a_fifth_lost_in_each_direction_hides_nothing(seed: int) -> None:
    """In 10,000 browses, a few are to miss one of the 300."""
    outcome = browse(boxes(HOSTS, TYPES), 0.2, seed)
    assert (outcome.whole, outcome.unresolved) == (EVERYTHING, 0)
    assert outcome.duration_s < 9.5


@pytest.mark.parametrize("seed", range(50))
def test_hosts_that_say_everything_in_one_packet_tell_of_losses_too(seed: int) -> None:
    """All may be heard at the first attempt: that each was heard over one IP version only is all there is to see."""
    outcome = browse(boxes(HOSTS, TYPES), 0.2, seed, whole_answers=TYPES)
    assert outcome.whole == EVERYTHING
    assert outcome.duration_s > 4


def test_what_is_lost_costs_time_only_where_it_is_lost() -> None:
    durations = {loss: browse(boxes(HOSTS, TYPES), loss, seed=1).duration_s for loss in (0.0, 0.2)}
    assert durations[0.0] < 2.2
    assert durations[0.2] > 4


def test_a_single_device_is_heard() -> None:
    outcomes = [browse(boxes(1, 1), 0.2, seed) for seed in range(200)]
    assert Counter(outcome.whole for outcome in outcomes) == {1: 200}


def test_what_is_listed_and_not_whole_is_named() -> None:
    outcomes = [browse(boxes(HOSTS, TYPES), 0.6, seed, timeout_s=3) for seed in range(20)]
    assert sum(outcome.unresolved for outcome in outcomes) > 50
    assert all(outcome.listed == outcome.whole + outcome.unresolved for outcome in outcomes)


def test_what_is_likely_to_be_unheard_is_estimated() -> None:
    """That it ends too early, without answers to what it asked last, is what hides most of it here."""
    outcomes = [browse(boxes(HOSTS, TYPES), 0.2, seed, timeout_s=2) for seed in range(40)]
    hidden = sum(EVERYTHING - outcome.listed for outcome in outcomes)
    assert hidden / 3 < sum(outcome.unheard for outcome in outcomes) < hidden * 3


@pytest.mark.parametrize(("loss", "least", "most"), [(0.0, 0.0, 0.0), (0.1, 0.15, 0.23), (0.2, 0.33, 0.4)])
def test_the_share_of_lost_answers_is_told(loss: float, least: float, most: float) -> None:
    """Who is asked must hear it, and be heard."""
    outcomes = [browse(boxes(HOSTS, TYPES), loss, seed) for seed in range(20)]
    assert least <= sum(outcome.loss for outcome in outcomes) / len(outcomes) <= most
    if not loss:
        assert {outcome.unheard for outcome in outcomes} == {0.0}


def test_few_questions_without_losses() -> None:
    """The types twice, and the instances of each twice: nothing else."""
    outcome = browse(boxes(HOSTS, TYPES), 0.0, seed=1)
    assert len(outcome.asked) == 2 * (1 + TYPES)


def test_the_same_question_is_put_off_with_losses() -> None:
    outcome = browse(boxes(HOSTS, TYPES), 0.2, seed=2)
    times: dict[object, list[float]] = {}
    for now, question in outcome.asked:
        times.setdefault((question.name, question.rtype), []).append(now)
    for sent in times.values():
        gaps = [round(later - earlier, 6) for earlier, later in pairwise(sent)]
        assert all(gap >= 1 for gap in gaps)
        assert all(later >= 2 * earlier - 1e-5 for earlier, later in pairwise(gaps))
