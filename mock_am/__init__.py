"""A local AM: the same URLs, JSON, errors and push protocol, and trees that are really walked."""

__version__ = "0.1.0"

AM_VERSION = "8.0.1-mock"
"""What `serverinfo/version` says: the release that is imitated, never the release itself."""
