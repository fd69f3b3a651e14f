"""How large a form of somebody who is not known may be: as large as a photo, where one is asked."""

from collections.abc import Iterable

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest

from heedful.base.uploads import Bounded
from heedful.listen.responses.pictures import MOST_BYTES
from heedful.listen.surveys.definition import Definition, Question

# The form's other fields come beside the picture.
MOST_IN_ALL = MOST_BYTES + 1_000_000


class OnePicture(Bounded):
    """Refuse a form that is larger than a picture can be before it is read."""

    def most_bytes(self) -> int:
        return MOST_IN_ALL


def has_pictures(questions: Iterable[Question]) -> bool:
    return any(one.kind == "file" for one in questions)


def allow_pictures(request: HttpRequest, definition: Definition) -> None:
    """Let a form of this survey be as large as a photo; call it before the form is read."""
    if not any(has_pictures(page.questions) for page in definition.pages):
        return
    request.upload_handlers = [
        OnePicture(request),
        MemoryFileUploadHandler(request),
        TemporaryFileUploadHandler(request),
    ]
