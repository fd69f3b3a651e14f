"""Pages about files of feedback."""

from django.urls import path

from heedful.listen.imports.views import bringing, mapping, running

urlpatterns = [
    path("imports/", bringing.imports, name="imports"),
    path("imports/bring/", bringing.bring, name="imports-bring"),
    path("imports/<uuid:import_id>/", running.one, name="import"),
    path("imports/<uuid:import_id>/progress/", running.progress, name="import-progress"),
    path("imports/<uuid:import_id>/mapping/", mapping.mapping, name="import-mapping"),
    path("imports/<uuid:import_id>/mapping/toml/", mapping.toml, name="import-toml"),
    path("imports/<uuid:import_id>/start/", running.start, name="import-start"),
    path("imports/<uuid:import_id>/undo/", running.undo, name="import-undo"),
    path("imports/<uuid:import_id>/forget/", running.forget, name="import-forget"),
    path("imports/<uuid:import_id>/rejected/", running.rejected, name="import-rejected"),
    path("imports/<uuid:import_id>/rejected.csv", running.rejected_csv, name="import-rejected-csv"),
]
