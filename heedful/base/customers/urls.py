"""Where customers end further asks."""

from django.urls import path

from heedful.base.customers import views

urlpatterns = [path("u/<str:token>", views.unsubscribe, name="unsubscribe")]
