"""Where customers answer. These pages are open to everybody who has the address."""

from django.urls import path

from heedful.listen.surveys import views

urlpatterns = [
    path("f/<str:token>/", views.survey, name="survey"),
    path("f/<str:token>/thanks/", views.thanks, name="survey-thanks"),
]
