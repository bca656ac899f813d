"""When something is: by the reader's own clock, and how far from now."""

from datetime import UTC, datetime

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
YEAR, DAY, HOUR, MINUTE = 31_557_600, 86_400, 3600, 60


def moment(at: float, now: float) -> str:
    """`at` as an HTML element: date and time where the reader is, and the distance from `now`.

    Both are seconds since the epoch. The sanitiser hides the element, for it says something else
    each second; what no calendar has is told in words that stay.
    """
    try:
        universal = datetime.fromtimestamp(at, UTC).replace(microsecond=0)
        local = universal.astimezone()
    except (OverflowError, OSError, ValueError):
        return "on no calendar: is it in milliseconds?" if at > 0 else "on no calendar"
    stamp = universal.isoformat().replace("+00:00", "Z")
    date = f"{local.day} {MONTHS[local.month - 1]} {local.year:04}"
    return (
        f'<time datetime="{stamp}">{date}, {local:%H:%M:%S} {_zone(local)},'
        f" {_away(round(at - now))}</time>"
    )


def _zone(local: datetime) -> str:
    """The zone's abbreviation, or its offset where it has none."""
    name = local.tzname() or ""
    is_abbreviation = name.isascii() and name.isalpha() and name.isupper() and len(name) <= 5
    return name if is_abbreviation else f"UTC{local.isoformat()[-6:]}"


def _away(seconds: int) -> str:
    if seconds == 0:
        return "now"
    return f"in {_amount(seconds)}" if seconds > 0 else f"{_amount(-seconds)} ago"


def _amount(seconds: int) -> str:
    """To the second below an hour, then coarser, as one would say it."""
    if seconds >= 2 * DAY:
        years, days = seconds // YEAR, round(seconds / DAY)
        return f"{years} years" if years >= 2 else f"{days} days"
    for size, unit, part, smaller in ((HOUR, "h", MINUTE, "min"), (MINUTE, "min", 1, "s")):
        if seconds >= size:
            count, rest = divmod(seconds, size)
            return f"{count} {unit}" + (f" {rest // part} {smaller}" if rest // part else "")
    return f"{seconds} s"
