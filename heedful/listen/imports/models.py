"""A file of feedback on its way in, and the rows of it that could not be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Waiting for its mapping")
    QUEUED = "queued", _("Waiting to start")
    RUNNING = "running", _("Reading")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    UNDOING = "undoing", _("Being taken out")


class Import(TenantRow):
    """One file, what it was taken for (the mapping) and what came of it."""

    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    # Where the file lies, below the uploads of the data folder.
    stored_as = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    # TOML as described in docs/user-guide.md; empty until a person confirmed it.
    mapping = models.TextField(blank=True)
    by = models.ForeignKey("base.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    bytes_read = models.BigIntegerField(default=0)
    rows_new = models.IntegerField(default=0)
    rows_changed = models.IntegerField(default=0)
    rows_same = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    # mapping.notes.Notes of the last time that the file was read to its end.
    notes = models.JSONField(default=dict)

    class Meta:
        db_table = "listen_import"
        constraints = [models.UniqueConstraint(fields=["tenant", "id"], name="import_key")]
        indexes = [models.Index(fields=["tenant", "-created_at"], name="import_newest")]


class ImportReject(TenantRow):
    """A row that stayed outside, with the reason a person can act on."""

    source = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rejects", db_constraint=False
    )
    line = models.BigIntegerField()
    column = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)
    value = models.CharField(max_length=500, blank=True)
    row = models.JSONField(default=list)

    class Meta:
        db_table = "listen_import_reject"
        indexes = [models.Index(fields=["tenant", "source", "line"], name="reject_in_order")]
