"""The languages of a survey: side by side, and as a file."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from babel import Locale, UnknownLocaleError
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.files.table import NotATable
from heedful.base.org.rules import Permission
from heedful.listen.authoring import domain
from heedful.listen.authoring.models import Survey
from heedful.listen.authoring.texts import (
    complete,
    texts_of,
    with_language,
    with_words,
    without_language,
)
from heedful.listen.authoring.views.shared import survey_or_404, tabs, uuid_of
from heedful.listen.authoring.words_file import read_words, write_words
from heedful.listen.surveys.definition import Definition
from heedful.listen.surveys.phrases import languages_known

LONGEST_FILE = 2_000_000
LONGEST_WORDS = 5_000
# Offered by name; a code of any other language can be typed.
OFFERED = (
    "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ka", "kk", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt",
    "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    there: int
    of_all: int
    direction: str


@dataclass(frozen=True, slots=True)
class Line:
    """One text beside its translation; the same words in several places are written once."""

    paths: tuple[str, ...]
    field: str
    source: str
    words: str


@require_safe
@needs(Permission.MAKE_SURVEYS)
def languages(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Show how complete each language is, and the texts of one beside those of the first."""
    survey = survey_or_404(request, key)
    step, definition = domain.present(survey=survey)
    other = [one for one in definition.languages if one != definition.default_language]
    wanted = request.GET.get("to", "")
    chosen = wanted if wanted in other else next(iter(other), "")
    context = {
        "survey": survey,
        "seen": step,
        "first": _language(definition.default_language, definition),
        "languages": [_language(one, definition) for one in definition.languages],
        "chosen": _language(chosen, definition) if chosen else None,
        "lines": _lines(definition, chosen) if chosen else (),
        "offered": [(one, _name(one)) for one in OFFERED if one not in definition.languages],
        "ours": ", ".join(sorted(_name(one) for one in languages_known())),
        "tabs": tabs(survey, "survey-languages"),
    }
    return render(request, "authoring/languages.html", context)


@require_POST
@needs(Permission.MAKE_SURVEYS)
def put(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Add a language, take one out, or keep the words of one."""
    survey = survey_or_404(request, key)
    _step, definition = domain.present(survey=survey)
    language, wanted = request.POST.get("language", ""), request.POST.get("do", "")
    if wanted == "add" and _is_language(language):
        edit, about = partial(with_language, language=language), ""
    elif language not in definition.languages:
        messages.warning(request, _("This is not the code of a language."))
        return redirect("survey-languages", survey.pk)
    elif wanted == "remove":
        edit, about = partial(without_language, language=language), ""
    else:
        words = _given(request, definition, language)
        edit = partial(with_words, language=language, words=words)
        about = f"words/{language}"
    try:
        domain.change(
            survey=survey,
            seen=uuid_of(request.POST.get("seen", "")) if about else None,
            about=about,
            edit=edit,
            by=request.member,
            now=timezone.now(),
        )
    except domain.ChangedMeanwhile:
        told = _("Somebody else changed words of this language meanwhile. Nothing was saved yet.")
        messages.warning(request, told)
        return redirect(_address(survey, language))
    messages.success(request, _("Saved."))
    return redirect(_address(survey, language))


@require_safe
@needs(Permission.MAKE_SURVEYS)
def words_csv(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """The words as a file that spreadsheets open rightly."""
    survey = survey_or_404(request, key)
    _step, definition = domain.present(survey=survey)
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + write_words(definition),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="words.csv"'
    return response


@require_POST
@needs(Permission.MAKE_SURVEYS)
def bring_words(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Take the words of a file in; what it leaves empty stays as it is."""
    survey, file = survey_or_404(request, key), request.FILES.get("file")
    _step, definition = domain.present(survey=survey)
    if file is None:
        messages.warning(request, _("Choose a file first."))
        return redirect("survey-languages", survey.pk)
    try:
        found = read_words(file.read(LONGEST_FILE), definition)
    except NotATable as error:
        messages.error(request, str(error))
        return redirect("survey-languages", survey.pk)

    def edit(draft: Definition) -> Definition:
        for language, words in found.items():
            draft = with_words(draft, language, words)
        return draft

    domain.change(
        survey=survey, seen=None, about="", edit=edit, by=request.member, now=timezone.now()
    )
    count = sum(map(len, found.values()))
    messages.success(request, _("%(n)s texts taken in. “Undo” takes them out.") % {"n": count})
    return redirect("survey-languages", survey.pk)


def _given(request: MemberRequest, definition: Definition, language: str) -> dict[str, str]:
    """The words as they came, of texts that the form showed."""
    given: dict[str, str] = {}
    for line in _lines(definition, language):
        words = request.POST.get(line.field)
        if words is not None:
            plain = words.replace("\0", "").replace("\r\n", "\n").strip()[:LONGEST_WORDS]
            given |= dict.fromkeys(line.paths, plain)
    return given


def _lines(definition: Definition, language: str) -> Sequence[Line]:
    """Texts that are alike in both languages, such as the ends of scales, are one line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for said in texts_of(definition):
        source = said.text.get(definition.default_language, "")
        alike.setdefault((source, said.text.get(language, "")), []).append(said.path)
    return [
        Line(tuple(paths), f"text-{paths[0]}", source, words)
        for (source, words), paths in alike.items()
    ]


def _language(code: str, definition: Definition) -> Language:
    there, of_all = complete(definition)[code]
    return Language(code, _name(code), there, of_all, "rtl" if runs_left(code) else "ltr")


def _name(code: str) -> str:
    """A language's name in the reader's own, or its code."""
    try:
        found = Locale.parse(code.replace("-", "_"))
        return found.get_display_name(get_language().replace("-", "_")) or code
    except (UnknownLocaleError, ValueError):
        return code


def runs_left(code: str) -> bool:
    """Say whether a language is written from right to left."""
    return bool(Locale.parse(code.replace("-", "_")).text_direction == "rtl")


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _address(survey: Survey, language: str) -> str:
    return f"{reverse('survey-languages', args=[survey.pk])}?{urlencode({'to': language})}"
