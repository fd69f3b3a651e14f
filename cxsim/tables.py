"""What can be seen of an organisation as tables, by the name of their file."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxsim.answers import NOT_USED, SKIPPED
from cxsim.observable import Customers, Feedback, Observable, Roster

DOES_NOT_APPLY = 0
"""How a file says that an item did not apply; a skipped question is null."""


def observable_tables(observable: Observable) -> dict[str, pa.Table]:
    codes = [place.code for place in observable.locations]
    dayparts = [part.name for part in observable.dayparts]
    return {
        "feedback": _feedback(observable.feedback, observable.questionnaire.codes, dayparts),
        "roster": _roster(observable.roster, codes, dayparts),
        "traffic": _traffic(observable, codes, dayparts),
        "customers": _customers(observable, codes),
    }


def named(numbers: NDArray[np.int64], names: Sequence[str]) -> pa.Array:
    """Places in a list of names as these names."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), list(names))


def dates(ordinals: NDArray[np.int64]) -> pa.Array:
    since_1970 = ordinals - 719_163
    return pa.array(since_1970.astype("datetime64[D]"))


def _feedback(feedback: Feedback, items: Sequence[str], dayparts: Sequence[str]) -> pa.Table:
    columns = {
        "response_id": pa.array(feedback.response_id),
        "location_code": pa.array(feedback.location_code).dictionary_encode(),
        "submitted_at": pa.array(feedback.submitted_at.astype("datetime64[s]")),
        "trading_day": dates(feedback.trading_day),
        "daypart": named(feedback.daypart, dayparts),
        "channel": pa.array(feedback.channel).dictionary_encode(),
        "language": pa.array(feedback.language).dictionary_encode(),
        "customer": _or_null(feedback.customer),
        "receipt": pa.array(feedback.receipt),
        "device": _or_null(feedback.device),
        "seconds": pa.array(np.round(feedback.seconds, 1)),
    }
    for page, seconds in enumerate(feedback.page_seconds.T, start=1):
        columns[f"seconds_page_{page}"] = pa.array(np.ascontiguousarray(seconds))
    columns |= {"recommend": _scores(feedback.recommend), "overall": _scores(feedback.overall)}
    columns |= {
        code: _scores(column) for code, column in zip(items, feedback.ratings.T, strict=True)
    }
    return pa.table(columns | {"comment": _or_null(feedback.comment)})


def _scores(scores: NDArray[np.int8]) -> pa.Array:
    written = np.where(scores == NOT_USED, np.int8(DOES_NOT_APPLY), scores)
    return pa.array(written, mask=scores == SKIPPED)


def _or_null(texts: Sequence[str]) -> pa.Array:
    column = pa.array(texts, pa.string())
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _roster(roster: Roster, codes: Sequence[str], dayparts: Sequence[str]) -> pa.Table:
    return pa.table(
        {
            "location_code": named(roster.location, codes),
            "trading_day": dates(roster.day),
            "daypart": named(roster.daypart, dayparts),
            "staff": pa.array(roster.staff, pa.int32()),
            "senior": pa.array(roster.senior),
            "temporary": pa.array(np.round(roster.temporary, 3)),
        }
    )


def _traffic(observable: Observable, codes: Sequence[str], dayparts: Sequence[str]) -> pa.Table:
    traffic = observable.traffic
    return pa.table(
        {
            "location_code": named(traffic.location, codes),
            "trading_day": dates(traffic.day),
            "daypart": named(traffic.daypart, dayparts),
            "hours": named(traffic.daypart, [part.hours for part in observable.dayparts]),
            "segment": named(traffic.segment, observable.segments),
            "visits": pa.array(traffic.visits, pa.int32()),
        }
    )


def _customers(observable: Observable, codes: Sequence[str]) -> pa.Table:
    customers: Customers = observable.customers
    asked = observable.questionnaire
    return pa.table(
        {
            "customer": pa.array(customers.id),
            "location_code": named(customers.location, codes),
            "segment": named(customers.segment, observable.segments),
            "language": named(customers.language, asked.languages),
            "preferred_channel": named(customers.preferred_channel, asked.channels),
            "has_email": pa.array(customers.has_email),
            "has_phone": pa.array(customers.has_phone),
            "has_app": pa.array(customers.has_app),
            "may_contact": pa.array(customers.may_contact),
        }
    )
