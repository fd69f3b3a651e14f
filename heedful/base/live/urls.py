"""The address of live events; only the ASGI process answers there."""

from django.urls import path

from heedful.base.live.views import stream

urlpatterns = [path("live/", stream, name="live")]
