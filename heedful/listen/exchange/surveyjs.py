"""SurveyJS' JSON as drafts."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from heedful.listen.exchange.asking import Asked
from heedful.listen.exchange.comparing import CannotSay, compare
from heedful.listen.exchange.expressions import read_formula
from heedful.listen.exchange.making import Making, language_code, languages_of
from heedful.listen.exchange.plain import list_of, map_of, text_of
from heedful.listen.exchange.report import Brought
from heedful.listen.exchange.surveyjs_kinds import Said, make
from heedful.listen.surveys.definition import All, Condition, Ending, Page, Question
from heedful.listen.surveys.definition.conditions import DEEPEST, depth

Plain = dict[str, object]
DEEPEST_PANELS = 20
# Settings of a question that change what is asked, and that we cannot follow.
UNTOLD = (
    "validators", "requiredIf", "enableIf", "choicesByUrl", "defaultValue", "choicesVisibleIf",
    "rowsVisibleIf", "setValueExpression", "choicesFromQuestion",
)  # fmt: skip
UNTOLD_OF_ALL = ("triggers", "calculatedValues", "completedHtmlOnCondition", "navigateToUrl")


def from_surveyjs(found: Plain) -> Brought:
    """Make a draft of a survey of SurveyJS. Raises NotBrought."""
    return _SurveyJs(found).brought()


class _SurveyJs:
    def __init__(self, found: Plain) -> None:
        self.found = found
        # Texts without a language are in the survey's own.
        spoken = [text_of(found.get("locale")) or "en", *sorted(_locales(found, 0))]
        self.making = Making("SurveyJS", languages_of(spoken))

    def brought(self) -> Brought:
        for name in UNTOLD_OF_ALL:
            if self.found.get(name):
                told = _("“%(name)s” has no counterpart.") % {"name": name}
                self.making.note(name, "left", told)
        pages = [self._page(map_of(one)) for one in list_of(self.found.get("pages"))]
        if self.found.get("elements"):
            pages.append(self._page(self.found))
        return self.making.finish(
            title=self.making.worded(self.said(self.found.get("title")), _("Survey from SurveyJS")),
            intro=self.making.text(self.said(self.found.get("description"))),
            pages=pages,
            endings=self._endings(),
        )

    def said(self, value: object) -> dict[str, str]:
        """Return a text by language: plain, or by the names of languages."""
        if not isinstance(value, dict):
            return {self.making.first: text_of(value)}
        found = {self.making.first: text_of(value.get("default"))}
        for language, words in value.items():
            if code := language_code(language):
                found[code] = text_of(words) or found.get(code, "")
        return found

    def _page(self, page: Plain) -> Page:
        own = page is not self.found
        code = self.making.code(text_of(page.get("name")) if own else "page_1")
        show_if = self._condition(code, page, None) if own else None
        shuffle = "random" in (page.get("questionsOrder"), page.get("questionOrder"))
        inside = tuple(self._inside(list_of(page.get("elements")), None, 0))
        title = self.making.text(self.said(page.get("title"))) if own else {}
        return Page(code, inside, title, show_if, shuffle)

    def _inside(
        self, elements: Sequence[object], show_if: Condition | None, deep: int
    ) -> Iterator[Question]:
        """Go through questions, also those in panels; a panel's condition holds for each."""
        for element in map(map_of, elements):
            name = text_of(element.get("name")) or "?"
            if element.get("type") == "panel" and deep < DEEPEST_PANELS:
                whole = self._condition(name, element, show_if)
                told = _("The frame around its questions is not drawn; they stand on the page.")
                self.making.note(name, "changed", told)
                yield from self._inside(list_of(element.get("elements")), whole, deep + 1)
            else:
                yield from self._question(element, name, show_if)

    def _question(
        self, element: Plain, name: str, show_if: Condition | None
    ) -> tuple[Question, ...]:
        text = self.making.text(self.said(element.get("title") or name))
        for setting in UNTOLD:
            if element.get(setting):
                told = _("Its setting “%(name)s” has no counterpart.") % {"name": setting}
                self.making.note(name, "changed", told)
        if element.get("visible") is False:
            self.making.note(name, "left", _("It is hidden and filled by the other tool."))
            return ()
        asked = Asked(
            theirs=name,
            text=text,
            help=self.making.text(self.said(element.get("description"))),
            required=element.get("isRequired") is True,
            shuffle="random" in (element.get("choicesOrder"), element.get("rowOrder"),
                                 element.get("rowsOrder")),
            show_if=self._condition(name, element, show_if),
        )  # fmt: skip
        return make(self.making, asked, Said(element, self.said))

    def _condition(self, name: str, part: Plain, outer: Condition | None) -> Condition | None:
        formula = text_of(part.get("visibleIf"))
        try:
            inner = read_formula(formula, self._test)
        except CannotSay as why:
            told = _("It is shown to everybody: “%(formula)s” cannot be said here. %(why)s")
            self.making.note(name, "changed", told % {"formula": formula[:300], "why": why})
            return outer
        if outer is None or inner is None:
            return inner or outer
        both = All((outer, inner))
        if depth(both) > DEEPEST:
            self.making.note(name, "changed", _("Only its own condition was taken over."))
            return inner
        return both

    def _test(self, name: str, sign: str, value: str) -> Condition:
        # A row of a matrix is called by a full stop: {service.speed}.
        return compare(self.making, name.replace(".", "_"), sign, value)

    def _endings(self) -> list[Ending]:
        text = self.making.text(self.said(self.found.get("completedHtml")))
        return [Ending("end", text)] if self.making.first in text else []


def _locales(value: object, deep: int) -> set[str]:
    """Find the languages that texts come in: mappings with a "default" name them."""
    if deep > DEEPEST_PANELS * 2:
        return set()
    if isinstance(value, list):
        return {one for part in value for one in _locales(part, deep + 1)}
    if not isinstance(value, dict):
        return set()
    found = {one for part in value.values() for one in _locales(part, deep + 1)}
    if "default" in value and all(isinstance(one, str) for one in value.values()):
        found |= {code for one in value if one != "default" and (code := language_code(one))}
    return found
