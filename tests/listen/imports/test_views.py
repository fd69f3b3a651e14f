"""A file from the upload to what came of it, as an analyst sees it."""

import csv
import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heedful.base.org.models import Node
from heedful.base.tenancy.domain import within
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports import domain
from heedful.listen.imports.mapping import read_mapping
from heedful.listen.imports.models import Import, ImportReject, ImportState
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db

FILE = "place,when,recommend,wait,comment\n" + "".join(
    f"{'Mill Road' if n % 2 else 'Pier'},2026-03-{n % 27 + 1:02},{n % 11},{n % 5 + 1},"
    f"“It was nice number {n} and we thank you all very much.”\n"
    for n in range(60)
)


@pytest.fixture
def house():
    tenant, root = make_tenant()
    with within(tenant.pk):
        yield {"tenant": tenant, "root": root, "analyst": make_member(root, "analyst")}


@pytest.fixture
def client(house):
    client = Client()
    client.force_login(house["analyst"].user)
    return client


def upload(client, *texts, name="guests.csv"):
    files = [SimpleUploadedFile(name, text.encode()) for text in texts]
    return client.post(reverse("imports-bring"), {"file": files})


def brought(client, text=FILE, **kwargs) -> Import:
    upload(client, text, **kwargs)
    return Import.objects.latest("created_at")


def mapping_of(client, entry):
    return client.get(reverse("import-mapping", args=[entry.pk]))


def as_posted(response, **changes):
    """What a browser sends back of the page, with some of it changed."""
    posted = {
        name: response.context["form"][name].value() for name in response.context["form"].fields
    }
    for number, column in response.context["columns"]:
        for part in ("role", "code", "label", "low", "high", "not_used"):
            posted[f"c{number}-{part}"] = getattr(column, part)
        for flag in ("reversed", "recommend"):
            if getattr(column, flag):
                posted[f"c{number}-{flag}"] = "on"
    return {name: value for name, value in (posted | changes).items() if value is not False}


def mapped(client, text=FILE) -> Import:
    entry = brought(client, text)
    response = mapping_of(client, entry)
    client.post(response.request["PATH_INFO"], as_posted(response))
    entry.refresh_from_db()
    return entry


def finished(client, house, text=FILE) -> Import:
    entry = mapped(client, text)
    client.post(reverse("import-start", args=[entry.pk]))
    domain.run_import(tenant_id=house["tenant"].pk, import_id=entry.pk, now=timezone.now())
    entry.refresh_from_db()
    return entry


def test_a_file_leads_to_its_mapping_which_is_guessed(client, house):
    response = upload(client, FILE)

    entry = Import.objects.get()
    assert response["Location"] == reverse("import-mapping", args=[entry.pk])
    assert (entry.by, entry.state) == (house["analyst"].user, ImportState.UPLOADED)
    columns = mapping_of(client, entry).context["columns"]
    assert [(column.name, column.role) for _number, column in columns] == [
        ("place", "place"),
        ("when", "when"),
        ("recommend", "primary"),
        ("wait", "driver"),
        ("comment", "comment"),
    ]
    assert Import.objects.get().mapping == ""


def test_a_column_of_known_codes_is_taken_for_codes(client, house):
    for code in ("Mill Road", "Pier"):
        make_node(house["root"], code)

    context = mapping_of(client, brought(client)).context

    assert context["form"]["by_code"].value() is True
    assert context["start"].mapping.location.columns == ("place",)


def test_several_files_wait_each_for_its_mapping(client):
    response = upload(client, FILE, FILE)

    assert response["Location"] == reverse("imports")
    assert [entry.state for entry in client.get(reverse("imports")).context["page"]] == [
        "uploaded", "uploaded",
    ]  # fmt: skip


