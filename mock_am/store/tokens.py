"""The access and refresh tokens that are out."""

import json
import sqlite3

from mock_am.store.table import SWEEP_LIMIT
from mock_am.token.grant import Authorization, Token


class Tokens:
    """Every issued token, found by its value."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, token: Token) -> None:
        """Keep a token."""
        self._connection.execute(
            "INSERT INTO token (value, kind, grant_id, authorization, expires_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                token.value,
                token.kind,
                token.authorization.grant_id,
                json.dumps(vars(token.authorization)),
                token.expires_at,
            ),
        )

    def get(self, value: str, at: float) -> Token | None:
        """The token, unless it is unknown, revoked or expired."""
        row = self._connection.execute(
            "SELECT kind, authorization, expires_at FROM token WHERE value = ? AND expires_at > ?",
            (value, at),
        ).fetchone()
        if row is None:
            return None
        fields = json.loads(row[1])
        authorization = Authorization(**{**fields, "scope": tuple(fields["scope"])})
        return Token(value, row[0], authorization, row[2])

    def revoke(self, value: str) -> None:
        """Drop one token."""
        self._connection.execute("DELETE FROM token WHERE value = ?", (value,))

    def retire(self, value: str, expires_at: int) -> None:
        """Let one token end at `expires_at`, where it does not end before."""
        self._connection.execute(
            "UPDATE token SET expires_at = min(expires_at, ?) WHERE value = ?", (expires_at, value)
        )

    def revoke_grant(self, grant_id: str) -> None:
        """Drop every token that came of one grant (RFC 7009 2.1)."""
        self._connection.execute("DELETE FROM token WHERE grant_id = ?", (grant_id,))

    def delete_realm(self, realm: str) -> None:
        """Drop every token of a realm."""
        whose = "json_extract(authorization, '$.realm') = ?"
        self._connection.execute(f"DELETE FROM token WHERE {whose}", (realm,))

    def sweep(self, at: float) -> int:
        """Drop a few expired tokens; how many."""
        swept = self._connection.execute(
            "DELETE FROM token WHERE value IN "
            "(SELECT value FROM token WHERE expires_at < ? LIMIT ?)",
            (at, SWEEP_LIMIT),
        )
        return swept.rowcount
