"""A real file, read by the mapping that stands in examples."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from heedful.listen.imports.mapping import Mapping, Normaliser, load_mapping
from heedful.listen.imports.reading import Reject, open_source

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass
class Imported:
    mapping: Mapping
    paths: list[tuple[str, ...]]
    occurred: list[datetime]
    timed: list[bool]
    channels: list[str]
    languages: list[str | None]
    comments: list[str | None]
    scores: NDArray[np.int16]
    weights: NDArray[np.int64]
    keys: set[object]
    rejects: list[Reject]

    def answers(self, code: str) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
        """Return the answers to one item and the weights of those who gave them."""
        codes = [item.code for item in self.mapping.rated_items]
        column = self.scores[:, codes.index(code)]
        given = column > -32_767
        return column[given], self.weights[given]


@pytest.fixture(scope="session")
def read_example(real_data: Path) -> Callable[[str, str], Imported]:
    def read(mapping_name: str, pattern: str) -> Imported:
        mapping = load_mapping(EXAMPLES / mapping_name)
        (path,) = real_data.glob(pattern)
        with open_source(path) as source:
            reader = Normaliser(mapping, source.columns, today=date(2026, 1, 1))
            batches = [reader.normalise(raw) for raw in source.batches(1_000)]
        return Imported(
            mapping=mapping,
            paths=[path for batch in batches for path in batch.paths],
            occurred=[moment for batch in batches for moment in batch.occurred],
            timed=[timed for batch in batches for timed in batch.timed],
            channels=[channel for batch in batches for channel in batch.channels],
            languages=[language for batch in batches for language in batch.languages],
            comments=[comment for batch in batches for comment in batch.comments],
            scores=np.concatenate([batch.scores for batch in batches]),
            weights=np.concatenate([batch.weights for batch in batches]),
            keys={key for batch in batches for key in batch.keys},
            rejects=[reject for batch in batches for reject in batch.rejects],
        )

    return read
