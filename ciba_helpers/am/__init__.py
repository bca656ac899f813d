"""AM's REST API, one noun a module."""
