"""Pages on which questionnaires come from other tools, and answers go to them."""

from django.urls import path

from heedful.listen.exchange.views import bringing

urlpatterns = [
    path("surveys/bring/", bringing.bring, name="survey-bring"),
    path("surveys/bring/keep/", bringing.keep, name="survey-bring-keep"),
]
