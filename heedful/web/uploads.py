"""What may be sent before anybody is known."""

from django.conf import settings

from heedful.base.uploads import Bounded


class StrangersAreBrief(Bounded):
    """Refuse a large form of somebody who is not signed in before it is read.

    The token of a form stands in its body, so the body would be read to its end otherwise.
    """

    def most_bytes(self) -> int | None:
        stranger = getattr(self.request, "member", None) is None
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE if stranger else None
