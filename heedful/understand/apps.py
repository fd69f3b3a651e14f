from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "heedful.understand"
    label = "understand"
