"""The demo fills itself, says where to look, and goes on where it was interrupted."""

import pytest
from django.conf import settings
from django.test import Client

from heedful.base.org.models import Member, Node, NodeKind
from heedful.base.tenancy.domain import within
from heedful.base.tenancy.models import Tenant
from heedful.flows import demo
from heedful.listen.feedback.models import Feedback
from heedful.listen.imports.models import Import, ImportState
from heedful.ops.home import Home
from heedful.understand.drivers.models import DriverRun, Priority
from heedful.understand.metrics.models import DayCell

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, available_apps=settings.INSTALLED_APPS),
]


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.fixture(autouse=True)
def _forgotten():
    Home(settings.ENVIRONMENT.home).remember(demo_survey=None)


def test_a_fill_that_is_interrupted_goes_on_and_shows_its_pages(monkeypatch):
    def die(**_kwargs):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(demo, "dispatch_all", die)
        with pytest.raises(Killed):
            demo.fill()
    tenant = Tenant.objects.get()
    with within(tenant.pk):
        # As a kill in the middle of the file leaves it.
        Import.objects.update(state=ImportState.RUNNING)

    demo.fill()

    with within(tenant.pk):
        rows = Feedback.objects.count()
        assert 58_000 <= rows <= 62_000
        assert sum(DayCell.objects.values_list("rows", flat=True)) == rows
        assert Node.objects.filter(kind=NodeKind.LOCATION).count() == 120
        assert Member.objects.count() == 127
        assert (Import.objects.count(), DriverRun.objects.count()) == (1, 1)
        assert Priority.objects.count() == 120
    links = list(demo.addresses().values())
    manager = Client()
    assert [manager.get(links[1]).status_code, manager.post(links[1]).status_code] == [200, 302]
    assert manager.get(links[2]).status_code == 200
    assert Client().get(links[3]).status_code == 200
    assert list(demo.addresses().values())[2:] == links[2:]
