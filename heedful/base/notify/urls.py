"""Pages about what people are told and how."""

from django.urls import path

from heedful.base.notify import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/unread/", views.unread, name="notices-unread"),
    path("notices/read/", views.read_all, name="notices-read"),
]
