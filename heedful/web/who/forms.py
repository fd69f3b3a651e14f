"""Bringing a file of visits."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VisitsForm(forms.Form):
    file = forms.FileField(label=_("File of visits"))
