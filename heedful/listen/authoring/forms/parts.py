"""What is asked about the title, the pages and the thank-yous of a survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from heedful.listen.authoring.conditioning import NotATest, condition_of
from heedful.listen.authoring.repeated import Sent, read_tests
from heedful.listen.surveys.definition import Condition, Definition, Ending, Page, Text

LONG = forms.Textarea(attrs={"rows": 2})


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PartForm(forms.Form):
    """A part of a draft; its words are edited in the survey's first language."""

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.language = definition.default_language

    def words(self, name: str, before: Text) -> Text:
        """The text with the words of this form put in; other languages stay."""
        said = self.cleaned_data.get(name, "")
        kept = {code: text for code, text in before.items() if code != self.language}
        return {self.language: said, **kept} if said or before else kept

    def condition(self, before: Condition | None) -> Condition | None:
        """The condition as its tests say; one that is deeper than tests stays as it is."""
        if "plain_tests" not in self.data:
            return None if "no_condition" in self.data else before
        return condition_of(read_tests(Sent.of(self.data)), self.definition)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self.condition(None)
        except NotATest as error:
            told = _now("“%(value)s” is no answer to that question.") % {"value": str(error)}
            self.add_error(None, told)
        return cleaned


class SurveyForm(PartForm):
    """What stands above all questions."""

    title = forms.CharField(label=_("Title"), max_length=200)
    intro = forms.CharField(label=_("Introduction"), max_length=1000, required=False, widget=LONG)
    one_page = forms.BooleanField(
        label=_("All pages at once"),
        required=False,
        help_text=_("Best for short surveys; without it, customers go from page to page."),
    )

    def changed(self) -> Definition:
        return replace(
            self.definition,
            title=self.words("title", self.definition.title),
            intro=self.words("intro", self.definition.intro),
            one_page=self.cleaned_data["one_page"],
        )


class PageForm(PartForm):
    title = forms.CharField(label=_("Title of the page"), max_length=200, required=False)
    sample = forms.IntegerField(
        label=_("Ask each customer so many of these"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("By chance. What is required is always asked. Empty asks all."),
    )
    shuffle = forms.BooleanField(label=_("Questions in random order"), required=False)

    def changed(self, page: Page) -> Page:
        return replace(
            page,
            title=self.words("title", page.title),
            sample=self.cleaned_data["sample"],
            shuffle=self.cleaned_data["shuffle"],
            show_if=self.condition(page.show_if),
        )


class EndingForm(PartForm):
    text = forms.CharField(label=_("Words"), max_length=2000, widget=lines(3))
    link = forms.URLField(
        label=_("Link for everybody"),
        required=False,
        assume_scheme="https",
        help_text=_("All thank-yous carry the same one, whatever was answered."),
    )

    def changed(self, ending: Ending) -> Ending:
        return replace(
            ending,
            text=self.words("text", ending.text),
            link=self.cleaned_data["link"],
            show_if=self.condition(ending.show_if),
        )
