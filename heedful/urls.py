"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Looked at in this order, so what is asked hundreds of times a second comes first.
    path("", include("heedful.web.api.urls")),
    path("", include("heedful.listen.surveys.urls")),
    path("", include("heedful.web.urls")),
    path("", include("heedful.web.hooks.urls")),
    path("", include("heedful.base.accounts.urls")),
    path("", include("heedful.base.customers.urls")),
    path("", include("heedful.base.live.urls")),
    path("", include("heedful.base.notify.urls")),
    path("", include("heedful.base.org.urls")),
    path("", include("heedful.base.tokens.urls")),
    path("", include("heedful.listen.authoring.urls")),
    path("", include("heedful.listen.exchange.urls")),
    path("", include("heedful.listen.imports.urls")),
    path("", include("heedful.listen.responses.urls")),
]

handler400 = "heedful.web.errors.bad_request"
handler403 = "heedful.web.errors.forbidden"
handler404 = "heedful.web.errors.not_found"
handler500 = "heedful.web.errors.server_error"
