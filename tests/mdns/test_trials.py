"""What answers tell of losses and of how long an answer takes."""

from __future__ import annotations

from validator.mdns.trials import LATE_S, Trials

HOSTS = [f"192.0.2.{number}" for number in range(1, 21)]


def tried(latencies_s: dict[str, float], questions: int = 2, interval_s: float = 0.125) -> Trials:
    """Ask everybody so many times; each host answers after its time."""
    trials = Trials()
    numbers = [(trials.asked(each * interval_s, is_ipv6=False), each * interval_s) for each in range(questions)]
    answers = sorted((at + taken, number, host) for number, at in numbers for host, taken in latencies_s.items())
    for now, number, host in answers:
        trials.answered(number, host, now)
    return trials


def test_who_waited_for_an_address_does_not_make_all_others_late() -> None:
    """Where packets get lost, a host may learn only after a second to whom it has to answer."""
    trials = tried(dict.fromkeys(HOSTS, 0.0625) | {HOSTS[0]: 1.0})
    assert trials.latency_s == 1.0
    assert trials.usual_s == 0.0625


def test_slow_hosts_are_usual_where_there_are_many() -> None:
    assert tried(dict.fromkeys(HOSTS, 0.25) | dict.fromkeys(HOSTS[:4], 0.0625)).usual_s == 0.25


def test_what_is_far_later_than_usual_is_lost() -> None:
    trials = tried(dict.fromkeys(HOSTS, 0.0625) | {HOSTS[0]: 1.0})
    number = trials.asked(2.0, is_ipv6=False)
    for host in HOSTS[1:]:
        trials.answered(number, host, 2.0625)
    assert not trials.has_losses(2.125)
    assert trials.has_losses(2.0 + LATE_S + 0.0625)


def test_nothing_is_known_before_the_first_answer() -> None:
    trials = Trials()
    assert (trials.usual_s, trials.latency_s, trials.has_losses(0.0)) == (0.0, 0.0, False)
