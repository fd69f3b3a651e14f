"""The comments of the Friends and Family Test, as far as they stand in the shared data."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def nhs(read_example):
    return read_example("nhs/v6.toml", "nhs_fft_comments/v6framework_230831.csv.gz")


def test_every_row_is_accepted_with_a_key_of_its_own(nhs):
    assert nhs.rejects == []
    assert len(nhs.paths) == len(nhs.keys) == 6_308


def test_no_date_lies_outside_the_survey(nhs):
    days = [moment.date() for moment in nhs.occurred]

    assert (min(days), max(days)) == (date(2021, 4, 10), date(2022, 9, 30))


def test_unmistakable_dates_are_right_in_both_orders(nhs, real_data):
    texts = pd.read_csv(real_data / "nhs_fft_comments" / "v6framework_230831.csv.gz").Date
    parts = texts.str.split("/", expand=True).astype(int)
    checked = Counter()
    for (first, second, year), moment in zip(parts.to_numpy(), nhs.occurred, strict=True):
        if first > 12:
            assert moment.date() == date(year, second, first)
            checked["day first"] += 1
        elif second > 12:
            assert moment.date() == date(year, first, second)
            checked["month first"] += 1

    assert checked == {"day first": 4_185, "month first": 234}


def test_a_persons_score_counts_once_however_many_comments_there_are(nhs):
    answers, _ = nhs.answers("fft")

    # Of 3,558 people 165 have a 7, which is told nowhere, and 11 said “don't know”.
    assert len(answers) == 3_382


def test_the_scale_is_turned_so_that_very_good_is_best(nhs, real_data):
    frame = pd.read_csv(real_data / "nhs_fft_comments" / "v6framework_230831.csv.gz")
    people = frame.drop_duplicates("Respondent ID")["FFT categorical answer"].value_counts()
    answers, _ = nhs.answers("fft")

    assert Counter(answers.tolist()) == {6 - answer: people[answer] for answer in range(1, 6)}


def test_the_place_goes_as_far_down_as_the_row_says(nhs):
    depths = Counter(map(len, nhs.paths))

    assert depths == {1: 65, 2: 4_062, 3: 2_181}
    assert ("NEAS", "PTS - Patient Transport") in set(nhs.paths)
    assert not any("Unknown" in path for path in nhs.paths)


def test_did_not_answer_is_no_comment(nhs):
    assert sum(comment is not None for comment in nhs.comments) == 4_961
    assert "Did not answer" not in nhs.comments
