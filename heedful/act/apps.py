from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "heedful.act"
    label = "act"
