"""Header names as the documents spell them, and which of them are worth a learner's look."""

TEACHING = {
    name.lower(): name
    for name in (
        "Authorization",
        "Content-Type",
        "Accept-API-Version",
        "Content-API-Version",
        "X-OpenAM-Username",
        "X-OpenAM-Password",
        "X-Requested-With",
        "iPlanetDirectoryPro",
        "Cookie",
        "Set-Cookie",
        "If-Match",
        "If-None-Match",
        "ETag",
        "Location",
        "WWW-Authenticate",
        "Cache-Control",
        "Retry-After",
    )
}


def spelled(name: str) -> str:
    """The usual spelling of a header's name: `ETag`, `Content-Length`."""
    return TEACHING.get(name.lower(), "-".join(part.capitalize() for part in name.split("-")))
