"""A CIBA client: ask, poll or be called back, and trust an ID token only after checking it."""
