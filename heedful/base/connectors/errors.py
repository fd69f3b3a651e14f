"""Why something could not be handed over, and whether to try again."""

from datetime import timedelta


class NotSent(Exception):
    """The other side did not take it; the sentence is shown to people."""


class Rejected(NotSent):
    """It will never be taken: a wrong address, a text that is too long. Never tried again.

    `for_good` says that nothing will ever arrive at this address.
    """

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Later(NotSent):
    """The other side cannot be reached or is busy; nothing was handed over."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class AccountRefused(NotSent):
    """The account itself is not let in; messages wait until somebody has looked after it."""


class Unsure(NotSent):
    """It was handed over, but no yes came back. Sending it again might send it twice."""
