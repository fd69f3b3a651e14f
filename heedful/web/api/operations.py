"""Every address where programs read; nothing is changed here."""

from django.http import HttpRequest, HttpResponse
from ninja import Body, NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from heedful import __version__
from heedful.base.tokens.rules import Scope
from heedful.understand.metrics.rules import Window
from heedful.understand.wording import Said, gettext_noop
from heedful.web.api import cards, comments, findings, lists, shapes
from heedful.web.api.door import failed, no_other_names, reached
from heedful.web.api.problems import Problem, problem_response
from heedful.web.api.query import query
from heedful.web.api.visits import Visits, VisitsTold, tell

ABOUT = """\
The same questions and findings as on Heedful's pages: every number with its interval, its n, its
method and its limits, or “not enough evidence yet”. Send a token: `Authorization: Bearer …`.
Only `/responses` and `/visits` change anything: they take answers that another program collected,
and visits that customers may be asked about.
Errors are problem details (RFC 9457). Lists go on with `after`.
"""
PROBLEMS = dict.fromkeys((401, 403, 404, 422, 429), shapes.ProblemShape)

api = NinjaAPI(
    title="Heedful",
    version=__version__,
    description=ABOUT,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    openapi_extra={"security": [{"token": []}]},
)


def _reply(shape: BaseModel) -> HttpResponse:
    """Written by pydantic at once; going through the framework would check all of it again."""
    return HttpResponse(shape.model_dump_json(), content_type="application/json")


@api.get("/query", response={200: shapes.Answer, **PROBLEMS}, url_name="api-query")
def ask_by_address(request: HttpRequest, asked: Query[shapes.Asked]) -> HttpResponse:
    """Ask a question by an address. Scope: metrics."""
    return _reply(query(reached(request, Scope.METRICS, shapes.Asked), asked))


@api.post("/query", response={200: shapes.Answer, **PROBLEMS}, url_name="api-query")
def ask_by_object(request: HttpRequest, asked: Body[shapes.Asked]) -> HttpResponse:
    """Ask a question by a JSON object. Scope: metrics."""
    return _reply(query(reached(request, Scope.METRICS), asked))


@api.get("/measures", response={200: shapes.Measures, **PROBLEMS}, url_name="api-measures")
def measures(request: HttpRequest) -> HttpResponse:
    """List everything that can be asked for. Scope: metrics."""
    reached(request, Scope.METRICS)
    return _reply(lists.measures())


@api.get("/dimensions", response={200: shapes.Dimensions, **PROBLEMS}, url_name="api-dimensions")
def dimensions(request: HttpRequest) -> HttpResponse:
    """List what answers can be cut by and filtered by. Scope: metrics."""
    reached(request, Scope.METRICS)
    return _reply(lists.dimensions())


@api.get(
    "/questionnaires",
    response={200: shapes.Questionnaires, **PROBLEMS},
    url_name="api-questionnaires",
)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """List the questionnaires with their items. Scope: metrics."""
    return _reply(lists.questionnaires(reached(request, Scope.METRICS)))


@api.get("/locations", response={200: shapes.Places, **PROBLEMS}, url_name="api-locations")
def locations(request: HttpRequest, page: Query[shapes.Paged]) -> HttpResponse:
    """List groups and locations in the token's reach, by name. Scope: metrics."""
    caller = reached(request, Scope.METRICS, shapes.Paged)
    return _reply(lists.locations(caller, limit=page.limit, after=page.after))


@api.get("/priorities", response={200: shapes.Priorities, **PROBLEMS}, url_name="api-priorities")
def priorities(request: HttpRequest, asked: Query[shapes.AskedPriorities]) -> HttpResponse:
    """List what each location should do first, by its name. Scope: priorities."""
    caller = reached(request, Scope.PRIORITIES, shapes.AskedPriorities)
    return _reply(
        findings.priorities(caller, under=asked.under, limit=asked.limit, after=asked.after)
    )


@api.get("/drivers", response={200: shapes.Drivers, **PROBLEMS}, url_name="api-drivers")
def drivers(request: HttpRequest, asked: Query[shapes.AskedDrivers]) -> HttpResponse:
    """Tell what goes with the outcome below a place. Scope: priorities."""
    caller = reached(request, Scope.PRIORITIES, shapes.AskedDrivers)
    if bool(asked.first) != bool(asked.last):
        raise Problem("not-a-question", Said(gettext_noop("Give both “from” and “to”, or none.")))
    window = Window(asked.first, asked.last) if asked.first and asked.last else None
    return _reply(findings.drivers(caller, under=asked.under, window=window))


@api.get("/comments", response={200: shapes.Comments, **PROBLEMS}, url_name="api-comments")
def words(request: HttpRequest, asked: Query[shapes.AskedComments]) -> HttpResponse:
    """List customers' own words, newest first. Scope: comments."""
    caller = reached(request, Scope.COMMENTS, shapes.AskedComments)
    found = comments.comments(
        caller,
        under=asked.under,
        first=asked.first,
        last=asked.last,
        limit=asked.limit,
        after=asked.after,
    )
    return _reply(found)


@api.post("/visits", response={200: VisitsTold, **PROBLEMS}, url_name="api-visits")
def visits(request: HttpRequest, told: Body[Visits]) -> HttpResponse:
    """Tell visits, so that their customers can be asked. Scope: write:visits."""
    return _reply(tell(reached(request, Scope.VISITS), told))


@api.get("/method/{slug:name}", response={200: shapes.Card, **PROBLEMS}, url_name="api-method")
def method(request: HttpRequest, name: str) -> HttpResponse:
    """Tell how a measure, “drivers” or “priorities” comes to be. Any scope."""
    no_other_names(request)
    return _reply(cards.card(name))


@api.exception_handler(Problem)
def as_problem(request: HttpRequest, problem: Problem) -> HttpResponse:  # noqa: ARG001 - the framework's signature.
    return problem_response(problem)


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - the framework's signature.
    """Name what does not fit by the name that the program gave it."""
    first = error.errors[0]
    names = [str(one) for one in first["loc"][1:] if one not in {"asked", "page", "told"}]
    said = Said(
        gettext_noop("“%(name)s”: %(why)s."),
        {"name": ".".join(names) or "body", "why": str(first["msg"])},
    )
    return problem_response(Problem("not-a-question", said))


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - the framework's signature.
    said = Said(gettext_noop("What was sent is no JSON object."))
    return problem_response(Problem("not-a-question", said))


@api.exception_handler(Exception)
def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    return failed(request, error)


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 - the route's signature.
    """Tell a program that has a token that the address is wrong."""
    return problem_response(Problem("nothing-here"))
