"""A CIBA client: ask, poll, wait, and trust an ID token only after checking it."""
