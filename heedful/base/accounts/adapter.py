"""What allauth is told about our sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from heedful.base.accounts.domain import note_sign_in
from heedful.base.accounts.models import User
from heedful.base.audit.rules import Action
from heedful.base.callers import client_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # its signature
        """Nobody signs up by themselves: people are invited by their organisation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count failures by who it really was, also behind a proxy."""
        return client_of(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Let somebody in who gave their password, and write it down."""
        super().login(request, user)
        note_sign_in(user=user, action=Action.SIGNED_IN, way="password", now=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that somebody tried to come in as a person who has an account."""
        super().authentication_failed(request, **credentials)
        email = str(credentials.get("email", "")).strip().lower()
        user = User.objects.filter(email=email).first() if email else None
        if user:
            now = timezone.now()
            note_sign_in(user=user, action=Action.SIGN_IN_FAILED, way="password", now=now)
