"""Every word a person sees goes through gettext: in a pseudo-language nothing plain is left."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from babel import Locale
from django.apps import apps
from django.test import Client
from django.utils import timezone, translation

from heedful.act.cases.arranging import add_choice, set_budget
from heedful.act.cases.domain import open_by_hand, pause
from heedful.act.cases.offering import offer
from heedful.act.cases.talking import note_call, promise
from heedful.base.accounts.models import User
from heedful.base.org.currencies import legal_tender
from heedful.base.org.models import Member
from heedful.base.tenancy.domain import within
from heedful.listen.authoring.starts import build
from heedful.listen.authoring.texts import texts_of
from heedful.web.explore.words import _said

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
# Babel says it in each of its languages.
AGO = re.compile(r"\b\d+ \w+ ago\b")
LETTERS = re.compile(r"[^\W\d_]{2,}")
UNSEEN = {"script", "style"}
SPOKEN = {"aria-label", "placeholder", "title", "alt"}
# Names of the product, of codes that are typed as they stand, and of figures.
NAMES = (
    "alert.raised",
    "alert.seen",
    "Heedful",
    "CSV",
    "PDF",
    "PNG",
    "SVG",
    "Excel",
    "Parquet",
    "TOML",
    "UTC",
    "EUR",
    "R²",
)


class Words(HTMLParser):
    """What a page shows or says aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self._open.append(tag)
        self.texts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNSEEN & set(self._open):
            self.texts.append(data)


@pytest.fixture
def pseudo(monkeypatch) -> Iterator[None]:
    """Mark whatever is translated, and nothing else."""
    catalogue = translation._trans
    catalogue.gettext("")  # Loads the catalogue, which would otherwise replace what is set here.

    def gettext(message):
        return f"⟦{message}⟧" if message else ""

    def ngettext(one, many, number):
        return gettext(one if number == 1 else many)

    monkeypatch.setattr(catalogue, "gettext", gettext, raising=False)
    monkeypatch.setattr(catalogue, "ngettext", ngettext, raising=False)
    monkeypatch.setattr(catalogue, "pgettext", lambda _context, m: gettext(m), raising=False)
    monkeypatch.setattr(
        catalogue, "npgettext", lambda _context, *told: ngettext(*told), raising=False
    )
    # Names of cuts are remembered by language, and this one passes for English.
    _said.cache_clear()
    yield
    _said.cache_clear()


def test_the_pseudo_language_marks_what_is_translated(pseudo):
    assert translation.gettext("Today") == "⟦Today⟧"
    assert translation.ngettext("%d answer", "%d answers", 2) % 2 == "⟦2 answers⟧"


@pytest.mark.parametrize(
    "path",
    [
        "/today/{pier}/",
        "/today/{quay}/",
        "/locations/",
        "/drivers/{root}/",
        "/trends/{root}/",
        "/trends/{pier}/",
        "/trends/{quay}/",
        "/method/trends/?node={pier}",
        "/drivers/{pier}/",
        "/explore/",
        "/explore/?measure=mean&by=location&compare=before",
        "/explore/?measure=mean&by=week&by=group",
        "/explore/kept/",
        "/compare/?place={pier}&place={mill}",
        "/benchmarks/",
        "/method/compare/?by=region",
        "/explore/words/?measure=mean&weekday=5",
        "/method/explore/?measure=mean&by=location&compare=before&weekday=5",
        "/consistency/mystery-shop/",
        "/method/recommend/?node={pier}",
        "/imports/",
        "/alerts/",
        "/alerts/?show=shadow",
        "/alerts/rules/",
        "/alerts/rules/new/",
        "/alerts/model/",
        "/notices/",
        "/notices/ways/",
        "/alerts/duty/",
        "/settings/webhooks/",
        "/jobs/",
        "/profile/",
        "/organisation/tree/",
        "/organisation/tree/{pier}/",
        "/organisation/people/",
        "/invitations/",
        "/invitations/new/",
        "/customers/",
        "/organisation/contact-rules/",
        "/cases/",
        "/cases/new/",
        "/cases/settings/",
        "/cases/report/{root}/",
        "/method/cases/order/",
        "/method/cases/report/",
        "/nothing-here/",
    ],
)
def test_no_page_has_a_word_that_cannot_be_translated(chain, enter, pseudo, path):
    client = enter(chain.root, "owner")

    places = {name: getattr(chain, name).pk for name in ("mill", "pier", "quay", "root")}
    page = client.get(path.format(**places))

    assert plain_words(page.content.decode(), chain) == []


