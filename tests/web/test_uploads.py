import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

LARGE = b"x" * 3_000_000


@pytest.mark.django_db
def test_a_stranger_cannot_send_much():
    sent = {"login": "ann@example.org", "file": SimpleUploadedFile("a.csv", LARGE)}

    answer = Client().post(reverse("account_login"), sent)

    assert answer.status_code == 400


def test_a_member_brings_a_large_file(chain, enter):
    client = enter(chain.root, "owner")

    answer = client.post(
        reverse("imports-bring"), {"file": SimpleUploadedFile("a.csv", b"a,b\n" + LARGE)}
    )

    assert answer.status_code == 302
