"""The organisation: brands, the tree of groups and locations as of a date, and its people."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heedful.base.tenancy.models import TenantRow

FOREVER = date.max


class Brand(TenantRow):
    """A name the organisation trades under."""

    name = models.CharField(max_length=200)

    class Meta:
        db_table = "base_brand"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="brand_name"),
            models.UniqueConstraint(fields=["tenant", "id"], name="brand_key"),
        ]


class NodeKind(models.TextChoices):
    GROUP = "group", _("Group")
    LOCATION = "location", _("Location")


class Node(TenantRow):
    """A place in the tree: a location, or a group above locations. The root is a group."""

    kind = models.CharField(max_length=8, choices=NodeKind)
    name = models.CharField(max_length=200)
    # What files from elsewhere call it.
    code = models.CharField(max_length=100)
    brand = models.ForeignKey(
        Brand,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    time_zone = models.CharField(max_length=64)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True)
    # Seven lists of [opens, closes] from Monday on, "HH:MM"; closing past midnight is over "24:00".
    opening_hours = models.JSONField(default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    # What the headline score is asked to reach here; the nearest node above speaks for those below.
    target = models.FloatField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "base_node"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="node_code"),
            models.UniqueConstraint(fields=["tenant", "id"], name="node_key"),
            models.CheckConstraint(condition=Q(kind__in=NodeKind.values), name="node_kind"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="node_closes_after_opening",
            ),
        ]

    @property
    def is_location(self) -> bool:
        return self.kind == NodeKind.LOCATION


class Placement(TenantRow):
    """Where a node hangs in the tree, from one day (included) to another (not included)."""

    node = models.ForeignKey(
        Node, on_delete=models.CASCADE, related_name="placements", db_constraint=False
    )
    parent = models.ForeignKey(
        Node, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    valid_from = models.DateField(default=date.min)
    valid_to = models.DateField(default=FOREVER)

    class Meta:
        db_table = "base_placement"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "node", "valid_from"], name="placement_start"
            ),
            # At most one placement of a node is open; the domain keeps the closed ones apart.
            models.UniqueConstraint(
                fields=["tenant", "node"], condition=Q(valid_to=FOREVER), name="placement_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="placement_lasts"
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("node")), name="placement_not_under_itself"
            ),
        ]


class Ancestry(models.Model):
    """The closure of the tree: every node above every node, itself included, and when.

    Kept by `org.domain` from the placements; read by everything that asks "which locations
    belonged to this group on that day".
    """

    pk = models.CompositePrimaryKey("tenant_id", "ancestor_id", "descendant_id", "valid_from")
    tenant_id = models.UUIDField()
    ancestor = models.ForeignKey(
        Node, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    descendant = models.ForeignKey(
        Node, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        db_table = "base_ancestry"
        indexes = [models.Index(fields=["tenant_id", "descendant"], name="ancestry_upwards")]


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EXECUTIVE = "executive", _("Executive")
    ANALYST = "analyst", _("Analyst")
    AREA_MANAGER = "area_manager", _("Area manager")
    LOCATION_MANAGER = "location_manager", _("Location manager")
    CARE_AGENT = "care_agent", _("Care agent")
    FRONT_LINE = "front_line", _("Front line")


class Member(TenantRow):
    """A person in an organisation: what they may do (role) and where (a node and all below)."""

    user = models.ForeignKey("base.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    scope = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Sessions carry it; a new stamp after a change of role or scope ends them.
    stamp = models.UUIDField()

    class Meta:
        db_table = "base_member"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="member_once"),
            models.UniqueConstraint(fields=["tenant", "id"], name="member_key"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role"),
        ]


class RosterShift(TenantRow):
    """Who was on duty at a location in one daypart of one trading day."""

    location = models.ForeignKey(
        Node, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    day = models.DateField()
    daypart = models.CharField(max_length=40)
    staff = models.PositiveIntegerField(null=True, blank=True)
    senior = models.BooleanField()
    # Share of the staff, 0 to 1.
    temporary = models.FloatField(null=True, blank=True)

    class Meta:
        db_table = "base_roster_shift"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "day", "location", "daypart"], name="roster_shift_once"
            ),
            models.CheckConstraint(
                condition=Q(temporary__isnull=True) | Q(temporary__gte=0, temporary__lte=1),
                name="roster_shift_temporary",
            ),
        ]


class OwnDaypart(TenantRow):
    """A part of the trading day as an organisation names it; without any, the standard holds."""

    name = models.CharField(max_length=40)
    # Minutes from midnight of the trading day; the next part's start is this one's end.
    starts = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "base_daypart"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="daypart_name"),
            models.UniqueConstraint(fields=["tenant", "starts"], name="daypart_start"),
            models.CheckConstraint(condition=Q(starts__lt=2 * 24 * 60), name="daypart_in_day"),
        ]
