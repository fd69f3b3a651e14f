"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.imports.models import Import, ImportReject
from heedful.listen.responses.models import Response
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion, SurveyLink

__all__ = [
    "Feedback",
    "Import",
    "ImportReject",
    "Item",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "RowFactor",
    "SurveyLink",
]
