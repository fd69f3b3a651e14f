import gzip

import pytest

from heedful.listen.imports.reading import UnreadableFile
from heedful.listen.imports.reading.unpacking import HARMLESS_BYTES, refuse_bomb


def test_gzip_is_taken_off_whatever_the_name(read):
    found = read(gzip.compress(b"a,b\n1,2\n"), "report.csv")

    assert found.rows == [("1", "2")]


def test_a_bomb_is_refused_before_it_is_unpacked(write, read):
    path = write(gzip.compress(b"a,b\n" + (b"1," + b" " * 100_000 + b"\n") * 360, 6), "bomb.csv.gz")

    with pytest.raises(UnreadableFile, match="swells to more than 200 times its size"):
        read(path)


def test_what_is_small_may_shrink_as_it_likes():
    refuse_bomb(packed=1, unpacked=HARMLESS_BYTES)

    with pytest.raises(UnreadableFile):
        refuse_bomb(packed=1, unpacked=HARMLESS_BYTES + 1)


def test_the_limit_holds_at_any_ratio():
    with pytest.raises(UnreadableFile, match="larger than 1 GB when it is unpacked"):
        refuse_bomb(packed=1024**3, unpacked=1024**3 + 1, limit=1024**3)


def test_gzip_that_was_cut_off_is_told(write, read):
    whole = gzip.compress("".join(f"{n},{n * n}\n" for n in range(50_000)).encode())

    with pytest.raises(UnreadableFile, match="damaged or was cut off"):
        read(whole[:-2_000], "file.csv.gz")


def test_gzip_within_gzip_is_told(read):
    with pytest.raises(UnreadableFile, match="packed with gzip twice"):
        read(gzip.compress(gzip.compress(b"a,b\n")))


def test_a_file_that_is_not_there_is_told(tmp_path, read):
    with pytest.raises(UnreadableFile, match="cannot be opened: No such file"):
        read(tmp_path / "absent.csv")
