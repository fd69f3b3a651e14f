"""What came with answers, for people who may read customers' words."""

from django.urls import path

from heedful.listen.responses import views

urlpatterns = [path("answers/pictures/<uuid:key>/", views.picture, name="answer-picture")]
