"""The demo: the chain “Harbour Table”, invented with known truth and brought in like any other."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rich.console import Console

from cxsim import generate, load_preset, write_observable
from heedful.base.accounts.domain import make_sign_in_link, new_organisation
from heedful.base.org.files.locations import import_locations
from heedful.base.org.files.people import import_people
from heedful.base.org.files.roster import import_roster
from heedful.base.org.models import Member, Node, NodeKind, Placement, Role
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows import priorities
from heedful.flows.demo_alerts import fill_alerts
from heedful.flows.demo_cases import fill_cases
from heedful.flows.demo_invitations import fill_invitations
from heedful.flows.imports import bring_in, dispatch_all, run_with_progress
from heedful.flows.traffic import bring_traffic
from heedful.listen.authoring.adopting import adopt
from heedful.listen.authoring.domain import present
from heedful.listen.authoring.publishing import publish
from heedful.listen.authoring.queries import series_without_survey
from heedful.listen.imports.mapping import load_mapping
from heedful.listen.imports.models import Import, ImportState
from heedful.listen.surveys.domain import make_link
from heedful.listen.surveys.models import QuestionnaireVersion
from heedful.ops.home import Home
from heedful.understand.drivers.models import DriverRun

NAME, OWNER = "Harbour Table", "owner@example.org"
PRESET, SEED = "restaurant-120", 7
TARGET = 40.0
FILE = "feedback.parquet"


def fill() -> None:
    """Fill the demo when it is not full.

    Every step looks at what is there already, so a fill that was killed goes on where it was.
    """
    tenant = Tenant.objects.filter(name=NAME).first()
    if tenant is None:
        tenant, _owner = new_organisation(name=NAME, email=OWNER, time_zone="Europe/London")
    if not _is_full(tenant):
        with tempfile.TemporaryDirectory() as folder:
            _fill(tenant, Path(folder), last_day=timezone.localdate() - timedelta(days=1))


def _is_full(tenant: Tenant) -> bool:
    """The study of drivers is the last step."""
    with within(tenant.pk):
        return DriverRun.objects.filter(tenant=tenant).exists()


def _fill(tenant: Tenant, folder: Path, *, last_day: date) -> None:
    console = Console(stderr=True)
    with console.status("Inventing a restaurant chain"):
        simulated = generate(load_preset(PRESET), SEED, last_day=last_day)
        write_observable(simulated.observable, folder)
    with within(tenant.pk):
        import_locations(
            tenant=tenant, data=(folder / "locations.csv").read_bytes(), since=last_day
        )
        import_people(
            tenant=tenant,
            data=(folder / "people.csv").read_bytes(),
            by=None,
            now=timezone.now(),
        )
        _set_target(tenant)
    _bring_feedback(tenant, folder, console)
    dispatch_all(console=console)
    with within(tenant.pk), console.status("Taking the roster in"):
        import_roster(tenant=tenant, data=(folder / "roster.parquet").read_bytes())
    with console.status("Setting answers beside visits"):
        bring_traffic(tenant=tenant, file=folder / "traffic.parquet", now=timezone.now())
    with within(tenant.pk):
        _publish_survey(tenant)
    with console.status("Inviting guests"):
        fill_invitations(tenant=tenant, now=timezone.now())
    dispatch_all(console=console)
    with within(tenant.pk), console.status("Raising alerts"):
        fill_alerts(tenant=tenant, now=timezone.now())
    with console.status("Finding what each location should do first"):
        priorities.run(tenant_id=tenant.pk, up_to=None, now=timezone.now())
    with console.status("Calling unhappy guests"):
        fill_cases(tenant_id=tenant.pk, now=timezone.now())


def _publish_survey(tenant: Tenant) -> None:
    """Let the series of the file go on as a survey that customers can answer."""
    owner = Member.objects.filter(tenant=tenant, role=Role.OWNER).earliest("pk")
    for series in series_without_survey(member=owner):
        survey = adopt(by=owner, series=series, now=timezone.now())
        step, _definition = present(survey=survey)
        publish(survey=survey, seen=step.pk, by=owner, now=timezone.now())


def _set_target(tenant: Tenant) -> None:
    root = Placement.objects.filter(tenant=tenant, parent=None).values("node_id")
    Node.objects.filter(tenant=tenant, pk__in=root).update(target=TARGET)


def _bring_feedback(tenant: Tenant, folder: Path, console: Console) -> None:
    """Read the feedback, or go on with a reading that was interrupted."""
    with within(tenant.pk):
        begun = Import.objects.filter(tenant=tenant, file_name=FILE).exclude(mapping="")
        entry = begun.select_related("tenant").order_by("created_at").first()
    if entry is None or entry.state == ImportState.UPLOADED:
        mapping = load_mapping(folder / "mapping.toml")
        bring_in(tenant=tenant, file=folder / FILE, mapping=mapping, console=console)
    elif entry.state != ImportState.DONE:
        run_with_progress(entry=entry, console=console)


def addresses() -> dict[str, str]:
    """Where to look in the demo, by what it is. Sign-in links work once and are made anew."""
    tenant = Tenant.objects.get(name=NAME)
    with within(tenant.pk):
        place = Node.objects.filter(tenant=tenant, kind=NodeKind.LOCATION).earliest("code")
        owner = Member.objects.filter(tenant=tenant, role=Role.OWNER).earliest("pk")
        manager = Member.objects.filter(tenant=tenant, scope=place).earliest("pk")
        survey = _survey_of(tenant, place)
    now = timezone.now()
    return {
        "Sign in as the owner (works once)": make_sign_in_link(user=owner.user, now=now),
        f"Sign in as the manager of {place.name} (works once)": make_sign_in_link(
            user=manager.user, now=now
        ),
        f"Today at {place.name}": reverse("today", args=[place.pk]),
        f"The survey of {place.name}": survey,
    }


def _survey_of(tenant: Tenant, place: Node) -> str:
    """The address where customers of a place answer. Only we can remember it: its hash is kept."""
    home = Home(settings.ENVIRONMENT.home)
    known: str | None = home.state().get("demo_survey")
    if known is None:
        version = QuestionnaireVersion.objects.filter(tenant=tenant).latest("created_at")
        token = make_link(version=version, location=place, channel="qr")
        known = reverse("survey", args=[token])
        home.remember(demo_survey=known)
    return known
