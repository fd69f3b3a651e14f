"""LimeSurvey's questionnaires as drafts."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from heedful.listen.exchange.asking import Asked, Option
from heedful.listen.exchange.comparing import CannotSay, compare
from heedful.listen.exchange.expressions import read_formula
from heedful.listen.exchange.lss_file import LssFile, Row, read_lss
from heedful.listen.exchange.lss_kinds import Lime, make
from heedful.listen.exchange.making import Making, languages_of
from heedful.listen.exchange.plain import number_of
from heedful.listen.exchange.report import Brought
from heedful.listen.surveys.definition import Condition, Ending, Page, Question


def from_limesurvey(data: bytes) -> Brought:
    """Make a draft of a survey, a group or a question of LimeSurvey. Raises NotBrought."""
    return _Lss(read_lss(data)).brought()


class _Lss:
    def __init__(self, file: LssFile) -> None:
        self.file = file
        survey = next(iter(file.rows("surveys")), {})
        spoken = [survey.get("language", ""), *survey.get("additional_languages", "").split()]
        if not any(spoken):
            spoken = [one.get("language", "") for one in file.rows("question_l10ns")]
        self.making = Making("LimeSurvey", languages_of(spoken))
        self.questions = self._only_once(file.rows("questions"))
        self.below: dict[str, list[Row]] = defaultdict(list)
        for row in self._only_once(file.rows("subquestions")):
            self.below[row.get("parent_qid", "")].append(row)
        self.answers: dict[str, list[Row]] = defaultdict(list)
        for row in self._only_once(file.rows("answers"), ("qid", "code", "scale_id")):
            self.answers[row.get("qid", "")].append(row)
        self.asked_words = file.words("questions", "qid", "question")
        self.asked_words |= file.words("subquestions", "qid", "question")
        self.help_words = file.words("questions", "qid", "help")
        self.attributes = file.attributes()

    def brought(self) -> Brought:
        pages = [self._page(group) for group in self._groups()]
        title = self.making.worded(self._setting("surveyls_title"), _("Survey from LimeSurvey"))
        intro = {**self._setting("surveyls_description")}
        for language, words in self._setting("surveyls_welcometext").items():
            intro[language] = f"{intro.get(language, '')}<p>{words}</p>"
        return self.making.finish(
            title=title, intro=self.making.text(intro), pages=pages, endings=self._endings()
        )

    def _groups(self) -> list[Row]:
        groups = self._only_once(self.file.rows("groups"), ("gid",))
        known = {one.get("gid", "") for one in groups}
        loose = {one.get("gid", "") for one in self.questions} - known
        return sorted(groups, key=_order) + [{"gid": gid} for gid in sorted(loose)]

    def _page(self, group: Row) -> Page:
        gid = group.get("gid", "")
        name = self.file.words("groups", "gid", "group_name").get(gid, {})
        code = self.making.code(f"page_{gid}")
        show_if = self._condition(f"group {gid}", group.get("grelevance", ""))
        if group.get("randomization_group"):
            told = _("Groups in random order stand in a fixed order here.")
            self.making.note(f"group {gid}", "changed", told)
        inside = sorted((one for one in self.questions if one.get("gid", "") == gid), key=_order)
        questions: list[Question] = []
        for row in inside:
            questions += self._question(row)
        return Page(code, tuple(questions), self.making.text(self._by_code(name)), show_if)

    def _question(self, row: Row) -> Sequence[Question]:
        qid, title = row.get("qid", ""), row.get("title", "") or row.get("qid", "?")
        settings = self.attributes.get(qid, {})
        asked = Asked(
            theirs=title,
            text=self._text(self.asked_words.get(qid, {})),
            help=self._text(self.help_words.get(qid, {})),
            required=row.get("mandatory", "") in {"Y", "S"},
            shuffle=settings.get("random_order", settings.get("answer_order", "")) in _RANDOM,
            show_if=self._condition(title, row.get("relevance", "")),
        )
        if settings.get("hidden") == "1":
            self.making.note(title, "left", _("It is hidden and filled by the other tool."))
            return ()
        for name in _UNTOLD & settings.keys():
            told = _("Its setting “%(name)s” has no counterpart.") % {"name": name}
            self.making.note(title, "changed", told)
        if row.get("preg"):
            told = _("What an answer must look like is not checked here.")
            self.making.note(title, "changed", told)
        sub = sorted(self.below[qid], key=_order)
        lime = Lime(
            type=row.get("type", ""),
            rows=[self._option(one) for one in sub if one.get("scale_id", "0") in {"0", ""}],
            columns=[self._option(one) for one in sub if one.get("scale_id", "0") == "1"],
            answers=self._answers(qid),
            other=row.get("other") == "Y",
            settings=settings,
        )
        made = make(self.making, asked, lime)
        self._alias(row, title, sub)
        return made

    def _alias(self, row: Row, title: str, sub: Sequence[Row]) -> None:
        """Old conditions call questions by numbers: survey, group, question, then the row."""
        old = f"{row.get('sid', '')}X{row.get('gid', '')}X{row.get('qid', '')}"
        making = self.making
        for ending in ("", *(one.get("title", "") for one in sub)):
            new = f"{title}_{ending}" if ending else title
            if new in making.known:
                making.known.setdefault(old + ending, making.known[new])
            if new in making.ticks:
                making.ticks.setdefault(old + ending, making.ticks[new])

    def _option(self, row: Row) -> Option:
        words = self._text(self.asked_words.get(row.get("qid", ""), {}))
        return Option(row.get("title", ""), words)

    def _answers(self, qid: str) -> list[Option]:
        rows = sorted(self.answers[qid], key=_order)
        newer = self.file.words("answer_l10ns", "aid", "answer")
        older: dict[str, dict[str, str]] = defaultdict(dict)
        for one in self.file.rows("answers"):
            if one.get("qid") == qid:
                older[one.get("code", "")][one.get("language", "")] = one.get("answer", "")
        return [
            Option(
                one.get("code", ""),
                self._text(newer.get(one.get("aid", ""), older.get(one.get("code", ""), {}))),
            )
            for one in rows
            if one.get("scale_id", "0") in {"0", ""}
        ]

    def _condition(self, code: str, formula: str) -> Condition | None:
        try:
            return read_formula(formula, self._test)
        except CannotSay as why:
            told = _("It is shown to everybody: “%(formula)s” cannot be said here. %(why)s")
            told = told % {"formula": formula[:300], "why": why}
            self.making.note(code, "changed", told)
            return None

    def _test(self, name: str, sign: str, value: str) -> Condition:
        return compare(self.making, name.partition(".")[0], sign, value)

    def _endings(self) -> list[Ending]:
        text = self.making.text(self._setting("surveyls_endtext"))
        link = self._setting("surveyls_url").get(self.making.first, "").strip()
        sound = link if link.startswith(("https://", "http://")) else ""
        return [Ending("end", text, link=sound)] if self.making.first in text else []

    def _setting(self, name: str) -> dict[str, str]:
        rows = self.file.rows("surveys_languagesettings")
        return self._by_code({one.get("surveyls_language", ""): one.get(name, "") for one in rows})

    def _text(self, words: dict[str, str]) -> dict[str, str]:
        return self.making.text(self._by_code(words))

    def _by_code(self, words: dict[str, str]) -> dict[str, str]:
        """Texts by our codes of languages; one without a language is in the first."""
        return {
            languages_of([language])[0] if language else self.making.first: text
            for language, text in words.items()
        }

    def _only_once(self, rows: Sequence[Row], key: tuple[str, ...] = ("qid",)) -> list[Row]:
        """Old files repeat each row in every language; its first one says all but the words."""
        once: dict[tuple[str, ...], Row] = {}
        for row in rows:
            once.setdefault(tuple(row.get(name, "") for name in key), row)
        return list(once.values())


_RANDOM = frozenset(("1", "random"))
# Settings that change what is asked or kept, and that we cannot follow.
_UNTOLD = frozenset(("array_filter", "array_filter_exclude", "em_validation_q", "random_group"))


def _order(row: Row) -> int:
    for name in ("group_order", "question_order", "sortorder"):
        if name in row:
            return number_of(row[name], 0)
    return 0
