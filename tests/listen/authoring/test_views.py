"""Making a survey as a person does it, without JavaScript."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace
from PIL import Image

from heedful.base.audit.models import AuditEntry
from heedful.base.tenancy.domain import within
from heedful.listen.authoring import domain, editing
from heedful.listen.authoring.publishing import publish
from heedful.listen.authoring.starts import build
from heedful.listen.responses.models import Response, Sitting
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import Questionnaire, SurveyLink
from tests.listen.authoring.conftest import NOON
from tests.makers import make_member

TEXTAREA = r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>'


@pytest.fixture
def client(owner, location) -> Client:
    client = Client()
    client.force_login(owner.user)
    return client


def address(name, survey, *more):
    return reverse(name, args=[survey.pk, *more])


def html(response):
    return response.content.decode()


def fields(response) -> dict[str, str]:
    """What a browser would send of the open part's form, as it stands."""
    form = re.search(r'<form[^>]*id="part-form".*?</form>', html(response), re.DOTALL)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if "checked" in tag:
                found[name[1]] = value[1] if value else "on"
        elif name:
            found[name[1]] = value[1] if value else ""
    found |= dict(re.findall(TEXTAREA, form, re.DOTALL))
    for name, inside in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(
        r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', inside)[1]
    return found


def present(survey):
    with within(survey.tenant_id):
        survey.refresh_from_db()
        return domain.present(survey=survey)[1]


def test_an_empty_list_says_what_will_be_there_and_leads_to_the_first_survey(client):
    page = html(client.get(reverse("surveys")))

    assert "Your surveys will be here" in page
    assert reverse("survey-new") in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(
    client, owner, count, django_assert_num_queries
):
    with within(owner.tenant_id):
        for n in range(count):
            made = domain.begin(by=owner, name=f"Survey {n}", definition=build("one"), now=NOON)
            step, _definition = domain.present(survey=made)
            publish(survey=made, seen=step.pk, by=owner, now=NOON)
    client.get(reverse("surveys"))

    with django_assert_num_queries(16):
        page = html(client.get(reverse("surveys")))

    assert page.count("Last change") == count + 1


def test_from_nothing_to_codes_in_five_presses(client, owner, location):
    new = client.post(reverse("survey-new"), {"start": "restaurant"}, follow=True)
    survey = new.context["survey"]
    before = client.get(address("survey-publish", survey))
    seen = re.search(r'name="seen" value="([^"]*)"', html(before))[1]
    links = client.post(address("survey-publish", survey), {"seen": seen}, follow=True)
    form = links.context["form"]
    made = client.post(
        address("survey-links", survey),
        {"place": form["place"].initial or form.initial["place"], "channel": "qr"},
        follow=True,
    )

    assert "http://testserver/f/" in html(made)
    assert html(made).count("<svg") == 1
    with within(owner.tenant_id):
        (link,) = SurveyLink.objects.filter(tenant=owner.tenant_id)
        assert (link.location_id, link.channel) == (location.pk, "qr")
        assert Questionnaire.objects.get().name == "Restaurant"
        assert AuditEntry.objects.filter(action="survey_published").count() == 1


def test_saving_a_question_keeps_its_other_languages(client, survey):
    page = client.get(address("survey-edit", survey) + "?part=question/waiting")
    told = fields(page) | {"text": "How long did you wait?"}

    saved = client.post(address("survey-save", survey), told)

    assert saved.status_code == 302
    question = editing.question_of(present(survey), "waiting")
    assert question.text["en"] == "How long did you wait?"
    assert question.text["de"] == "Wie bewerten Sie die Wartezeit?"


@pytest.mark.parametrize("start", ["restaurant", "bank", "pulse", "one"])
def test_saving_a_form_as_it_stands_changes_nothing(client, owner, start):
    with within(owner.tenant_id):
        survey = domain.begin(by=owner, name="Any", definition=build(start), now=NOON)
    before = present(survey)
    parts = [f"question/{one.code}" for one in editing.questions(before)]
    parts += [f"page/{one.code}" for one in before.pages]
    parts += [f"ending/{one.code}" for one in before.endings]

    for part in ["survey", *parts]:
        page = client.get(address("survey-edit", survey), {"part": part})
        assert client.post(address("survey-save", survey), fields(page)).status_code == 302, part

    assert present(survey) == before
    assert survey.at == 1


def test_answers_to_choose_are_added_reordered_and_taken_out(client, survey):
    page = client.get(address("survey-edit", survey) + "?part=question/how")
    told = fields(page) | {
        "choice-0-text": "",
        "choice-2-place": "1",
        "choice-3-text": "In my car",
    }

    client.post(address("survey-save", survey), told)

    choices = editing.question_of(present(survey), "how").choices
    assert [(one.code, one.text["en"]) for one in choices] == [
        ("brought", "Brought to my home"),
        ("away", "Taken away"),
        ("in_my_car", "In my car"),
    ]


def test_a_condition_is_written_and_read_as_a_sentence(client, survey):
    page = client.get(address("survey-edit", survey) + "?part=question/words")
    told = fields(page) | {
        "test-0-question": "how",
        "test-0-how": "is",
        "test-0-value": "Taken away",
    }

    shown = client.post(address("survey-save", survey), told, follow=True)

    assert "Show when “How did you have your meal?” is “Taken away”." in html(shown)
    told["test-0-value"] = "By ship"
    refused = client.post(address("survey-save", survey), told)
    assert refused.status_code == 422
    assert "“By ship” is no answer to that question." in html(refused)


def test_whoever_comes_second_is_told_and_loses_nothing(client, survey, owner):
    page = client.get(address("survey-edit", survey) + "?part=question/waiting")
    told = fields(page)
    client.post(address("survey-save", survey), told | {"text": "First?"})

    second = client.post(address("survey-save", survey), told | {"text": "Second?"})

    assert second.status_code == 409
    assert "Second?" in html(second)
    assert editing.question_of(present(survey), "waiting").text["en"] == "First?"
    client.post(address("survey-save", survey), fields(second))
    assert editing.question_of(present(survey), "waiting").text["en"] == "Second?"


def test_autosave_answers_with_the_pieces_that_changed(client, survey):
    page = client.get(address("survey-edit", survey) + "?part=question/how")
    told = fields(page) | {"choice-3-text": "In my car"}

    saved = client.post(address("survey-save", survey), told, headers={"HX-Request": "true"})

    assert saved.status_code == 200
    assert saved.headers["HX-Trigger-After-Swap"] == "draft-saved"
    assert 'id="choice-3-code" value="in_my_car" hx-swap-oob="true"' in html(saved)
    assert "Saved at" in html(saved)
    broken = client.post(
        address("survey-save", survey), told | {"text": ""}, headers={"HX-Request": "true"}
    )
    assert "Not saved yet" in html(broken)


def test_buttons_add_copy_move_remove_and_undo(client, survey):
    def press(**told):
        return client.post(address("survey-do", survey), told, follow=True)

    def codes():
        return [one.code for one in editing.questions(present(survey))]

    start = codes()
    press(do="add", part="page/page_3", kind="stars")
    press(do="copy", part="question/waiting")
    press(do="up", part="question/food")
    press(do="remove", part="question/value")

    assert codes() == [
        "recommend", "waiting", "food", "waiting_2", "friendliness", "cleanliness", "relaxed",
        "how", "words", "reach", "stars",
    ]  # fmt: skip
    for _ in range(4):
        press(do="undo", part="question/waiting")
    assert codes() == start
    assert "There is no further step." in html(press(do="undo", part="survey"))
    press(do="redo", part="survey")
    assert codes() == [*start, "stars"]


def test_a_draft_with_problems_names_them_and_is_not_published(client, survey, owner):
    client.post(address("survey-do", survey), {"do": "add", "part": "page/page_1", "kind": "stars"})
    page = client.get(address("survey-publish", survey))

    assert "Publish now" not in html(page)
    assert f"{address('survey-edit', survey)}?part=question/stars" in html(page)
    step = page.context["seen"]
    assert client.post(address("survey-publish", survey), {"seen": step.pk}).status_code == 422
    with within(owner.tenant_id):
        assert Questionnaire.objects.count() == 0


def test_a_part_that_is_not_there_is_not_found(client, survey):
    for part in ("question/nowhere", "page/9", "ending/x", "nonsense"):
        assert client.get(address("survey-edit", survey), {"part": part}).status_code == 404


def test_a_survey_of_another_part_of_the_organisation_is_not_seen(client, owner, location, survey):
    with within(owner.tenant_id):
        below = make_member(location, "owner")
        theirs = domain.begin(by=below, name="Below", definition=build("one"), now=NOON)
    other = Client()
    other.force_login(below.user)

    assert other.get(address("survey-edit", survey)).status_code == 404
    assert client.get(address("survey-edit", theirs)).status_code == 200


def test_a_series_from_a_file_goes_on_as_a_survey(client, owner, version):
    page = html(client.get(reverse("survey-new")))
    assert "Guest survey" in page

    made = client.post(
        reverse("survey-new"), {"series": version.questionnaire_id}, follow=True
    ).context["survey"]

    definition = present(made)
    codes = [one.code for one in editing.questions(definition)]
    assert codes == ["recommend", "waiting", "staff", "comment"]
    with within(owner.tenant_id):
        publish(survey=made, seen=domain.present(survey=made)[0].pk, by=owner, now=NOON)
        newest = Questionnaire.objects.get().versions.latest("created_at")
        assert newest.slots == version.slots
    assert "Guest survey" not in html(client.get(reverse("survey-new")))


def at(page) -> str:
    """The address of a page that a browser was led to."""
    return f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"


def test_the_preview_is_walked_like_the_real_page_and_nothing_is_kept(client, owner, survey):
    with within(owner.tenant_id):
        domain.change(
            survey=survey,
            seen=None,
            about="",
            edit=lambda draft: replace(draft, one_page=False),
            by=owner,
            now=NOON,
        )
    url = address("survey-preview", survey)

    first = client.get(url)
    assert first.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in first.headers["Content-Security-Policy"]
    ticket = first.context["arrival"].ticket
    assert client.post(url, {"ticket": ticket}).status_code == 422
    second = client.post(url, {"ticket": ticket, "q-recommend": "3"}, follow=True)
    assert "How did your food taste?" in html(second)
    third = client.post(at(second), {"ticket": ticket}, follow=True)
    last = client.post(at(third), {"ticket": ticket}, follow=True)

    assert "Somebody here reads your answer soon." in html(last)
    with within(owner.tenant_id):
        assert (Response.objects.count(), Sitting.objects.count()) == (0, 0)


def test_a_closed_survey_takes_no_answers_at_its_addresses_until_it_is_open_again(
    client, owner, location, survey
):
    with within(owner.tenant_id):
        made = publish(survey=survey, seen=domain.present(survey=survey)[0].pk, by=owner, now=NOON)
        token = make_link(version=made, location=location)
    customer = Client()
    page = reverse("survey", args=[token])
    assert customer.get(page).status_code == 200

    client.post(address("survey-openness", survey), {"do": "close"})
    assert customer.get(page).status_code == 404
    client.post(address("survey-openness", survey), {"do": "open"})
    client.post(address("survey-openness", survey), {"do": "end", "most_answers": "1"})
    sent = customer.get(page).context["arrival"].ticket
    thanked = customer.post(page, {"ticket": sent, "q-recommend": "9"}, follow=True)

    assert "Thank you. The people here see your answer." in html(thanked)
    assert customer.get(page).status_code == 410


def test_colours_that_cannot_be_read_are_not_taken_and_a_logo_is_drawn_anew(client, survey):
    look = address("survey-theme", survey)
    dim = {"own_accent": "on", "accent": "#ffff00", "own_background": "on", "background": "#ffffff"}
    refused = client.post(look, dim)
    assert refused.status_code == 422
    assert "too close to the background" in html(refused)

    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    picture.seek(0)
    picture.name = "logo.png"
    client.post(look, {"own_accent": "on", "accent": "#0b5fff", "radius": "4", "logo": picture})

    theme = present(survey).theme
    assert (theme.accent, theme.background, theme.radius) == ("#0b5fff", "", 4)
    assert client.get(address("survey-draft-logo", survey)).headers["Content-Type"] == "image/jpeg"
    kept = io.BytesIO(b"<svg onload=alert(1)>")
    kept.name = "logo.svg"
    assert client.post(look, {"logo": kept}).status_code == 422


def test_wordings_that_mislead_are_named_beside_the_question(client, survey):
    part = address("survey-edit", survey) + "?part=question/friendliness"
    assert "Worth a second look" not in html(client.get(part))
    told = fields(client.get(part)) | {"text": "How friendly and quick was the staff?"}

    shown = html(client.post(address("survey-save", survey), told, follow=True))

    assert "two things at once" in shown
    assert "1 hint" in shown