def test_a_corrected_mapping_is_kept_and_previewed(client):
    entry = brought(client)
    response = mapping_of(client, entry)
    changed = as_posted(
        response,
        **{"c3-role": "marker", "c3-code": "queue", "c3-reversed": "on", "c3-not_used": "5, 9"},
        questionnaire="Guests", version="2026", time_zone="Europe/Berlin",
    )  # fmt: skip

    saved = client.post(response.request["PATH_INFO"], changed)

    assert saved["Location"] == response.request["PATH_INFO"]
    entry.refresh_from_db()
    kept = read_mapping(entry.mapping)
    assert (kept.series.questionnaire, kept.series.version) == ("Guests", "2026")
    assert kept.location.time_zone == "Europe/Berlin"
    item = next(item for item in kept.items if item.code == "queue")
    assert (item.role, item.low, item.high, item.reversed, item.not_used) == (
        "marker", 1, 5, True, ("5", "9"),
    )  # fmt: skip
    preview = mapping_of(client, entry).context["preview"]
    assert (preview.read, preview.accepted, preview.rejected) == (60, 60, 0)
    assert preview.new_places == ["Pier", "Mill Road"]
    assert preview.rows[0].scores == [0, 5]
    assert preview.rows[4].scores == [4, ""]
    assert not Node.objects.filter(name="Pier").exists()
    assert not Feedback.objects.exists()


def test_a_mapping_that_cannot_be_is_told_and_not_kept(client):
    entry = brought(client)
    response = mapping_of(client, entry)

    wrong = client.post(response.request["PATH_INFO"], as_posted(response, **{"c2-low": "x"}))
    none = client.post(response.request["PATH_INFO"], as_posted(response, **{"c2-role": "driver"}))
    two = client.post(response.request["PATH_INFO"], as_posted(response, **{"c2-role": "weight",
                                                               "c3-role": "weight"}))  # fmt: skip

    assert wrong.status_code == none.status_code == two.status_code == 422
    assert wrong.context["wrong"] == (
        "“recommend”: say the lowest and the highest number of its scale, such as 1 and 5."
    )
    assert none.context["wrong"] == (
        "items: none has the role outcome. Say which item is the outcome."
    )
    assert two.context["wrong"] == "Several columns are the weight: recommend, wait. Keep one."
    entry.refresh_from_db()
    assert entry.mapping == ""


def test_the_next_file_of_the_same_form_takes_the_earlier_mapping(client, house):
    first = finished(client, house)

    second = brought(client, FILE.replace("Pier", "Quay"))

    start = mapping_of(client, second).context["start"]
    assert (start.source, start.mapping) == ("earlier", read_mapping(first.mapping))


def test_toml_is_pasted_and_checked(client):
    entry = mapped(client)
    url = reverse("import-toml", args=[entry.pk])
    text = entry.mapping

    refused = client.post(url, {"toml": "title = 1"})
    taken = client.post(url, {"toml": text.replace('code = "wait"', 'code = "queue"')})

    assert refused.status_code == 422
    assert client.get(url).context["form"]["toml"].value() == Import.objects.get().mapping
    assert taken["Location"] == reverse("import-mapping", args=[entry.pk])
    assert read_mapping(Import.objects.get().mapping).items[1].code == "queue"


def test_starting_asks_for_the_job_once(client, house):
    entry = mapped(client)

    for _ in range(2):
        client.post(reverse("import-start", args=[entry.pk]))

    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name) == ("imports.run", "imports")
    assert job.args == {"tenant_id": str(house["tenant"].pk), "import_id": str(entry.pk)}
    page = client.get(reverse("import", args=[entry.pk]))
    assert 'hx-trigger="every 1s"' in page.content.decode()


def test_what_came_of_it_is_shown_and_asked_for_no_more(client, house):
    entry = finished(client, house, FILE + "Pier,yesterday,3,3,x\n")

    fragment = client.get(reverse("import-progress", args=[entry.pk]))

    assert (entry.rows_new, entry.rows_rejected) == (60, 1)
    assert "hx-trigger" not in fragment.content.decode()
    assert fragment.context["rows"] == 61


def test_rejected_rows_are_listed_and_downloaded_without_formulas(client, house):
    entry = finished(client, house, FILE + '"=1+1",31/02/2026,@x,+3,"-comment"\n')

    page = client.get(reverse("import-rejected", args=[entry.pk])).context["page"]
    response = client.get(reverse("import-rejected-csv", args=[entry.pk]))

    assert [(reject.line, reject.column, reject.value) for reject in page] == [
        (62, "when", "31/02/2026")
    ]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][5:] == ["rejected: column", "rejected: reason", "rejected: line"]
    assert rows[1][:5] == ["'=1+1", "31/02/2026", "'@x", "'+3", "'-comment"]
    assert (rows[1][5], rows[1][7]) == ("when", "62")
    assert response["Content-Disposition"] == 'attachment; filename="rejected.csv"'


