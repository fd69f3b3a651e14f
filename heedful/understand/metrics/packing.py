"""Cross-products as they are stored: eight bytes a number, most of them zero, so compressed."""

import zlib

from cxstats.sums import WEIGHT_ONE, CrossSums


def packed(sums: CrossSums) -> bytes:
    """Write one group in about an eighth of its size, small enough to stay in the table's page."""
    return zlib.compress(sums.to_bytes(), level=1)


def unpacked(data: bytes | memoryview, k: int) -> CrossSums:
    """Read one group back for `k` items; no bytes at all are the sums of no rows."""
    return CrossSums.from_bytes(zlib.decompress(data) if data else b"", k)


def times_one(sums: CrossSums) -> CrossSums:
    """Give every row the weight 1, in millionths."""
    return CrossSums(*(part * WEIGHT_ONE for part in sums.parts()))
