from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "heedful.listen"
    label = "listen"
