"""Pages that span rooms."""

from django.urls import path

from heedful.web import health, views
from heedful.web.alerts.views import alerts, ruling
from heedful.web.audit import views as audit
from heedful.web.cases.views import acts as case_acts
from heedful.web.cases.views import lists as case_lists
from heedful.web.cases.views import one as case_one
from heedful.web.cases.views import question as case_question
from heedful.web.cases.views import report as case_report
from heedful.web.cases.views import settings as case_settings
from heedful.web.channels.views import accounts as channel_accounts
from heedful.web.channels.views import messages as channel_messages
from heedful.web.channels.views import overview as channels
from heedful.web.channels.views import recordings
from heedful.web.compare import views as compare
from heedful.web.consistency import views as consistency
from heedful.web.customers import views as customers
from heedful.web.dayparts import views as dayparts
from heedful.web.drivers import views as drivers
from heedful.web.explore import views as explore
from heedful.web.invitations.views import programmes as invitations
from heedful.web.invitations.views import refused as invitations_refused
from heedful.web.invitations.views import visits as invitation_visits
from heedful.web.invitations.views import wording as invitation_wording
from heedful.web.jobs import views as jobs
from heedful.web.kept import views as kept
from heedful.web.locations import views as locations
from heedful.web.method import drivers as method_drivers
from heedful.web.method import views as method
from heedful.web.own import own_part
from heedful.web.questions import views as questions
from heedful.web.scorecard import views as scorecard
from heedful.web.soundness import views as soundness
from heedful.web.sources import views as sources
from heedful.web.today import views as today
from heedful.web.trends import views as trends
from heedful.web.week import views as week
from heedful.web.who import views as who

