"""Addresses that networks call; each holds the secret of an account."""

from django.urls import path

from heedful.web.hooks import views

urlpatterns = [
    path("hooks/kannel/<str:secret>/message/", views.kannel_message, name="hook-kannel-message"),
    path(
        "hooks/kannel/<str:secret>/report/<uuid:key>/",
        views.kannel_report,
        name="hook-kannel-report",
    ),
    path("hooks/twilio/<str:secret>/message/", views.twilio_message, name="hook-twilio-message"),
    path(
        "hooks/twilio/<str:secret>/report/<uuid:key>/",
        views.twilio_report,
        name="hook-twilio-report",
    ),
]
