"""Pages on which surveys are made and handed out."""

from django.urls import path

from heedful.listen.authoring.views import (
    editor,
    handing,
    listing,
    look,
    preview,
    publishing,
    words,
)

ONE = "surveys/<uuid:key>/"
HANDOUT = f"{ONE}links/<uuid:handout_id>/"

urlpatterns = [
    path("surveys/", listing.surveys, name="surveys"),
    path("surveys/new/", listing.new, name="survey-new"),
    path(ONE, editor.edit, name="survey-edit"),
    path(f"{ONE}save/", editor.save, name="survey-save"),
    path(f"{ONE}do/", editor.do, name="survey-do"),
    path(f"{ONE}rename/", listing.rename, name="survey-rename"),
    path(f"{ONE}duplicate/", listing.duplicate, name="survey-duplicate"),
    path(f"{ONE}archive/", listing.archive, name="survey-archive"),
    path(f"{ONE}preview/", preview.preview, name="survey-preview"),
    path(f"{ONE}logo.jpg", preview.logo, name="survey-draft-logo"),
    path(f"{ONE}languages/", words.languages, name="survey-languages"),
    path(f"{ONE}languages/put/", words.put, name="survey-language-put"),
    path(f"{ONE}languages/words.csv", words.words_csv, name="survey-words-csv"),
    path(f"{ONE}languages/bring/", words.bring_words, name="survey-words-bring"),
    path(f"{ONE}look/", look.look, name="survey-theme"),
    path(f"{ONE}publish/", publishing.publish, name="survey-publish"),
    path(f"{ONE}openness/", publishing.openness, name="survey-openness"),
    path(f"{ONE}versions/<uuid:version_id>/", publishing.version, name="survey-version"),
    path(f"{ONE}links/", handing.links, name="survey-links"),
    path(f"{ONE}links/revoke/", handing.revoke, name="survey-links-revoke"),
    path(HANDOUT, handing.handout, name="survey-handout"),
    path(f"{HANDOUT}sheet/<slug:size>/", handing.sheet, name="survey-sheet"),
    path(f"{HANDOUT}codes.<slug:kind>", handing.file, name="survey-codes"),
    path(f"{HANDOUT}forget/", handing.forget, name="survey-handout-forget"),
]
