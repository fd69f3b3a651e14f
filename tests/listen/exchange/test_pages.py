"""A questionnaire is looked at, then kept."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heedful.base.org.models import Member
from heedful.base.tenancy.domain import within
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.models import Survey
from heedful.listen.exchange.bringing import read_questionnaire
from tests.listen.exchange.samples import GUESTS_QSF


@pytest.fixture
def client(tenant) -> Client:
    client = Client()
    client.force_login(Member.objects.get().user)
    return client


def look(client, content):
    file = SimpleUploadedFile("survey.qsf", content)
    return client.post(reverse("survey-bring"), {"file": file})


def test_a_report_comes_before_anything_is_kept(client, tenant):
    page = look(client, GUESTS_QSF).content.decode()
    assert "Questions of the type “Captcha V2” have no counterpart." in page
    with within(tenant.pk):
        assert Survey.objects.count() == 0


def test_what_was_looked_at_opens_in_the_builder_as_a_draft(client, tenant):
    page = look(client, GUESTS_QSF).content.decode()
    draft = html.unescape(re.search(r'name="draft" value="([^"]*)"', page)[1])
    kept = client.post(reverse("survey-bring-keep"), {"draft": draft, "name": "Ours"}, follow=True)
    assert kept.status_code == 200
    with within(tenant.pk):
        survey = Survey.objects.get()
        assert survey.name == "Ours"
        assert present(survey=survey)[1] == read_questionnaire(GUESTS_QSF).definition


def test_a_file_that_is_none_is_refused_with_a_sentence(client):
    refused = look(client, b"{}")
    assert refused.status_code == 422
    assert "This JSON file is of no tool that is known here." in refused.content.decode()
    assert client.post(reverse("survey-bring-keep"), {"draft": "{}"}).url == reverse("survey-bring")
