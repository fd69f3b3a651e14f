"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.listen.authoring.models import Handout, Survey, SurveyStep
from heedful.listen.conversations.models import Conversation, EntryPoint, Recording
from heedful.listen.exchange.models import AnswerFile
from heedful.listen.feedback.models import Feedback, RowFactor
from heedful.listen.imports.models import Import, ImportReject
from heedful.listen.invitations.models import (
    Chance,
    Invitation,
    Programme,
    Visit,
    VisitHook,
)
from heedful.listen.responses.models import Picture, Response, Sitting
from heedful.listen.surveys.models import Item, Questionnaire, QuestionnaireVersion, SurveyLink

__all__ = [
    "AnswerFile",
    "Chance",
    "Conversation",
    "EntryPoint",
    "Feedback",
    "Handout",
    "Import",
    "ImportReject",
    "Invitation",
    "Item",
    "Picture",
    "Programme",
    "Questionnaire",
    "QuestionnaireVersion",
    "Recording",
    "Response",
    "RowFactor",
    "Sitting",
    "Survey",
    "SurveyLink",
    "SurveyStep",
    "Visit",
    "VisitHook",
]
