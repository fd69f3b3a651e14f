from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "heedful.base"
    label = "base"
