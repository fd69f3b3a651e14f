"""Starting points are good questions, in each language that they are offered in."""

import pytest

from heedful.listen.authoring.checking import findings
from heedful.listen.authoring.starts import LANGUAGES, STARTS, build
from heedful.listen.authoring.texts import complete
from heedful.listen.surveys.definition import check

NAMES = [start.name for start in STARTS]


@pytest.mark.parametrize("name", NAMES)
def test_a_starting_point_has_no_problem_and_no_finding(name):
    definition = build(name)

    assert check(definition) == ()
    assert [findings(definition, language) for language in LANGUAGES] == [{}, {}, {}]


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_every_language(name):
    counts = complete(build(name))

    assert {language: there for language, (there, _all) in counts.items()} == {
        language: of_all for language, (_there, of_all) in counts.items()
    }


def test_the_language_of_the_organisation_comes_first():
    definition = build("shop", "de")

    assert (definition.default_language, definition.languages) == ("de", ("de", "en", "es"))
