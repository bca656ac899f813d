"""What every display object has in common."""

from abc import ABC, abstractmethod
from collections.abc import Container


class View(ABC):
    """Something a notebook shows: HTML for the page, a few words where there is no page.

    Both depend on nothing but what is shown, so that a stored output can be compared.
    """

    @property
    @abstractmethod
    def html(self) -> str:
        """The view as an HTML fragment: every value escaped, no script, nothing fetched."""

    @abstractmethod
    def __str__(self) -> str: ...

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": str(self)}
