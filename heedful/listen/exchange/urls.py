"""Pages on which questionnaires come from other tools, and answers go to them."""

from django.urls import path

from heedful.listen.exchange.views import answering, bringing, taking

urlpatterns = [
    path("surveys/bring/", bringing.bring, name="survey-bring"),
    path("surveys/bring/keep/", bringing.keep, name="survey-bring-keep"),
    path("surveys/<uuid:key>/bring-answers/", answering.answers, name="survey-bring-answers"),
    path("surveys/<uuid:key>/take-out/", taking.take_out, name="survey-take-out"),
    path("surveys/<uuid:key>/take-out/answers/", taking.answers, name="survey-answers"),
    path("surveys/<uuid:key>/take-out/files/", taking.files, name="survey-files"),
    path("surveys/<uuid:key>/take-out/files/<uuid:file_id>/", taking.file, name="survey-file"),
    path(
        "surveys/<uuid:key>/take-out/files/<uuid:file_id>/forget/",
        taking.forget,
        name="survey-file-forget",
    ),
    path("surveys/<uuid:key>/take-out/survey.json", taking.definition, name="survey-json"),
]
