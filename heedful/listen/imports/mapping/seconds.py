"""Times spent on a form, as files write them."""

# A form left open over night; more is no time of answering.
LONGEST = 86_400.0


def read_seconds(text: str | None) -> float:
    """Return seconds, 0 where none can be read: a time that is missing is no reason to reject."""
    try:
        seconds = float((text or "").replace(",", "."))
    except ValueError:
        return 0.0
    return seconds if 0 < seconds <= LONGEST else 0.0
