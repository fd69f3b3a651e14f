import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client
from django.urls import path

from heedful import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def raiser(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("raise/400", raiser(SuspiciousOperation())),
    path("raise/403", raiser(PermissionDenied())),
    path("raise/404", raiser(Http404())),
    path("raise/500", raiser(RuntimeError("secret words"))),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "This could not be understood"),
        (403, "This is not open to you"),
        (404, "There is nothing here for you"),
        (500, "Something went wrong on our side"),
    ],
)
def test_a_failure_has_a_sentence_a_next_step_and_an_id(status, sentence, db):
    page = Client(raise_request_exception=False).get(f"/raise/{status}")
    words = page.content.decode()

    assert page.status_code == status
    assert f"<h1>{sentence}</h1>" in words
    assert 'href="/"' in words
    assert len(re.search(r"tell them this id: ([0-9a-f]+)", words).group(1)) == 12
    assert "secret" not in words


def test_a_form_that_was_open_too_long_says_what_to_do(db):
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "a@example.org"})
    assert (page.status_code, "load the page again" in page.content.decode()) == (403, True)
