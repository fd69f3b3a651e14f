"""A telephone: it does what TwiML says, as the service would, and signs what it sends."""

from urllib.parse import urlsplit

from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse
from twilio.request_validator import RequestValidator

from heedful.base.connectors.accounts.domain import HOOK
from heedful.base.connectors.secrets import unseal

HOST = "http://testserver"


class Telephone:
    """One call. `said` is what was heard since the last key; `waits` is what the service asks."""

    def __init__(self, account, *, call_id="CA1", number="+4915112345678", to="+4930123"):
        sealed = unseal(account.sealed)
        self.token, self.secret = sealed["token"], sealed[HOOK]
        self.fields = {"CallSid": call_id, "From": number, "To": to, "CallStatus": "in-progress"}
        self.said, self.waits, self.action, self.is_over = [], None, "", False

    def dial(self):
        return self.go(reverse("hook-voice-in", args=[self.secret]))

    def picks_up(self, key):
        return self.go(reverse("hook-voice-out", args=[self.secret, key]))

    def press(self, digits):
        return self.go(self.action, Digits=digits)

    def speak(self, url="https://api.twilio.com/r/RE1", seconds="7"):
        return self.go(self.action, RecordingUrl=url, RecordingDuration=seconds)

    def hang_up(self):
        path = reverse("hook-voice-over", args=[self.secret])
        return self.post(path, CallStatus="completed").status_code

    def post(self, path, **more):
        fields = self.fields | more
        signature = RequestValidator(self.token).compute_signature(f"{HOST}{path}", fields)
        return Client().post(path, fields, headers={"X-Twilio-Signature": signature})

    def go(self, path, **more):
        answer = self.post(path, **more)
        assert answer.status_code == 200, answer.content
        verbs = fromstring(answer.content)
        self.said = [each.text for each in verbs.iter("Say")]
        self.waits = next((each for each in verbs if each.tag in {"Gather", "Record"}), None)
        self.action = "" if self.waits is None else urlsplit(self.waits.get("action")).path
        self.is_over = verbs.find("Hangup") is not None
        return self.said
