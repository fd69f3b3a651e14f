"""No reply asks for silence or about a review."""

import pytest

from heedful.act.cases.linting import faults


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("We would be glad if you could delete your Google review.", ["review"]),
        ("Your review was hurtful; please take it down, or take down the post", ["review"]),
        ("If you change your rating to five stars we give you a voucher", ["review", "review"]),
        ("Please RE\u200bMOVE the r\u00adeview", ["review"]),
        ("Please keep this between us.", ["silence"]),
        ("We ask you not to post about it, and don't tell anyone", ["silence"]),
        ("Wenn Sie Ihre Bewertung löschen, laden wir Sie ein", ["review"]),
        ("Bitte behandeln Sie das vertraulich: vertraulich behandelt", ["silence"]),
        ("¿Podría eliminar su reseña?", ["review"]),
        ("Pourriez-vous supprimer votre avis ?", ["review"]),
    ],
)
def test_what_must_not_be_asked_is_found(text, about):
    assert sorted({one.about for one in faults(text)}) == sorted(set(about))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We are sorry that you waited. Thank you for telling us.",
        "We have changed the rota on Sunday evenings.",
        "I removed the charge from your bill and will call you on Monday.",
        "Thank you for your review. We will look at what happened.",
        "Es tut uns leid. Wir ändern den Dienstplan am Sonntag.",
    ],
)
def test_what_may_be_said_is_left_alone(text):
    assert faults(text) == ()
