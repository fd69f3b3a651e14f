"""Qualtrics' survey files (.qsf) as drafts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from heedful.listen.exchange.asking import Asked, Made
from heedful.listen.exchange.comparing import CannotSay
from heedful.listen.exchange.making import Making, language_code, languages_of
from heedful.listen.exchange.plain import list_of, map_of, text_of
from heedful.listen.exchange.qualtrics_kinds import make, options
from heedful.listen.exchange.qualtrics_logic import condition
from heedful.listen.exchange.report import Brought, NotBrought
from heedful.listen.surveys.definition import Condition, Page, Question

Plain = dict[str, object]
# Nobody nests deeper.
DEEPEST_FLOW = 20


def from_qualtrics(found: Plain) -> Brought:
    """Make a draft of a survey of Qualtrics. Raises NotBrought."""
    return _Qsf(found).brought()


class _Qsf:
    def __init__(self, found: Plain) -> None:
        self.entry = map_of(found.get("SurveyEntry"))
        self.questions: dict[str, Plain] = {}
        self.blocks: list[Plain] = []
        self.flow: Plain = {}
        for element in map(map_of, list_of(found.get("SurveyElements"))):
            payload = element.get("Payload")
            match element.get("Element"):
                case "SQ":
                    code = text_of(element.get("PrimaryAttribute"))
                    self.questions[code] = map_of(payload)
                case "BL":
                    self.blocks += map(map_of, list_of(payload))
                case "FL":
                    self.flow = map_of(payload)
        if not self.questions:
            raise NotBrought(_("There is no question in this Qualtrics file."))
        spoken = [text_of(self.entry.get("SurveyLanguage")), *self._further()]
        self.making = Making("Qualtrics", languages_of(spoken))

    def brought(self) -> Brought:
        self._tell_flow(list_of(self.flow.get("Flow")), 0)
        pages = [page for block in self._in_use() for page in self._pages(block)]
        self._tell_unused()
        name = text_of(self.entry.get("SurveyName"))
        title = self.making.worded({self.making.first: name}, _("Survey from Qualtrics"))
        intro = {self.making.first: text_of(self.entry.get("SurveyDescription"))}
        return self.making.finish(
            title=title, intro=self.making.text(intro), pages=pages, endings=()
        )

    def _further(self) -> list[str]:
        return [
            language
            for one in self.questions.values()
            if isinstance(one.get("Language"), dict)
            for language in map_of(one.get("Language"))
        ]

    def _in_use(self) -> list[Plain]:
        used = [one for one in self.blocks if one.get("Type") != "Trash"]
        shown = {code: at for at, code in enumerate(_blocks_of(self.flow, 0)[::-1])}
        # Blocks stand in the file as they were made, and in the flow as they are shown.
        used.sort(key=lambda one: -shown.get(text_of(one.get("ID")), -1))
        asked = {
            text_of(map_of(part).get("QuestionID"))
            for block in self.blocks
            for part in list_of(block.get("BlockElements"))
        }
        loose: list[object] = [
            {"Type": "Question", "QuestionID": code} for code in self.questions if code not in asked
        ]
        return [*used, {"BlockElements": loose}] if loose else used

    def _pages(self, block: Plain) -> list[Page]:
        """Return the pages of one block: it is broken where the original breaks it."""
        pages: list[list[Question]] = [[]]
        for part in map(map_of, list_of(block.get("BlockElements"))):
            if part.get("Type") == "Page Break":
                pages.append([])
            elif part.get("Type") == "Question":
                pages[-1] += self._question(text_of(part.get("QuestionID")), part)
        title = self.making.text({self.making.first: text_of(block.get("Description"))})
        if title.get(self.making.first, "").startswith("Default"):
            title = {}
        return [
            Page(self.making.code("page_1"), tuple(inside), {} if number else title)
            for number, inside in enumerate(pages)
            if inside
        ]

    def _question(self, code: str, part: Plain) -> Sequence[Question]:
        payload = self.questions.get(code)
        if payload is None:
            return ()
        theirs = text_of(payload.get("DataExportTag")) or code
        if part.get("SkipLogic"):
            told = _("It jumps to another place after some answers. Say so there with a condition.")
            self.making.note(theirs, "changed", told)
        asked = Asked(
            theirs=theirs,
            text=self.making.text(self.said(payload, "QuestionText")),
            help={},
            required=self._is_required(payload),
            shuffle=map_of(payload.get("Randomization")).get("Type") == "All",
            show_if=self._condition(theirs, payload.get("DisplayLogic")),
        )
        made = self._made(asked, payload)
        for name, known in self.making.known.items():
            if name == theirs or name.startswith(f"{theirs}_"):
                self.making.written[known.code] = _written(payload)
        # Conditions call questions by QID1, and the report by the name in exports.
        self.making.alias(theirs, code)
        return made

    def _made(self, asked: Asked, payload: Plain) -> Made:
        if any("DisplayLogic" in map_of(one) for one in map_of(payload.get("Choices")).values()):
            told = _("Choices that are shown to some are shown to all.")
            self.making.note(asked.theirs, "changed", told)
        choices = options(self.making, payload, "Choices")
        answers = options(self.making, payload, "Answers")
        return make(self.making, asked, payload, choices, answers)

    def said(self, payload: Plain, name: str) -> dict[str, str]:
        """Return a text in every language that has it."""
        found = {self.making.first: text_of(payload.get(name))}
        for language, words in map_of(payload.get("Language")).items():
            if code := language_code(language):
                found[code] = text_of(map_of(words).get(name))
        return found

    def _is_required(self, payload: Plain) -> bool:
        settings = map_of(map_of(payload.get("Validation")).get("Settings"))
        return settings.get("ForceResponse") == "ON"

    def _condition(self, theirs: str, logic: object) -> Condition | None:
        if not logic:
            return None
        try:
            return condition(self.making, map_of(logic))
        except CannotSay as why:
            told = _("It is shown to everybody, since its condition cannot be said here. %(why)s")
            self.making.note(theirs, "changed", told % {"why": why})
            return None

    def _tell_flow(self, parts: list[object], deep: int) -> None:
        """Name what the survey flow does beside showing blocks in their order."""
        for part in map(map_of, parts):
            kind = text_of(part.get("Type"))
            if kind not in {"Block", "Standard", "Root", ""}:
                told = _("“%(kind)s” in the survey flow has no counterpart.")
                code = text_of(part.get("FlowID")) or kind
                self.making.note(code, "left", told % {"kind": kind[:40]})
            if deep < DEEPEST_FLOW:
                self._tell_flow(list_of(part.get("Flow")), deep + 1)

    def _tell_unused(self) -> None:
        for block in self.blocks:
            if block.get("Type") == "Trash":
                for part in map(map_of, list_of(block.get("BlockElements"))):
                    payload = self.questions.get(text_of(part.get("QuestionID")))
                    if payload is not None:
                        code = text_of(payload.get("DataExportTag"))
                        self.making.note(code, "left", _("It lay among the deleted questions."))


def _written(payload: Plain) -> dict[str, str]:
    """Return how files write the choices, where a person gave them other numbers."""
    recodes = map_of(payload.get("RecodeValues"))
    return {choice: said for choice, one in recodes.items() if (said := text_of(one))}


def _blocks_of(part: Plain, deep: int) -> list[str]:
    """Return the codes of blocks in the order they are shown; one may come several times."""
    if deep > DEEPEST_FLOW:
        return []
    own = [text_of(part.get("ID"))] if part.get("ID") else []
    inside = map(map_of, list_of(part.get("Flow")))
    return own + [code for one in inside for code in _blocks_of(one, deep + 1)]
