import pytest

from heedful.base.org.models import Role
from heedful.base.tenancy.domain import within
from heedful.base.tokens.models import AccessToken
from heedful.base.tokens.queries import caller_of
from heedful.flows.tokens import end, make, show
from tests.makers import make_member, make_node, make_tenant

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    tenant, root = make_tenant()
    with within(tenant.pk):
        make_node(root, "North", location=False)
        analyst, server = make_member(root, Role.ANALYST), make_member(root, Role.FRONT_LINE)
    return {"tenant": tenant, "analyst": analyst.user.email, "server": server.user.email}


def make_one(email, **fields):
    given = {"name": "Sheet", "scopes": (), "under": None, "days": 90, "tenant": None}
    return make(email=email, **(given | fields))


def the_token(people) -> AccessToken:
    with within(people["tenant"].pk):
        return AccessToken.objects.get()


def test_a_token_is_made_listed_and_ended(people, capsys):
    assert make_one(people["analyst"], under="North", scopes=("comments", "metrics")) == 0
    secret = capsys.readouterr().out.strip()
    token = the_token(people)
    caller = caller_of(secret=secret, now=token.created_at)
    assert (caller.member.scope.name, token.scopes) == ("North", ["comments", "metrics"])
    assert show(tenant=None) == 0
    listed = capsys.readouterr().out
    assert (str(token.pk) in listed, secret in listed) == (True, False)
    assert end(key=token.pk, tenant=None) == 0
    assert capsys.readouterr().out == "“Sheet” opens nothing any more.\n"
    assert caller_of(secret=secret, now=token.created_at) is None


@pytest.mark.parametrize(
    ("who", "fields", "sentence"),
    [
        ("analyst", {"under": "South"}, "There is no single place “South”."),
        ("server", {}, "may not see this"),
        ("nobody@example.org", {}, "There is no “nobody@example.org” in this organisation."),
        ("analyst", {"tenant": "Else"}, "There is no such organisation."),
    ],
)
def test_what_cannot_be_is_told(people, capsys, who, fields, sentence):
    assert make_one(people.get(who, who), **fields) == 2
    told = capsys.readouterr()
    assert (told.out, sentence in told.err) == ("", True)


def test_an_unknown_token_cannot_be_ended(people, capsys):
    assert end(key=people["tenant"].pk, tenant=None) == 2
    assert capsys.readouterr().err == (
        "There is no such token. See them with: heedful token list\n"
    )
