"""Addresses that networks call; each holds the secret of an account."""

from django.urls import path

from heedful.web.hooks import views, visits, voice

urlpatterns = [
    path("hooks/visits/<str:address>/", visits.visits_told, name="hook-visits"),
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
    path("hooks/voice/<str:secret>/in/", voice.call_in, name="hook-voice-in"),
    path("hooks/voice/<str:secret>/out/<uuid:key>/", voice.call_out, name="hook-voice-out"),
    path(
        "hooks/voice/<str:secret>/step/<uuid:key>/<slug:question>/",
        voice.call_step,
        name="hook-voice-step",
    ),
    path(
        "hooks/voice/<str:secret>/said/<uuid:key>/<slug:question>/",
        voice.call_said,
        name="hook-voice-said",
    ),
    path("hooks/voice/<str:secret>/over/", voice.call_over, name="hook-voice-over"),
]
