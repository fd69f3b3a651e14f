"""Changing a draft: each function returns the survey as it is afterwards.

Knows no Django and no clock. What is changed is named by `about`, so that two people who change
different things do not get in each other's way.
"""

from heedful.listen.authoring.editing.asking import (
    add_question,
    duplicate_question,
    move_question,
    new_question,
    put_question,
    remove_question,
    usual_role,
)
from heedful.listen.authoring.editing.finding import (
    Gone,
    ending_of,
    free_code,
    free_part_code,
    page_of,
    part,
    question_of,
    questions,
)
from heedful.listen.authoring.editing.paging import (
    add_ending,
    add_page,
    move_ending,
    move_page,
    put_ending,
    put_page,
    remove_ending,
    remove_page,
)
from heedful.listen.authoring.editing.whole import (
    put_survey,
    put_theme,
    swapped,
)

__all__ = [
    "Gone",
    "add_ending",
    "add_page",
    "add_question",
    "duplicate_question",
    "ending_of",
    "free_code",
    "free_part_code",
    "move_ending",
    "move_page",
    "move_question",
    "new_question",
    "page_of",
    "part",
    "put_ending",
    "put_page",
    "put_question",
    "put_survey",
    "put_theme",
    "question_of",
    "questions",
    "remove_ending",
    "remove_page",
    "remove_question",
    "swapped",
    "usual_role",
]
