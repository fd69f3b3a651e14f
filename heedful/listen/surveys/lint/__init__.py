"""Is a question a good one? Findings name the words, why they matter and what to write instead."""

from heedful.listen.surveys.lint.checking import check, check_form
from heedful.listen.surveys.lint.finding import Finding, Kind, Question
from heedful.listen.surveys.lint.sentences import advice_on

__all__ = ["Finding", "Kind", "Question", "advice_on", "check", "check_form"]
