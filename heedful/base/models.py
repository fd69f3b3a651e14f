"""Django looks here for the tables of this phase; each room keeps its own."""

from heedful.base.accounts.models import SignInLink, User
from heedful.base.audit.models import AuditChain, AuditEntry, AuditLink
from heedful.base.connectors.accounts.models import ChannelAccount, Hook
from heedful.base.connectors.incoming.models import Incoming
from heedful.base.connectors.sending.models import Due, Outgoing
from heedful.base.customers.models import (
    Consent,
    ContactEntry,
    ContactRules,
    Customer,
    ErasedIdentity,
    Hold,
    Identity,
    UnsubscribeLink,
)
from heedful.base.live.models import LiveEvent
from heedful.base.notify.models import (
    Delivery,
    Destination,
    DutyTurn,
    HookEvent,
    Notice,
    StandIn,
    Webhook,
    WishesOf,
)
from heedful.base.org.models import Ancestry, Brand, Member, Node, Placement, RosterShift
from heedful.base.outbox.models import Heartbeat, OutboxEntry
from heedful.base.tenancy.models import Tenant
from heedful.base.tokens.models import AccessToken, Pace

__all__ = [
    "AccessToken",
    "Ancestry",
    "AuditChain",
    "AuditEntry",
    "AuditLink",
    "Brand",
    "ChannelAccount",
    "Consent",
    "ContactEntry",
    "ContactRules",
    "Customer",
    "Delivery",
    "Destination",
    "Due",
    "DutyTurn",
    "ErasedIdentity",
    "Heartbeat",
    "Hold",
    "Hook",
    "HookEvent",
    "Identity",
    "Incoming",
    "LiveEvent",
    "Member",
    "Node",
    "Notice",
    "OutboxEntry",
    "Outgoing",
    "Pace",
    "Placement",
    "RosterShift",
    "SignInLink",
    "StandIn",
    "Tenant",
    "UnsubscribeLink",
    "User",
    "Webhook",
    "WishesOf",
]
