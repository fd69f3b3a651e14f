"""Pages that span rooms."""

from django.urls import path

from heedful.web import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
