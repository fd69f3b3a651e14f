"""Addresses of the API, each behind the same door."""

from django.urls import URLPattern, path

from heedful.web.api import ingest, reference
from heedful.web.api.door import guarded
from heedful.web.api.operations import api, no_such_address

AT = "api/v1/"


def _behind_the_door(pattern: URLPattern) -> URLPattern:
    return path(f"{AT}{pattern.pattern}", guarded(pattern.callback), name=pattern.name)


# The framework gives an address once for each method, with the same view.
OPERATIONS = {
    pattern.name: pattern
    for pattern in api.urls[0]
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
}

urlpatterns = [
    path(AT, reference.reference, name="api-reference"),
    path(f"{AT}openapi.json", reference.openapi, name="api-openapi"),
    path(f"{AT}responses", ingest.responses, name="api-responses"),
    *map(_behind_the_door, OPERATIONS.values()),
    path(f"{AT}<path:rest>", guarded(no_such_address), name="api-nowhere"),
]
