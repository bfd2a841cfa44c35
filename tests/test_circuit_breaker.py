"""A circuit breaker, with a clock that the test turns."""

from service.generation.circuit_breaker import Breaker


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_failures_with_a_success_between_them_open_nothing() -> None:
    breaker = Breaker(2, 30, Clock())
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    breaker.failed()
    assert breaker.admits()


def test_so_many_failures_in_a_row_open_it_until_the_time_is_over() -> None:
    clock = Clock()
    breaker = Breaker(2, 30, clock)
    breaker.failed()
    breaker.failed()
    clock.now += 29.9
    assert not breaker.admits()
    clock.now += 0.1
    assert breaker.admits()


def test_half_open_one_at_a_time_is_let_through() -> None:
    clock = Clock()
    breaker = Breaker(1, 30, clock)
    breaker.failed()
    clock.now += 30
    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_a_trial_that_succeeds_closes_it_and_one_that_fails_opens_it_again() -> None:
    clock = Clock()
    breaker = Breaker(3, 30, clock)
    for _ in range(3):
        breaker.failed()
    clock.now += 30
    assert breaker.admits()
    breaker.failed()
    clock.now += 29
    assert not breaker.admits()
    clock.now += 1
    assert breaker.admits()
    breaker.succeeded()
    assert [breaker.admits() for _ in range(3)] == [True, True, True]
    breaker.failed()
    assert breaker.admits()


def test_a_trial_that_never_tells_holds_nobody_up_for_ever() -> None:
    clock = Clock()
    breaker = Breaker(1, 30, clock)
    breaker.failed()
    clock.now += 30
    assert breaker.admits()
    clock.now += 30
    assert breaker.admits()
