from ciba_helpers.observable import Observable


def test_everybody_who_asked_is_told_in_the_order_of_asking() -> None:
    observable, heard = Observable(), list[str]()
    observable.on_change(lambda: heard.append("first"))
    observable.on_change(lambda: heard.append("second"))
    observable.changed()
    assert heard == ["first", "second"]


def test_leaving_twice_is_leaving_once() -> None:
    observable, heard = Observable(), list[str]()
    leave = observable.on_change(lambda: heard.append("a"))
    observable.on_change(lambda: heard.append("b"))
    leave()
    leave()
    observable.changed()
    assert heard == ["b"]
