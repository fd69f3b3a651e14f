from datetime import date

import pyarrow.parquet as pq

OBSERVABLE = {
    "actions": ["action", "name", "item", "location_code", "started_on", "cost"],
    "consents": ["channel", "value", "purpose", "allowed", "given_on"],
    "ideas": [
        "idea_id", "author", "created_on", "location_code", "language", "title", "text", "status",
        "votes",
    ],
    "identities": ["record_id", "channel", "value"],
    "offers": ["offer_id", "response_id", "location_code", "offered_on", "held_out", "rewarded"],
    "posts": [
        "post_id", "network", "kind", "author", "audience", "posted_at", "location_code",
        "language", "stars", "text", "reshares",
    ],
    "quiet_hours": ["channel", "value", "start", "end"],
    "records": ["record_id", "name", "seen_on"],
    "referred_visits": ["offer_id", "location_code", "visited_on", "through_link"],
    "replies": ["reply_id", "channel", "value", "said_on", "words"],
    "sales": ["location_code", "day", "transactions", "sales", "currency"],
    "shares": [
        "share_id", "offer_id", "network", "shared_on", "potential_reach", "clicks",
        "attributed_visits",
    ],
    "votes": ["idea_id", "member", "voted_on"],
}  # fmt: skip
TRUTH = {
    "actions": ["action", "location_code", "start_day", "grows_over", "felt", "outcome"],
    "crises": ["location_code", "item", "onset_minute", "expected_posts", "decay_hours"],
    "daily": ["location_code", "day", "experience", "remembered", "expected_sales"],
    "elasticities": ["location_code", "sales", "transactions"],
    "ideas": ["idea_id", "twin_of", "item", "appeal"],
    "offers": ["offer_id", "expected_uplift", "usual_visits", "caused_visits"],
    "posts": ["post_id", "item", "felt", "crisis", "generation", "root"],
    "records": ["record_id", "customer", "household"],
    "replies": ["reply_id", "stops"],
}


def tables_below(folder):
    return {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}


def test_observable_tables_have_exactly_their_columns_and_no_truth(folder):
    tables = tables_below(folder / "observable" / "streams")

    assert {name: table.column_names for name, table in tables.items()} == OBSERVABLE


def test_truth_tables_have_exactly_their_columns(folder):
    tables = tables_below(folder / "truth" / "streams")

    assert {name: table.column_names for name, table in tables.items()} == TRUTH


def test_tables_are_written_as_they_were_generated(folder, simulated):
    tables, streams = tables_below(folder / "observable" / "streams"), simulated.observable.streams
    codes = [place.code for place in simulated.observable.locations]

    assert tables["posts"]["text"].to_pylist() == streams.posts.text
    assert tables["posts"]["location_code"].to_pylist() == [
        codes[i] if i >= 0 else None for i in streams.posts.location.tolist()
    ]
    assert tables["sales"]["sales"].to_pylist() == streams.sales.sales.tolist()
    assert tables["offers"]["held_out"].to_pylist() == streams.offers.held_out.tolist()


def test_daily_truth_has_a_row_for_every_location_and_day(folder, simulated):
    daily = tables_below(folder / "truth" / "streams")["daily"]
    truth = simulated.truth.streams

    assert daily["location_code"].to_pylist()[:366] == ["HT-001"] * 365 + ["HT-002"]
    assert daily["day"].to_pylist()[364:366] == [date(2026, 11, 21), date(2025, 11, 22)]
    assert daily["experience"].to_pylist() == truth.experience.ravel().tolist()
