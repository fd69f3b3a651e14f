"""A method card: how a number came to be, in words that a reader who is no statistician follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from heedful.web.scorecard.record import lines_named


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a card: what it tells of (formula, data, interval …), and the text."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """Texts are translated already; `lines` are names of lines of the scorecard."""

    title: str
    plain: str  # what the number means, one to three sentences
    entries: Sequence[Entry]
    lines: Sequence[str]
    back: str  # the address of the page that it came from
    unjudged: str = ""  # why there is nothing to judge; empty where lines may come


def made() -> dict[str, object]:
    """By what and when a card was made."""
    return {"software": settings.VERSION, "computed_at": timezone.now()}


def card_page(request: HttpRequest, card: Card) -> HttpResponse:
    """Show a card with its lines of the scorecard."""
    return render(
        request, "method/card.html", {"card": card, "lines": lines_named(card.lines), **made()}
    )
