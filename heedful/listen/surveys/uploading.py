"""How large a form of somebody who is not known may be: as large as a photo, where one is asked."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from heedful.listen.responses.pictures import MOST_BYTES
from heedful.listen.surveys.definition import Definition, Question

# The form's other fields come beside the picture.
MOST_IN_ALL = MOST_BYTES + 1_000_000


class OnePicture(FileUploadHandler):
    """Refuse a form that is larger than a picture can be before it is read."""

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature, here and below
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > MOST_IN_ALL:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""


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
