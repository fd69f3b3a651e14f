"""Threat 8: pictures that are programs."""

from io import BytesIO

import pytest

from heedful.listen.responses.pictures import NotAPicture, redrawn

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        GIF,
        HTML,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"%PDF-1.7",
        b"",
    ],
)
def test_a_drawing_with_a_script_is_no_picture(content):
    with pytest.raises(NotAPicture):
        redrawn(content)


def test_what_is_hidden_behind_a_picture_is_not_kept():
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    assert b"<script>" not in redrawn(out.getvalue() + HTML)