def test_a_case_has_no_word_that_cannot_be_translated(chain, enter, pseudo):
    client = enter(chain.root, "owner")
    now = timezone.now()
    with within(chain.tenant.pk):
        by = Member.objects.get()
        told = {"by": by, "location": chain.pier, "words": "words 1", "now": now}
        case = open_by_hand(**told, score=2)
        for kind in ("cause", "action"):
            add_choice(tenant_id=chain.tenant.pk, kind=kind, label="words 2")
        set_budget(tenant_id=chain.tenant.pk, role="owner", a_month=900, without_asking=100)
        offer(case=case, what="words 3", cost=200, by=by, now=now)
        promise(case=case, text="words 4", due_at=now + timedelta(days=1), by=by, now=now)
        note_call(case=case, text="words 5", reached=False, by=by, now=now)
        pause(case=case, reason="words 6", by=by, now=now)

    for path in (f"/cases/{case.pk}/", "/cases/?show=all", f"/method/cases/order/?case={case.pk}"):
        assert plain_words(client.get(path).content.decode(), chain) == []


def test_the_way_in_has_no_word_that_cannot_be_translated(chain, pseudo):
    page = Client().get("/", follow=True)

    assert plain_words(page.content.decode(), chain) == []


def plain_words(html: str, chain) -> list[str]:
    """What is left of a page without translated words, data, and names of days and months."""
    parser = Words()
    parser.feed(html)
    data = sorted(known_data(chain), key=len, reverse=True)
    left = []
    for text in parser.texts:
        rest = text
        while MARKED.search(rest):
            rest = MARKED.sub(" ", rest)
        rest = AGO.sub(" ", rest)
        for known in data:
            rest = rest.replace(known, " ")
        if LETTERS.search(rest):
            left.append(" ".join(text.split()))
    return left


def known_data(chain) -> set[str]:
    """Whatever an organisation typed itself, and the calendar's words."""
    english = Locale("en")
    calendar = {
        word
        for names in (english.months, english.days)
        for width in names["format"].values()
        for word in width.values()
        if len(word) > 1
    }
    typed = set()
    with within(chain.tenant.pk):
        for label in ("base.Node", "listen.Item", "listen.Questionnaire"):
            for row in apps.get_model(label).objects.values():
                typed |= {value for value in row.values() if isinstance(value, str) and value}
    people = {text for user in User.objects.all() for text in (user.email, user.name) if text}
    spoken = {f"words {number}" for number in range(900)}
    # Names of time zones are identifiers of the tz database.
    zones = {zone.replace("_", " ") for zone in available_timezones()}
    # CLDR has the names of money.
    money = {label for _code, label in legal_tender("en")}
    return zones | money | calendar | typed | people | spoken | {chain.tenant.name, *NAMES}


@pytest.mark.parametrize("path", ["/surveys/", "/surveys/new/", "{edit}", "{edit}publish/"])
def test_no_page_of_the_builder_has_a_word_that_cannot_be_translated(chain, enter, pseudo, path):
    client = enter(chain.root, "owner")
    edit = client.post("/surveys/new/", {"start": "shop"}).url
    written = sorted(
        {word for said in texts_of(build("shop")) for word in said.text.values()}, key=len
    )

    page = client.get(path.format(edit=edit))

    left = " ".join(plain_words(page.content.decode(), chain))
    for words in reversed(written):
        # The outline shortens what is long, and the page shortens white space.
        left = left.replace(words, " ").replace(f"{words[:59].rstrip()}…", " ")
    assert LETTERS.findall(MARKED.sub(" ", left)) == []