def test_a_file_is_taken_out_and_then_deleted(client, house):
    entry = finished(client, house)
    url = reverse("import-forget", args=[entry.pk])
    client.post(url)
    assert Import.objects.count() == 1

    client.post(reverse("import-undo", args=[entry.pk]))
    assert ProcrastinateJob.objects.filter(task_name="imports.undo").count() == 1
    domain.undo_import(tenant_id=house["tenant"].pk, import_id=entry.pk)

    assert Feedback.objects.count() == 0
    assert client.post(url)["Location"] == reverse("imports")
    assert Import.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04broken", "The workbook is damaged. Open it and save it again."),
        (b"%PDF-1.7", "This is a PDF, not a table. Import the table that it was made from."),
        (b" \n", "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_says_so(client, content, sentence):
    client.post(reverse("imports-bring"), {"file": SimpleUploadedFile("x.csv", content)})
    response = mapping_of(client, Import.objects.get())

    assert response.status_code == 422
    assert response.context["sentence"] == sentence


def test_hostile_names_and_values_are_shown_as_text(client):
    text = 'place,when,recommend,"<img src=x onerror=alert(1)>"\n' + "".join(
        f"<script>alert(1)</script>{n % 2},2026-03-{n % 27 + 1:02},{n % 11},<b>x</b>\n"
        for n in range(40)
    )
    entry = brought(client, text, name="<svg onload=alert(1)>.csv")

    for response in (mapping_of(client, entry), client.get(reverse("imports"))):
        content = response.content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content
        assert "<svg onload" not in content


def test_too_large_is_refused_before_it_is_read(client, settings):
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, max_upload_mb=1)

    response = upload(client, "x" * 1_200_000)

    assert response.status_code == 413
    assert Import.objects.count() == 0


def test_no_file_is_told(client):
    response = client.post(reverse("imports-bring"), {})

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": ["This field is required."]}


def test_a_file_is_not_taken_from_another_site(house):
    client = Client(enforce_csrf_checks=True)
    client.force_login(house["analyst"].user)

    assert upload(client, FILE).status_code == 403
    assert Import.objects.count() == 0


def test_somebody_with_a_part_sees_their_own_files_only(client, house):
    brought(client)
    group = make_node(house["root"], "North", location=False)
    other = Client()
    other.force_login(make_member(group, "analyst").user)

    assert list(other.get(reverse("imports")).context["page"]) == []
    own = brought(other)
    assert [entry.pk for entry in other.get(reverse("imports")).context["page"]] == [own.pk]
    assert len(client.get(reverse("imports")).context["page"]) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_the_same_number_of_times(
    client, house, count, django_assert_num_queries
):
    for _ in range(count):
        entry = brought(client)
    for line in range(count):
        ImportReject.objects.create(tenant=house["tenant"], source=entry, line=line, reason="x")
    with django_assert_num_queries(15):
        client.get(reverse("imports"))
    with django_assert_num_queries(16):
        client.get(reverse("import-rejected", args=[entry.pk]))


@pytest.mark.parametrize("state", [ImportState.QUEUED, ImportState.RUNNING, ImportState.UNDOING])
def test_a_file_that_nobody_reads_any_more_is_started_again(client, state):
    """The terminal that read it was killed: neither a job nor a process is left."""
    entry = mapped(client)
    cut_off = Import.objects.filter(pk=entry.pk)

    cut_off.update(state=state)
    page = client.get(reverse("import", args=[entry.pk])).content.decode()
    assert "interrupted" in page
    assert "Try again" in page

    cut_off.update(state=state)
    client.post(reverse("import-start", args=[entry.pk]))
    assert cut_off.get().state == ImportState.QUEUED
    assert ProcrastinateJob.objects.filter(task_name="imports.run").count() == 1
    assert client.get(reverse("import", args=[entry.pk])).context["under_way"] is True


def test_a_file_that_nobody_reads_any_more_is_deleted(client):
    entry = mapped(client)
    Import.objects.filter(pk=entry.pk).update(state=ImportState.RUNNING)
    client.post(reverse("import-forget", args=[entry.pk]))
    assert not Import.objects.filter(pk=entry.pk).exists()
