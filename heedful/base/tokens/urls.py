"""Pages about access for programs."""

from django.urls import path

from heedful.base.tokens import views

urlpatterns = [
    path("settings/tokens/", views.tokens, name="tokens"),
    path("settings/tokens/end/", views.revoke, name="tokens-end"),
]
