"""Something that tells whoever asked when it has changed."""

from collections.abc import Callable

Callback = Callable[[], None]


class Observable:
    """Keeps a list of callbacks; views are redrawn by them."""

    def __init__(self) -> None:
        self._callbacks: list[Callback] = []

    def on_change(self, callback: Callback) -> Callback:
        """Call `callback` after each change; the result takes it off the list again."""
        self._callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return unsubscribe

    def changed(self) -> None:
        """Tell everybody."""
        for callback in tuple(self._callbacks):
            callback()
