from ciba_helpers.ciba.polling import DEFAULT_INTERVAL, SLOW_DOWN_STEP, Polling


def test_the_specification_s_seconds() -> None:
    assert (DEFAULT_INTERVAL, SLOW_DOWN_STEP) == (5, 5)


def test_the_first_poll_comes_one_interval_after_the_acknowledgement() -> None:
    assert Polling.begun(at=100, expires_in=600, interval=2) == Polling(2, 102, 700)


def test_without_an_interval_it_is_five_seconds() -> None:
    assert Polling.begun(at=100, expires_in=600, interval=None) == Polling(5, 105, 700)


def test_an_interval_is_measured_from_sending() -> None:
    polling = Polling(interval=5, next_at=105, ends_at=700)
    assert polling.sent(at=106.5) == Polling(5, 111.5, 700)


def test_slow_down_adds_five_seconds_now_and_for_good() -> None:
    slowed = Polling(5, 105, 700).sent(at=105).slowed_down()
    assert slowed == Polling(10, 115, 700)
    assert slowed.sent(at=115).next_at == 125
    assert slowed.slowed_down().interval == 15


def test_retry_after_counts_from_the_answer_and_never_shortens_the_wait() -> None:
    polling = Polling(5, 110, 700)
    assert polling.retried_after(30, at=106) == Polling(5, 136, 700)
    assert polling.retried_after(1, at=106) == polling
    assert polling.retried_after(0, at=120) == Polling(5, 120, 700)


def test_a_step_leaves_the_one_before_it_alone() -> None:
    polling = Polling(5, 105, 700)
    polling.sent(at=1)
    polling.slowed_down()
    assert polling == Polling(5, 105, 700)
