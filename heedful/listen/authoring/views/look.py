"""The look of a survey."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.authoring import domain
from heedful.listen.authoring.editing import put_theme
from heedful.listen.authoring.forms.look import ThemeForm
from heedful.listen.authoring.outline import theme_faults
from heedful.listen.authoring.views.shared import survey_or_404, tabs, uuid_of
from heedful.listen.responses.pictures import NotAPicture, keep_picture


@require_http_methods(["GET", "POST"])
@needs(Permission.MAKE_SURVEYS)
def look(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    """Choose colours that can be read, corners, the size of words and a logo."""
    survey = survey_or_404(request, key)
    step, definition = domain.present(survey=survey)
    form = ThemeForm(request.POST or None, request.FILES or None, theme=definition.theme)
    if form.is_valid() and (logo := _logo(request, form)) is not None:
        theme = form.changed(logo)
        for field, sentence in theme_faults(theme):
            form.add_error(field if field in form.fields else None, sentence)
        if form.is_valid():
            try:
                domain.change(
                    survey=survey,
                    seen=uuid_of(request.POST.get("seen", "")),
                    about="theme",
                    edit=partial(put_theme, theme=theme),
                    by=request.member,
                    now=timezone.now(),
                )
            except domain.ChangedMeanwhile:
                form.add_error(
                    None, _("Somebody else changed the look meanwhile. Save again to replace it.")
                )
            else:
                messages.success(request, _("Saved."))
                return redirect("survey-theme", survey.pk)
    step, definition = domain.present(survey=survey)
    context = {
        "survey": survey,
        "seen": step,
        "form": form,
        "theme": definition.theme,
        "tabs": tabs(survey, "survey-theme"),
    }
    return render(request, "authoring/look.html", context, status=422 if form.errors else 200)


def _logo(request: MemberRequest, form: ThemeForm) -> str | None:
    """Keep the picture that was brought and return its key; None when it is no picture."""
    brought = form.cleaned_data["logo"]
    if brought is None:
        return ""
    try:
        kept = keep_picture(
            tenant_id=request.member.tenant_id, file=brought.file, now=timezone.now()
        )
    except NotAPicture:
        form.add_error("logo", _("This is no picture that we can read."))
        return None
    return kept.pk.hex
