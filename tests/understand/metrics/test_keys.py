import numpy as np

from heedful.understand.metrics.keys import KeyColumns


def test_keys_of_a_grid_are_those_kept_under_each_of_its_columns():
    grid = [(0, "mon"), (0, "tue"), (1, "mon")]
    keys = KeyColumns.of_grid(grid, ["a", "b"], np.array([0, 3, 4]), width=3)

    assert list(keys) == [(0, "a", "mon"), (0, "b", "tue"), (1, "a", "mon")]
    assert keys[1] == (0, "b", "tue")


def test_a_grid_of_nothing_has_as_many_columns():
    keys = KeyColumns.of_grid([], ["a"], np.zeros(0, dtype=np.intp), width=3)

    assert (list(keys), len(keys), len(keys.values)) == ([], 0, 3)
