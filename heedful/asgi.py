"""Live events: streams stay open, so they have a process of their own."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
application = get_asgi_application()
