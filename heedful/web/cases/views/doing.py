"""The things that are done to a case, each with what was typed for it."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from heedful.act.cases import domain
from heedful.act.cases.asking import ask, promise_done
from heedful.act.cases.merging import merge, split
from heedful.act.cases.models import (
    Case,
    CaseChoice,
    CaseEvent,
    CaseOffer,
    CasePromise,
    CaseQuestion,
)
from heedful.act.cases.offering import decide_offer, offer
from heedful.act.cases.queries import cases_visible_to, workers_for
from heedful.act.cases.talking import note, note_call, present, promise, write_to
from heedful.base.accounts.access import MemberRequest
from heedful.base.connectors.callbacks import own_address
from heedful.web.cases import forms
from heedful.web.cases.problems import Wrong
from heedful.web.cases.words import REFUSALS

# Returns what the person is told; None when there is nothing to say.
Act = Callable[[MemberRequest, Case], str | None]


def _read(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Wrong(forms.problem(form))
    return dict(form.cleaned_data)


def _seen(request: MemberRequest) -> int | None:
    form = forms.SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else None


def _take(request: MemberRequest, case: Case) -> str:
    domain.take(case=case, by=request.member, now=timezone.now(), seen=_seen(request))
    return _("The case is yours.")


def _assign(request: MemberRequest, case: Case) -> str:
    given = _read(forms.AssignForm(request.POST))
    to = workers_for(case=case).filter(pk=given["to"]).first()
    if to is None:
        raise Http404
    domain.assign(case=case, to=to, by=request.member, now=timezone.now(), seen=_seen(request))
    return _("The case was given on.")


def _pause(request: MemberRequest, case: Case) -> str:
    given = _read(forms.ReasonForm(request.POST))
    domain.pause(
        case=case, reason=given["reason"], by=request.member, now=timezone.now(),
        seen=_seen(request),
    )  # fmt: skip
    return _("The clock stands.")


def _resume(request: MemberRequest, case: Case) -> str:
    domain.resume(case=case, by=request.member, now=timezone.now(), seen=_seen(request))
    return _("The clock goes on.")


def _snooze(request: MemberRequest, case: Case) -> str:
    form = forms.MomentForm(request.POST)
    _read(form)
    until = form.moment(ZoneInfo(case.location.time_zone))
    domain.snooze(
        case=case, until=until, by=request.member, now=timezone.now(), seen=_seen(request)
    )
    return _("It is put aside until then.")


def _close(request: MemberRequest, case: Case) -> str:
    given = _read(forms.CloseForm(request.POST))
    cause, action = (_choice(case, given[name]) for name in ("cause", "action"))
    now = timezone.now()
    if not given["outcome"]:
        domain.prepare(case=case, cause=cause, action=action, by=request.member, now=now)
        return _("It closes when the customer says that it was kept.")
    domain.close(
        case=case,
        outcome=given["outcome"],
        cause=cause,
        action=action,
        by=request.member,
        now=now,
        seen=_seen(request),
    )
    asked = ask(case=case, by=request.member, now=now, site=own_address())
    if asked.refused:
        return _("The case is closed. The customer is not asked: %(why)s.") % _why(asked)
    return _("The case is closed, and the customer is asked whether all is put right.")


def _why(asked: CaseQuestion) -> dict[str, Any]:
    return {"why": REFUSALS.get(asked.refused, asked.refused)}


def _choice(case: Case, key: Any) -> CaseChoice:
    return get_object_or_404(CaseChoice, tenant=case.tenant_id, pk=key)


def _reopen(request: MemberRequest, case: Case) -> str:
    domain.reopen(case=case, by=request.member, now=timezone.now(), seen=_seen(request))
    return _("The case is open again.")


def _write(request: MemberRequest, case: Case) -> str:
    given = _read(forms.WriteForm(request.POST))
    write_to(
        case=case, way=given["way"], text=given["text"], by=request.member,
        now=timezone.now(), seen=_seen(request),
    )  # fmt: skip
    return _("It is on its way; below you see how far it came.")


def _call(request: MemberRequest, case: Case) -> str:
    given = _read(forms.CallForm(request.POST))
    note_call(
        case=case, text=given["text"], reached=given["reached"], way=given["way"],
        by=request.member, now=timezone.now(), seen=_seen(request),
    )  # fmt: skip
    return _("The call is noted.")


def _note(request: MemberRequest, case: Case) -> str:
    given = _read(forms.NoteForm(request.POST))
    note(case=case, text=given["text"], by=request.member, now=timezone.now())
    return _("The note is kept. It stays among colleagues.")


def _promise(request: MemberRequest, case: Case) -> str:
    form = forms.PromiseForm(request.POST)
    given = _read(form)
    due, now = form.moment(ZoneInfo(case.location.time_zone)), timezone.now()
    if due <= now:
        raise Wrong(_("Choose a moment that is still to come."))
    promise(
        case=case, text=given["text"], due_at=due, by=request.member, now=now,
        seen=_seen(request),
    )  # fmt: skip
    return _("The promise is kept here.")


def _done(request: MemberRequest, case: Case) -> str:
    given = _read(forms.KeyForm(request.POST))
    made = get_object_or_404(CasePromise, tenant=case.tenant_id, case=case, pk=given["key"])
    asked = promise_done(promise=made, by=request.member, now=timezone.now(), site=own_address())
    if asked.refused:
        return _("It is done. The customer is not asked: %(why)s.") % _why(asked)
    return _("It is done, and the customer is asked whether it was kept.")


def _offer(request: MemberRequest, case: Case) -> str:
    given = _read(forms.OfferForm(request.POST))
    made = offer(
        case=case, what=given["what"], cost=round(given["cost"] * 100),
        by=request.member, now=timezone.now(), seen=_seen(request),
    )  # fmt: skip
    return _("You may offer it.") if made.state == "approved" else _("It waits for approval.")


def _decide(request: MemberRequest, case: Case) -> str:
    given = _read(forms.KeyForm(request.POST))
    made = get_object_or_404(CaseOffer, tenant=case.tenant_id, case=case, pk=given["key"])
    decide_offer(offer=made, approve=given["yes"], by=request.member, now=timezone.now())
    return _("It is decided.")


def _merge(request: MemberRequest, case: Case) -> str:
    given = _read(forms.MergeForm(request.POST))
    into = cases_visible_to(member=request.member).filter(number=given["into"]).first()
    if into is None:
        raise Wrong(_("There is no such case among those that you see."))
    merge(case=case, into=into, by=request.member, now=timezone.now())
    return _("The two cases are one now. You can take it back below.")


def _split(request: MemberRequest, case: Case) -> str:
    split(case=case, by=request.member, now=timezone.now())
    return _("It is a case of its own again.")


def _undo(request: MemberRequest, case: Case) -> str:
    given = _read(forms.KeyForm(request.POST))
    event = get_object_or_404(CaseEvent, tenant=case.tenant_id, case=case, pk=given["key"])
    domain.undo(event=event, by=request.member, now=timezone.now())
    return _("It is taken back.")


def _present(request: MemberRequest, case: Case) -> None:
    present(case=case, by=request.member, now=timezone.now())


ACTS: Mapping[str, Act] = {
    "take": _take,
    "assign": _assign,
    "pause": _pause,
    "resume": _resume,
    "snooze": _snooze,
    "close": _close,
    "reopen": _reopen,
    "write": _write,
    "call": _call,
    "note": _note,
    "promise": _promise,
    "done": _done,
    "offer": _offer,
    "decide": _decide,
    "merge": _merge,
    "split": _split,
    "undo": _undo,
    "present": _present,
}
