"""Pages on which questionnaires come from other tools, and answers go to them."""

from django.urls import path

from heedful.listen.exchange.views import bringing, taking

urlpatterns = [
    path("surveys/bring/", bringing.bring, name="survey-bring"),
    path("surveys/bring/keep/", bringing.keep, name="survey-bring-keep"),
    path("surveys/<uuid:key>/take-out/", taking.take_out, name="survey-take-out"),
    path("surveys/<uuid:key>/take-out/answers/", taking.answers, name="survey-answers"),
    path("surveys/<uuid:key>/take-out/survey.json", taking.definition, name="survey-json"),
]
