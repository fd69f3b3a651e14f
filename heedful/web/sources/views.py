"""Where the data came from, and what is odd about it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heedful.base.accounts.access import MemberRequest, needs
from heedful.base.org.rules import Permission
from heedful.understand.soundness.queries import newest_soundness
from heedful.web.about import what_it_is_about
from heedful.web.method.card import Card, Entry, card_page
from heedful.web.sources.words import told


@require_safe
@needs(Permission.SEE_FINDINGS)
def sources(request: MemberRequest) -> HttpResponse:
    """Show what was noticed in the newest year of feedback and in its files."""
    about = what_it_is_about(member=request.member)
    found = about and newest_soundness(
        tenant_id=request.member.tenant_id, questionnaire_id=about.subject.questionnaire_id
    )
    if not about or not found:
        return render(request, "sources/empty.html")
    run, soundness = found
    findings = told(soundness.findings)
    context = {
        "about": about,
        "run": run,
        "soundness": soundness,
        "serious": [one for one in findings if one.serious],
        "told": [one for one in findings if not one.serious],
    }
    return render(request, "sources/sources.html", context)


@require_safe
@needs(Permission.SEE_FINDINGS)
def sources_method(request: MemberRequest) -> HttpResponse:
    """Tell how the data is looked at."""
    return card_page(
        request,
        Card(
            title=_("What is odd about the data"),
            plain=_(
                "Signs that answers are not what people said of their visit, or not what the file"
                " seems to say. A sign is a reason to look, not a proof."
            ),
            entries=[
                Entry(
                    _("Sets somebody filled in"),
                    _(
                        "A set of answers that stands at least five times as often as the most"
                        " frequent one that differs from it by a single step of a single question,"
                        " and so often that chance brings that once in a million rows or less."
                    ),
                ),
                Entry(
                    _("The same mark for everything"),
                    _("Rows with five marks or more that are all equal; told from a quarter on."),
                ),
                Entry(
                    _("Reversed"),
                    _(
                        "A question whose correlation with the others, within places, is below"
                        " −0.10 in the middle."
                    ),
                ),
                Entry(
                    _("Against the words"),
                    _(
                        "Comments that only praise or only blame, by a list of plain words, beside"
                        " the marks of the same guests: told when praise has the lower marks by"
                        " more than four standard errors, with 30 comments or more on each side."
                    ),
                ),
                Entry(
                    _("Weights"),
                    _(
                        "The score with and without weights (of the source, of doubtful answers"
                        " and of who answers together); serious when they differ by more than a"
                        " quarter of the interval's width."
                    ),
                ),
                Entry(
                    _("Clusters"),
                    _(
                        "Design effect after Kish (1965): 1 + (m − 1) × the correlation of answers"
                        " of one place and day, m being the answers of a typical day. Told from"
                        " 1.5 on."
                    ),
                ),
                Entry(
                    _("Data"),
                    _("The newest year of feedback of the main questionnaire, and all its files."),
                ),
                Entry(
                    _("What it cannot tell"),
                    _("Careful inventions look like answers. Nothing is deleted or turned round."),
                ),
            ],
            lines=("sources-noticed", "sources-in-peace"),
            back=reverse("soundness-sources"),
        ),
    )
