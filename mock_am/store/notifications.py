"""What clients are to be told, or were (CIBA 10.2, 10.3)."""

import sqlite3

from mock_am.backchannel.notification import Notification
from mock_am.realm.backchannel_client import DeliveryMode
from mock_am.store.table import Table

AT_A_TIME = 20
"""Notifications that are sent side by side."""


class Notifications(Table[Notification]):
    """Every notification of a request that is remembered."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, "notification", Notification, {"mode": DeliveryMode})

    def claim(self, at: float) -> list[Notification]:
        """Those to send now; nobody else gets them meanwhile. Runs within a transaction."""
        condition = f"due_at <= ? ORDER BY due_at LIMIT {AT_A_TIME}"
        claimed = []
        for one in self.where(condition, at):
            tried = one.tried(at=at)
            self.change(one, tried)
            claimed.append(tried)
        return claimed

    def next_due(self) -> float | None:
        """When there will be something to send."""
        query = "SELECT min(due_at) FROM notification WHERE due_at IS NOT NULL"
        due_at: float | None = self._connection.execute(query).fetchone()[0]
        return due_at
