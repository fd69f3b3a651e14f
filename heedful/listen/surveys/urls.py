"""Where customers answer. These pages are open to everybody who has the address."""

from django.urls import path

from heedful.listen.surveys.views import answering, leaving, looks, pictures

urlpatterns = [
    path("f/look/<str:tokens>.css", looks.look, name="survey-look"),
    path("f/worker.js", looks.survey_worker, name="survey-worker"),
    path("f/<str:token>/", answering.survey, name="survey"),
    path("f/<str:token>/left/", leaving.left, name="survey-left"),
    path("f/<str:token>/thanks/", leaving.thanks, name="survey-thanks"),
    path("f/<str:token>/logo/", pictures.logo, name="survey-logo"),
]
