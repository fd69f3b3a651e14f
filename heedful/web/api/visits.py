"""Visits that tills, apps and booking systems tell, so that customers can be asked about them."""

import uuid
from typing import Annotated, Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from heedful.base.tokens.queries import Caller
from heedful.listen.invitations.visits.reading import House, NotAVisit, VisitLine, read_visit
from heedful.listen.invitations.visits.taking import house_of, known_keys, take

MOST = 200
Text = Annotated[str, Field(max_length=300)]


class Visit(BaseModel):
    """One visit. The same key is the same visit, however often it is told."""

    model_config = ConfigDict(extra="forbid")

    location_code: Text
    visited_at: Annotated[
        str, Field(max_length=40, description="ISO 8601; without a zone, the location's own clock")
    ]
    visit_key: Annotated[str, Field(max_length=120, description="the receipt or booking")]
    email: Text = ""
    phone: Text = ""
    customer_number: Text = ""
    language: Annotated[str, Field(max_length=16)] = ""
    time_zone: Annotated[str, Field(max_length=64)] = ""
    value: Annotated[str, Field(max_length=20, description="as 23.50")] = ""
    agreed_to: Annotated[list[Literal["email", "sms", "call"]], Field(max_length=3)] = []


class Visits(BaseModel):
    """Up to 200 visits; a batch may be sent again at any time."""

    model_config = ConfigDict(extra="forbid")

    visits: Annotated[list[Visit], Field(min_length=1, max_length=MOST)]


class VisitTold(BaseModel):
    """What became of one visit: new, known before, or refused with the field and the reason."""

    visit_key: str
    state: Literal["new", "known", "refused"]
    field: str = ""
    reason: str = ""


class VisitsTold(BaseModel):
    """One for each visit, in the order in which they were sent."""

    results: list[VisitTold]


def tell(caller: Caller, sent: Visits) -> VisitsTold:
    """Keep visits at the places in the token's reach."""
    house = house_of(member=caller.member, now=timezone.now(), below=caller.token.place)
    return keep(tenant_id=caller.token.tenant_id, house=house, sent=sent, source="api")


def keep(*, tenant_id: uuid.UUID, house: House, sent: Visits, source: str) -> VisitsTold:
    """Keep those that can be read, and tell what became of each. Call it inside the fence."""
    results: list[VisitTold] = []
    lines: list[VisitLine] = []
    texts = [_as_text(one) for one in sent.visits]
    keys = [one["visit_key"] for one in texts]
    known = known_keys(tenant_id=tenant_id, keys=keys)
    for key, one in zip(keys, texts, strict=True):
        try:
            line = read_visit(one, house)
        except NotAVisit as error:
            results.append(
                VisitTold(visit_key=key, state="refused", field=error.column, reason=str(error))
            )
            continue
        state: Literal["new", "known"] = "known" if line.key in known else "new"
        results.append(VisitTold(visit_key=line.key, state=state))
        known.add(line.key)
        lines.append(line)
    take(tenant_id=tenant_id, lines=lines, source=source, now=house.now)
    return VisitsTold(results=results)


def _as_text(one: Visit) -> dict[str, str]:
    values = one.model_dump(exclude={"agreed_to"})
    # PostgreSQL keeps no NUL.
    texts = {name: " ".join(value.replace("\0", "").split()) for name, value in values.items()}
    return {**texts, "agreed_to": " ".join(one.agreed_to)}
