"""The page of channels: accounts with their health, words that begin surveys."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.listen.conversations.entering import WordTaken, close_entry, open_entry
from heedful.listen.conversations.models import By
from heedful.listen.conversations.queries import entry_points_visible_to
from heedful.listen.invitations.queries import newest_version
from heedful.web.channels.forms import EntryForm
from heedful.web.channels.page import channels_page


@require_safe
@needs(Permission.MANAGE_CHANNELS)
def channels(request: MemberRequest) -> HttpResponse:
    page = channels_page(member=request.member, now=timezone.now())
    return render(request, "channels/channels.html", {"page": page})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_CHANNELS)
def entry_add(request: MemberRequest) -> HttpResponse:
    """Let a word or a number begin a survey."""
    form = EntryForm(request.POST or None, member=request.member)
    if form.is_valid():
        given = form.cleaned_data
        try:
            open_entry(
                version=newest_version(given["questionnaire"].pk),
                location=given["place"],
                channel=By(given["channel"]),
                word=given["word"],
                now=timezone.now(),
            )
        except WordTaken:
            form.add_error("word", _("Another survey begins by this already."))
        else:
            messages.success(request, _("Customers can begin the survey by it from now on."))
            return redirect("channels")
    status = 422 if form.is_bound else 200
    return render(request, "channels/entry.html", {"form": form}, status=status)


@require_POST
@needs(Permission.MANAGE_CHANNELS)
def entry_close(request: MemberRequest, key: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(entry_points_visible_to(member=request.member), pk=key)
    close_entry(entry=entry, now=timezone.now())
    messages.success(request, _("Nothing begins by it any more."))
    return redirect("channels")
