"""Where state lives: one SQLite file, or memory."""

from mock_am.store.store import Store

__all__ = ["Store"]