urlpatterns = [
    path("", views.home, name="home"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("today/", today.today_own, name="today-own"),
    path("today/<uuid:key>/", today.today, name="today"),
    path("locations/", locations.locations, name="locations"),
    path("locations.csv", locations.locations_csv, name="locations-csv"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/rules/", ruling.rules, name="alert-rules"),
    path("alerts/rules/new/", ruling.new, name="alert-rule-new"),
    path("alerts/rules/past/", ruling.past, name="alert-past"),
    path("alerts/model/", ruling.model, name="alert-model"),
    path("alerts/rules/<uuid:key>/", ruling.rule, name="alert-rule"),
    path("alerts/rules/<uuid:key>/state/", ruling.state, name="alert-rule-state"),
    path("alerts/rules/<uuid:key>/delete/", ruling.delete, name="alert-rule-delete"),
    path("alerts/rules/<uuid:key>/restore/", ruling.restore, name="alert-rule-restore"),
    path("alerts/list.csv", alerts.alerts_csv, name="alerts-csv"),
    path("alerts/<uuid:key>/", alerts.alert, name="alert"),
    path("alerts/<uuid:key>/see/", alerts.see, name="alert-see"),
    path("alerts/<uuid:key>/unsee/", alerts.unsee, name="alert-unsee"),
    path("drivers/", own_part("drivers"), name="drivers-own"),
    path("drivers/<uuid:key>/", drivers.drivers, name="drivers"),
    path("drivers/<uuid:key>/chart.<slug:kind>", drivers.chart, name="drivers-chart"),
    path("compare/", compare.compare, name="compare"),
    path("compare/table.<slug:kind>", compare.compare_file, name="compare-file"),
    path("benchmarks/", compare.benchmarks, name="benchmarks"),
    path("benchmarks/table.<slug:kind>", compare.benchmarks_file, name="benchmarks-file"),
    path("method/compare/", compare.card, name="compare-card"),
    path("explore/", explore.explore, name="explore"),
    path("explore/answer.<slug:kind>", explore.file, name="explore-file"),
    path("explore/count/", explore.count, name="explore-count"),
    path("explore/words/", explore.words, name="explore-words"),
    path("explore/kept/", kept.kept, name="explore-kept"),
    path("explore/keep/", kept.keep, name="explore-keep"),
    path("explore/kept/<uuid:key>/", kept.one, name="explore-kept-one"),
    path("explore/kept/<uuid:key>/times/", kept.schedule, name="explore-kept-times"),
    path("explore/kept/<uuid:key>/pause/", kept.pause, name="explore-kept-pause"),
    path("explore/kept/<uuid:key>/resume/", kept.resume, name="explore-kept-resume"),
    path("explore/kept/<uuid:key>/stop/", kept.stop, name="explore-kept-stop"),
    path("explore/kept/<uuid:key>/delete/", kept.delete, name="explore-kept-delete"),
    path("explore/kept/<uuid:key>/back/", kept.take_back, name="explore-kept-back"),
    path("explore/no-mail/<str:token>/", kept.no_mail, name="explore-no-mail"),
    path("explore/answers/<uuid:key>.<slug:kind>", kept.snapshot, name="explore-snapshot"),
    path("method/explore/", explore.card, name="explore-card"),
    path("cases/", case_lists.cases, name="cases"),
    path("cases/new/", case_one.new, name="cases-new"),
    path("cases/from/<uuid:key>/", case_one.from_feedback, name="case-from"),
    path("cases/bulk/", case_lists.bulk, name="cases-bulk"),
    path("cases/back/<uuid:batch>/", case_lists.take_back, name="cases-take-back"),
    path("cases/views/", case_lists.views, name="cases-views"),
    path("cases/list.<slug:kind>", case_lists.file, name="cases-file"),
    path("cases/report/", own_part("cases-report"), name="cases-report-own"),
    path("cases/report/<uuid:key>/", case_report.report, name="cases-report"),
    path("cases/settings/", case_settings.settings, name="cases-settings"),
    path("cases/<uuid:key>/", case_one.case, name="case"),
    path("cases/<uuid:key>/<slug:what>/", case_acts.act, name="case-act"),
    path("c/<str:token>/", case_question.question, name="case-question"),
    path("method/cases/<slug:about>/", case_report.card, name="method-cases"),
    path("week/", own_part("week"), name="week-own"),
    path("week/<uuid:key>/", week.week, name="week"),
    path("week/<uuid:key>/chart.<slug:kind>", week.chart, name="week-chart"),
    path("consistency/", own_part("consistency"), name="consistency-own"),
    path("consistency/mystery-shop/", consistency.mystery_shop, name="mystery-shop"),
    path("consistency/<uuid:key>/", consistency.consistency, name="consistency"),
    path("consistency/<uuid:key>/chart.<slug:kind>", consistency.chart, name="consistency-chart"),
    path("method/consistency/<slug:about>/", consistency.card, name="method-consistency"),
    path("organisation/dayparts/", dayparts.dayparts, name="dayparts"),
    path("organisation/audit/", audit.audit, name="audit"),
    path("organisation/audit.csv", audit.audit_csv, name="audit-csv"),
    path("organisation/contact-rules/", customers.contact_rules, name="contact-rules"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<uuid:key>/", customers.customer, name="customer"),
    path("customers/<uuid:key>/peace/", customers.leave_in_peace, name="customer-peace"),
    path("invitations/", invitations.programmes, name="invitations"),
    path("invitations/new/", invitations.make, name="programme-new"),
    path("invitations/visits/", invitation_visits.visits_file, name="invitation-visits"),
    path(
        "invitations/visits/<uuid:key>/",
        invitation_visits.visits_check,
        name="invitation-visits-check",
    ),
    path(
        "invitations/visits/<uuid:key>/rejected.csv",
        invitation_visits.visits_rejected,
        name="invitation-visits-rejected",
    ),
    path("invitations/visits/hook/", invitation_visits.make_address, name="visits-hook"),
    path("invitations/visits/hook/end/", invitation_visits.end_address, name="visits-hook-end"),
    path("invitations/<uuid:key>/", invitations.programme, name="programme"),
    path("invitations/<uuid:key>/settings/", invitations.settings, name="programme-settings"),
    path("invitations/<uuid:key>/start/", invitations.start, name="programme-start"),
    path("invitations/<uuid:key>/pause/", invitations.pause, name="programme-pause"),
    path(
        "invitations/<uuid:key>/wording/<slug:language>/",
        invitation_wording.wording,
        name="programme-wording",
    ),
    path(
        "invitations/<uuid:key>/wording/<slug:language>/try/",
        invitation_wording.try_out,
        name="programme-try",
    ),
    path(
        "invitations/<uuid:key>/not-asked/", invitations_refused.refused, name="programme-refused"
    ),
    path(
        "invitations/<uuid:key>/not-asked.csv",
        invitations_refused.refused_csv,
        name="programme-refused-csv",
    ),
    path("method/invitations/<uuid:key>/", invitations.card, name="method-chance"),
    path("channels/", channels.channels, name="channels"),
    path("channels/add/<slug:kind>/", channel_accounts.add, name="channel-add"),
    path("channels/accounts/<uuid:key>/", channel_accounts.channel, name="channel"),
    path("channels/accounts/<uuid:key>/test/", channel_accounts.test, name="channel-test"),
    path("channels/accounts/<uuid:key>/pause/", channel_accounts.pause, name="channel-pause"),
    path("channels/accounts/<uuid:key>/resume/", channel_accounts.resume, name="channel-resume"),
    path("channels/accounts/<uuid:key>/remove/", channel_accounts.remove, name="channel-remove"),
    path("channels/sent/", channel_messages.sent, name="channel-messages"),
    path("channels/sent/<uuid:key>/again/", channel_messages.again, name="channel-again"),
    path("channels/heard/", channel_messages.heard, name="channel-heard"),
    path("channels/heard/<uuid:key>/done/", channel_messages.done, name="channel-done"),
    path("channels/entries/add/", channels.entry_add, name="channel-entry-add"),
    path("channels/entries/<uuid:key>/close/", channels.entry_close, name="channel-entry-close"),
    path("recordings/", recordings.recordings, name="recordings"),
    path("recordings/<uuid:key>/sound/", recordings.sound, name="recording-sound"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/outbox/retry/", jobs.retry_entries, name="jobs-retry-entries"),
    path("jobs/outbox/<int:entry_id>/retry/", jobs.retry_entry, name="jobs-retry-entry"),
    path("jobs/<int:job_id>/retry/", jobs.retry_job, name="jobs-retry-job"),
    path("method/share/", method.share, name="method-share"),
    path("method/priority/", method.priority, name="method-priority"),
    path("soundness/who-answers/", own_part("who-answers-of"), name="who-answers"),
    path("soundness/who-answers/<uuid:key>/", who.who, name="who-answers-of"),
    path("soundness/who-answers/<uuid:key>/chart.<slug:kind>", who.chart, name="who-answers-chart"),
    path("soundness/who-answers/weighting/", who.weighting, name="weighting"),
    path("soundness/visits/", who.visits_file, name="visits"),
    path("soundness/visits/<uuid:key>/", who.visits_check, name="visits-check"),
    path("soundness/visits/back/", who.visits_back, name="visits-back"),
    path("method/who-answers/", who.card, name="method-who-answers"),
    path("questions/", own_part("questions-of"), name="questions"),
    path("questions/<uuid:key>/", questions.questions, name="questions-of"),
    path(
        "questions/<uuid:key>/<slug:about>/chart.<slug:kind>",
        questions.chart,
        name="questions-chart",
    ),
    path("questions/<uuid:key>.csv", questions.questions_csv, name="questions-csv"),
    path("method/questions/", questions.card, name="method-questions"),
    path("soundness/", soundness.soundness, name="soundness"),
    path("soundness/chart.<slug:kind>", soundness.chart, name="soundness-chart"),
    path("soundness/answers/<uuid:key>/", soundness.decide, name="soundness-decide"),
    path("method/soundness/", soundness.card, name="method-soundness"),
    path("soundness/sources/", sources.sources, name="soundness-sources"),
    path("method/sources/", sources.sources_method, name="soundness-sources-method"),
    path("method/scorecard/", scorecard.scorecard, name="scorecard"),
    path("method/week/", week.card, name="method-week"),
    path("trends/", own_part("trends"), name="trends-own"),
    path("trends/<uuid:key>/", trends.trends, name="trends"),
    path("trends/<uuid:key>/chart.<slug:kind>", trends.trends_chart, name="trends-chart"),
    path("trends/<uuid:key>.csv", trends.trends_csv, name="trends-csv"),
    path("method/trends/", trends.card, name="method-trends"),
    path("method/sides/", method_drivers.sides, name="method-sides"),
    path("method/early/", method_drivers.early, name="method-early"),
    path("method/<slug:name>/", method.method, name="method"),
]
