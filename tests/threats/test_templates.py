"""Threat 11: templates that run, or that never end."""

import pytest

from heedful.listen.surveys.definition import words
from heedful.web.cases.one import filled
from tests.act.cases.conftest import chain

__all__ = ["chain"]
KNOWN = {"name": "{{secret}}", "secret": "s3cret", "place": "Pier"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{7*7}}", "{{7*7}}"),
        ("{{ name.__class__ }}", "{{ name.__class__ }}"),
        ("{% debug %}{# x #}", "{% debug %}{# x #}"),
        ("{name} ${name} %(name)s {0}", "{name} ${name} %(name)s {0}"),
        ("{{name}}", "{{secret}}"),  # What was put in is not read again.
        ("{{settings}}", ""),
    ],
)
def test_words_put_names_in_and_run_nothing(text, said):
    assert words({"en": text}, "en", known=KNOWN) == said


def test_a_template_made_to_be_slow_is_not():
    """Ten thousand openings, and as many names; a quadratic reader would take minutes."""
    many = "{{ " * 100_000
    assert words({"en": many}, "en", known=KNOWN) == many
    assert words({"en": "{{place}}" * 50_000}, "en", known=KNOWN) == "Pier" * 50_000


def test_a_name_is_not_read_as_a_placeholder(chain):
    case = chain.case(customer_name="{{me}} {{number}}")
    me = chain.people["agent"]
    assert filled("Dear {{customer}} ({{number}})", case, me) == "Dear {{me}} {{number}} (1)"
    assert filled("{{7*7}} {% x %} {0} {{unknown}}", case, me) == "{{7*7}} {% x %} {0} {{unknown}}"
