"""Write docs/openapi.json, the description of the API: python -m tools.openapi."""

import json
import os
from pathlib import Path

import django

KEPT = Path(__file__).parents[1] / "docs" / "openapi.json"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.settings")
    django.setup()
    from heedful.web.api.schema import described  # noqa: PLC0415 - needs Django.

    text = json.dumps(described(), ensure_ascii=False, indent=2, sort_keys=True)
    KEPT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
