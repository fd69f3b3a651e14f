"""Formbricks' surveys as drafts: questions in a row, or in blocks as newer ones have them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.exchange.asking import Asked
from heedful.listen.exchange.formbricks_kinds import make
from heedful.listen.exchange.making import Making, language_code, languages_of
from heedful.listen.exchange.plain import list_of, map_of, text_of
from heedful.listen.exchange.report import Brought
from heedful.listen.surveys.definition import Ending, Page, Question

Plain = dict[str, object]


def from_formbricks(found: Plain) -> Brought:
    """Make a draft of a survey of Formbricks. Raises NotBrought."""
    return _Formbricks(found).brought()


class _Formbricks:
    def __init__(self, found: Plain) -> None:
        self.found = found
        spoken = [map_of(one) for one in list_of(found.get("languages"))]
        # The first language is called "default" beside each text.
        spoken.sort(key=lambda one: one.get("default") is not True)
        codes = [_code(one) for one in spoken]
        self.making = Making("Formbricks", languages_of(codes))

    def brought(self) -> Brought:
        pages = [self._page(block) for block in self._blocks()]
        for name in ("hiddenFields", "variables"):
            given = self.found.get(name)
            listed = map_of(given).get("fieldIds") if name == "hiddenFields" else given
            if listed:
                told = _("“%(name)s” has no counterpart.") % {"name": name}
                self.making.note(name, "left", told)
        card = map_of(self.found.get("welcomeCard"))
        intro = self._joined(card) if card.get("enabled") is True else {}
        title = {self.making.first: text_of(self.found.get("name"))}
        return self.making.finish(
            title=self.making.worded(title, _("Survey from Formbricks")),
            intro=self.making.text(intro),
            pages=pages,
            endings=self._endings(),
        )

    def _blocks(self) -> Iterator[tuple[str, Plain]]:
        """Go through what is shown together: one question, or a block of them."""
        for number, block in enumerate(map(map_of, list_of(self.found.get("blocks"))), start=1):
            yield f"page_{number}", block
        questions = list_of(self.found.get("questions"))
        if questions:
            yield "page_questions", {"elements": questions}

    def _page(self, named: tuple[str, Plain]) -> Page:
        name, block = named
        code = self.making.code(name)
        self._tell_jumps(text_of(block.get("name")) or name, block)
        questions: list[Question] = []
        for element in map(map_of, list_of(block.get("elements"))):
            questions += self._question(element)
        return Page(code, tuple(questions))

    def _question(self, element: Plain) -> tuple[Question, ...]:
        code = text_of(element.get("id")) or "?"
        self._tell_jumps(code, element)
        asked = Asked(
            theirs=code,
            text=self.making.text(self.said(element.get("headline"))),
            help=self.making.text(self.said(element.get("subheader") or element.get("html"))),
            required=element.get("required") is True,
            shuffle=text_of(element.get("shuffleOption")) not in {"", "none"},
        )
        return make(self.making, asked, element, self.said)

    def _tell_jumps(self, code: str, part: Plain) -> None:
        if list_of(part.get("logic")):
            told = _("It jumps to another place after some answers. Say so there with a condition.")
            self.making.note(code, "changed", told)

    def said(self, value: object) -> dict[str, str]:
        """Return a text by language: "default" is the first one."""
        if not isinstance(value, dict):
            return {self.making.first: text_of(value)}
        found = {self.making.first: text_of(value.get("default"))}
        for language, words in value.items():
            if language != "default" and (code := language_code(language)):
                found[code] = text_of(words) or found.get(code, "")
        return found

    def _joined(self, card: Plain) -> dict[str, str]:
        head, more = self.said(card.get("headline")), self.said(card.get("html"))
        more = more if any(more.values()) else self.said(card.get("subheader"))
        return {one: f"<p>{head.get(one, '')}</p><p>{more.get(one, '')}</p>" for one in head | more}

    def _endings(self) -> list[Ending]:
        """The first thank-you; the others are reached by jumps, which have no counterpart."""
        given = [map_of(one) for one in list_of(self.found.get("endings"))]
        shown = [one for one in given if one.get("type") == "endScreen"]
        for one in given:
            if one not in shown[:1]:
                told = _("Only the first thank-you was taken over. Add others with a condition.")
                self.making.note(text_of(one.get("id")) or "ending", "left", told)
        text = self.making.text(self._joined(shown[0])) if shown else {}
        return [Ending("end", text)] if self.making.first in text else []


def _code(one: Plain) -> str:
    return text_of(map_of(one.get("language")).get("code")) or text_of(one.get("code"))
