"""Programs are answered without what only browsers need, and as safely."""

from wsgiref.util import setup_testing_defaults

import pytest

from heedful.wsgi import application

pytestmark = pytest.mark.django_db
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def asked(path, *, host="localhost", **more):
    environ = {"PATH_INFO": path, "HTTP_HOST": host, **more}
    setup_testing_defaults(environ)
    told = []
    application(environ, lambda *begun: told.append(begun)).close()
    ((status, headers),) = told
    return int(status[:3]), dict(headers)


def test_a_program_without_a_token_is_told_so_and_gets_no_cookie():
    status, headers = asked("/api/v1/responses", REQUEST_METHOD="POST")

    assert status == 401
    assert SAFE.items() <= headers.items()
    assert (headers["Content-Type"], "Set-Cookie" in headers) == ("application/problem+json", False)


def test_another_hosts_name_is_refused():
    assert asked("/api/v1/responses", host="elsewhere.example")[0] == 400


def test_every_other_address_is_a_page():
    status, headers = asked("/livez")

    assert (status, "Content-Security-Policy" in headers) == (200, True)
    assert SAFE.items() <= headers.items()


def test_the_address_of_the_settings_is_the_one_that_programs_are_told(settings):
    from django.urls import reverse

    assert reverse("api-responses") == settings.BROUGHT_AT
