"""Photos that customers send, and logos: made anew, so that nothing else comes in with them.

They lie in `uploads/<organisation>/pictures` of the data folder, under a name of chance, and are
in every backup.
"""

import os
import uuid
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from heedful.base.org.models import Node
from heedful.listen.feedback.models import Feedback
from heedful.listen.responses.models import Picture, Sitting
from heedful.listen.surveys.rules import LONGEST_WAY

MOST_BYTES = 12_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_048
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85
# An answer that lies on a device without a connection may still name its photo.
UNSENT_FOR = LONGEST_WAY + timedelta(days=1)


class Upload(Protocol):
    """A file that came with a form."""

    def read(self, size: int, /) -> bytes: ...


class NotAPicture(Exception):
    """The file is no picture that we take, or a too large one."""


def keep_picture(
    *,
    tenant_id: uuid.UUID,
    file: Upload,
    now: datetime,
    form_id: uuid.UUID | None = None,
    location: Node | None = None,
) -> Picture:
    """Draw a picture anew without what else its file held, and keep that. Raises NotAPicture."""
    content = redrawn(file.read(MOST_BYTES + 1))
    picture = Picture(
        tenant_id=tenant_id, form_id=form_id, location=location, size=len(content), created_at=now
    )
    path = path_of(picture)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as kept:
        kept.write(content)
    picture.save(force_insert=True)
    return picture


def redrawn(content: bytes) -> bytes:
    """Return a picture as a plain JPEG: upright, of bounded size, without place, time or text."""
    # Pillow is needed only when somebody sends a picture.
    from PIL import Image, ImageOps  # noqa: PLC0415

    if len(content) > MOST_BYTES:
        raise NotAPicture
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            drawn = upright.convert("RGBA")
            plain.paste(drawn, mask=drawn.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def path_of(picture: Picture) -> Path:
    uploads: Path = settings.ENVIRONMENT.home / "uploads"
    return uploads / str(picture.tenant_id) / "pictures" / f"{picture.pk.hex}.jpg"


def pictures_of(*, tenant_id: uuid.UUID, form_id: uuid.UUID) -> list[Picture]:
    """Return the pictures that came with an answer."""
    return list(Picture.objects.filter(tenant_id=tenant_id, form_id=form_id))


def belongs(*, tenant_id: uuid.UUID, form_id: uuid.UUID, key: str) -> bool:
    """Say whether a picture was sent with this form: nobody can name another's."""
    return Picture.objects.filter(tenant_id=tenant_id, form_id=form_id, id=key).exists()


def forget_pictures(*, tenant_id: uuid.UUID, form_id: uuid.UUID) -> None:
    """Delete the pictures of an answer."""
    for picture in pictures_of(tenant_id=tenant_id, form_id=form_id):
        _forget(picture)


def forget_picture(*, tenant_id: uuid.UUID, form_id: uuid.UUID, key: str) -> None:
    """Delete one picture of a form, for which another was sent."""
    for picture in Picture.objects.filter(tenant_id=tenant_id, form_id=form_id, id=key):
        _forget(picture)


def forget_unsent(*, tenant_id: uuid.UUID, now: datetime) -> int:
    """Delete pictures whose form never came, and return how many. Call it inside the fence."""
    form = {"tenant_id": tenant_id, "id": OuterRef("form_id")}
    unsent = Picture.objects.filter(
        ~Exists(Feedback.objects.filter(**form)),
        ~Exists(Sitting.objects.filter(**form)),
        tenant_id=tenant_id,
        form_id__isnull=False,
        created_at__lt=now - UNSENT_FOR,
    )
    found = list(unsent.order_by("pk"))
    for picture in found:
        _forget(picture)
    return len(found)


def _forget(picture: Picture) -> None:
    """Delete a picture; its file goes once the transaction holds."""
    path = path_of(picture)
    picture.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))
