"""Pages."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
application = get_wsgi_application()


def begun() -> None:
    """What the process that serves does once it is up."""
    from heedful.web.warming import warm_soon  # noqa: PLC0415 - whoever only loads pages does not.

    warm_soon()
