"""The conventions of AM's JSON API, in one place (am.md 2)."""
