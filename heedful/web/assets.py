"""Addresses of style sheets and scripts that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


@cache
def asset_url(path: str) -> str:
    """Return the address of a static file with a mark of its content, read once a process.

    So a browser may keep the file and still gets the new one right after an update.
    """
    found = finders.find(path)
    if found is None:
        raise FileNotFoundError(path)
    mark = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
    return f"{static(path)}?v={mark}"
