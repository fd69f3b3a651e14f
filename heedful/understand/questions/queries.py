"""The door to what the answers say of the questions."""

import uuid

from heedful.understand.drivers.evidence import gather, group_of
from heedful.understand.metrics.rules import Window
from heedful.understand.metrics.subject import Subject
from heedful.understand.questions.rules import QuestionStudy, study_questions


def questions_for(*, subject: Subject, window: Window, node: uuid.UUID) -> QuestionStudy:
    """Study the questions by the answers of the places below a node, in whole months.

    Callers pass a node that the person may see. Three queries, four with weights.
    """
    group = group_of(subject=subject, window=window, node=node)
    return study_questions(gather(subject=subject, window=window, group=group).evidence)
