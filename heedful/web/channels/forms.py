"""What is asked about an account, and about the words that begin a survey."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heedful.base.connectors.accounts.models import AccountKind, ChannelAccount
from heedful.base.connectors.accounts.rules import KINDS
from heedful.base.org.fields import PlaceField
from heedful.base.org.models import Member, Node, NodeKind
from heedful.listen.conversations.entering import as_kept
from heedful.listen.conversations.models import By
from heedful.listen.surveys.models import Questionnaire

SECURITY = [
    ("tls", _("TLS from the start")),
    ("starttls", _("STARTTLS")),
    ("none", _("None: only inside a network of your own")),
]
KEPT = _("Leave it empty to keep the one that is stored.")


class _AccountForm(forms.Form):
    """What every account has; a stored secret is never shown again."""

    kind: AccountKind
    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(self, *args: Any, account: ChannelAccount | None = None, **kwargs: Any) -> None:
        if account is not None:
            kwargs["initial"] = {
                "name": account.name,
                "channels": account.channels,
                **account.options,
            }
        super().__init__(*args, **kwargs)
        for name in KINDS[self.kind].secrets:
            if account is not None:
                self.fields[name].required = False
                self.fields[name].help_text = KEPT

    @property
    def carries(self) -> list[str]:
        chosen = self.cleaned_data.get("channels")
        return list(chosen) if chosen else list(KINDS[self.kind].carries[:1])

    @property
    def options(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in KINDS[self.kind].fields}

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in KINDS[self.kind].secrets}


class MailForm(_AccountForm):
    kind = AccountKind.MAIL
    sender = forms.EmailField(label=_("Sender's address"), max_length=254)
    sender_name = forms.CharField(label=_("Sender's name"), max_length=100, required=False)
    smtp_host = forms.CharField(label=_("Mail server for sending (SMTP)"), max_length=253)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    smtp_user = forms.CharField(label=_("User"), max_length=254, required=False)
    smtp_password = forms.CharField(
        label=_("Password"), max_length=500, required=False, widget=forms.PasswordInput
    )
    imap_host = forms.CharField(
        label=_("Mail server for replies (IMAP)"),
        max_length=253,
        required=False,
        help_text=_("Without it nobody hears replies and mails that come back."),
    )
    imap_port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, initial=993, required=False
    )
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    imap_user = forms.CharField(label=_("User"), max_length=254, required=False)
    imap_password = forms.CharField(
        label=_("Password"), max_length=500, required=False, widget=forms.PasswordInput
    )
    imap_folder = forms.CharField(
        label=_("Folder"), max_length=200, required=False, initial="INBOX"
    )
    plus_addresses = forms.BooleanField(
        label=_("name+anything@ arrives in the same box"),
        required=False,
        help_text=_("Replies are then surely told apart. Most mail servers can do it."),
    )


class KannelForm(_AccountForm):
    kind = AccountKind.KANNEL
    url = forms.URLField(
        label=_("Address of sendsms"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Such as https://gateway.example.com:13013/cgi-bin/sendsms"),
    )
    user = forms.CharField(label=_("User"), max_length=100)
    password = forms.CharField(label=_("Password"), max_length=200, widget=forms.PasswordInput)
    sender = forms.CharField(label=_("Number that it is sent from"), max_length=20, required=False)


class TwilioForm(_AccountForm):
    kind = AccountKind.TWILIO
    sid = forms.CharField(label=_("Account SID"), max_length=100)
    token = forms.CharField(label=_("Auth token"), max_length=200, widget=forms.PasswordInput)
    sender = forms.CharField(label=_("Number that it is sent from"), max_length=64)
    channels = forms.MultipleChoiceField(
        label=_("What it is for"),
        choices=[("sms", _("Text messages")), ("call", _("Calls"))],
        widget=forms.CheckboxSelectMultiple,
    )
    url = forms.URLField(
        label=_("Address of the service"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_(
            "Empty for Twilio itself. A service that speaks the same, or your own Asterisk with"
            " heedful voice-bridge, has another."
        ),
    )


FORMS: dict[str, type[_AccountForm]] = {
    form.kind.value: form for form in (MailForm, KannelForm, TwilioForm)
}


class TestForm(forms.Form):
    """Where a test goes to."""

    to = forms.CharField(label=_("Send it to"), max_length=254)


class EntryForm(forms.Form):
    """A word to write, or a number to dial, and the survey that it begins."""

    channel = forms.ChoiceField(label=_("By"), choices=By.choices)
    word = forms.CharField(
        label=_("Word, or number dialled"),
        max_length=30,
        required=False,
        help_text=_("One word such as HARBOUR. Empty: whatever else is written or dialled."),
    )
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(), label=_("Survey"), empty_label=_("Choose a survey")
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["questionnaire"]
        asked = Questionnaire.objects.filter(tenant=member.tenant_id, versions__isnull=False)
        field.queryset = asked.distinct().order_by("name")  # type: ignore[attr-defined]  # a model's
        field.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]  # as above
        self.fields["place"] = PlaceField(member=member, label=_("Location (code or name)"))

    def clean_place(self) -> Node:
        place: Node = self.cleaned_data["place"]
        if place.kind != NodeKind.LOCATION:
            raise ValidationError(_now("Choose a location, not a group."))
        return place

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = cleaned.get("word", "")
        if typed and not as_kept(typed, By(cleaned.get("channel", By.SMS))):
            self.add_error("word", _now("Write one word, or the digits of a number."))
        return cleaned
