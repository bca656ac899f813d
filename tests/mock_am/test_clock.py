from mock_am.clock import Clock


def test_it_tells_the_sources_time() -> None:
    assert Clock(source=lambda: 1000.0).now() == 1000.0


def test_it_can_be_moved_both_ways() -> None:
    clock = Clock(source=lambda: 1000.0)
    clock.advance(60)
    clock.advance(-10.5)
    assert (clock.offset, clock.now()) == (49.5, 1049.5)


def test_time_goes_on_after_a_move() -> None:
    times = iter([1000.0, 1001.0])
    clock = Clock(offset=5, source=lambda: next(times))
    assert (clock.now(), clock.now()) == (1005.0, 1006.0)
