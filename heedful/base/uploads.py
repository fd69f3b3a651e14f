"""Refusing what is too large before it is read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Refuse a form of more bytes than its kind may have; the files are for those that follow."""

    def most_bytes(self) -> int | None:
        """The limit of this request; None where it has none."""
        raise NotImplementedError

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature, here and below
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        most = self.most_bytes()
        if most is not None and content_length > most:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
