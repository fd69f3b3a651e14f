"""What a supervisor or a load balancer asks. Open to everybody, and tells nobody anything."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from heedful.ops.health import problems


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say that this process answers, whatever else may be broken."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Say whether everything that serving needs is there; 503 with what is not."""
    found = problems(now=timezone.now())
    return JsonResponse({"ready": not found, "problems": found}, status=503 if found else 200)
