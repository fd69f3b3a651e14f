"""How patient the dispatcher is."""

from datetime import timedelta

LAST_ATTEMPT = 8


def wait_before_attempt(attempts: int) -> timedelta:
    """After 1, 2, 3 … failures wait 1, 4, 9 … seconds, five minutes at most."""
    return timedelta(seconds=min(attempts * attempts, 300))
