"""Pages about what people are told and how, and who is on duty."""

from django.urls import path

from heedful.base.notify.views import hooks, notices, teams, ways, worker

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/unread/", notices.unread, name="notices-unread"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/ways/", ways.ways, name="ways"),
    path("notices/ways/push/", ways.add_push, name="ways-push"),
    path("notices/ways/number/", ways.add_number, name="ways-number"),
    path("notices/ways/chat/", ways.add_chat, name="ways-chat"),
    path("notices/ways/<uuid:key>/test/", ways.try_out, name="ways-test"),
    path("notices/ways/<uuid:key>/remove/", ways.remove, name="ways-remove"),
    path("push-worker.js", worker.push_worker, name="push-worker"),
    path("alerts/duty/", teams.duty, name="duty"),
    path("alerts/duty/turn/", teams.add_turn, name="duty-turn"),
    path("alerts/duty/stand-in/", teams.add_stand_in, name="duty-stand-in"),
    path("alerts/duty/team/", teams.add_team, name="duty-team"),
    path("alerts/duty/team/<uuid:key>/test/", teams.try_team, name="duty-team-test"),
    path("alerts/duty/<slug:what>/<uuid:key>/remove/", teams.remove, name="duty-remove"),
    path("settings/webhooks/", hooks.webhooks, name="webhooks"),
    path("settings/webhooks/<uuid:key>/", hooks.webhook, name="webhook"),
    path("settings/webhooks/<uuid:key>/again/", hooks.again, name="webhook-again"),
    path("settings/webhooks/<uuid:key>/<slug:what>/", hooks.act, name="webhook-act"),
]
