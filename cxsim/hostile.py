"""Comments that break careless software: markup, formulas, odd characters, great length.

Customers do write such things, some by accident. None of them does harm when it is shown as text.
"""

from collections.abc import Callable

_TREATMENTS: tuple[Callable[[str], str], ...] = (
    lambda text: f"<b>{text}</b>",
    lambda text: f"{text} <script>alert(1)</script>",
    lambda text: f'<img src=x onerror="alert(1)"> {text}',
    lambda _: "=1+1",
    lambda text: f'=HYPERLINK("http://example.org","{text}")',
    lambda text: f"@SUM(A1:A9) {text}",
    lambda text: f"-1 {text}",
    lambda text: f"{text} 👩‍👩‍👧‍👦🍔🇪🇸👍🏽",
    lambda text: f"{text} שירות מעולה، خدمة ممتازة",
    lambda text: f"\u202e{text}\u202c",
    lambda text: f"Z̷̢̛a̶̡͝l̵̨͘g̸̢̈o̷̡̐ {text}",
    lambda text: f"{text}'; DROP TABLE feedback; --",
    lambda text: f'He said "{text}", twice; then, "never again"',
    lambda text: f"{text}\n\n{text}\r\nSent from my phone",
    lambda text: f"{{{{ 7*7 }}}} {{% csrf_token %}} {text}",
    lambda text: " ".join([text] * (12_000 // (len(text) + 1))),
    lambda text: "a" * 4_000 + text,
    lambda text: f"\u200b\ufeff{text}\u00a0\u2028",
    lambda text: f"{text} \U0001d4a2\U0001d4c7ℯ𝒶𝓉 \ud7ff\uffee",
    lambda _: "N/A",
    lambda _: ".",
)


def hostile_comment(text: str, number: int) -> str:
    """`text` made hostile in one of several ways, which take turns as `number` grows."""
    return _TREATMENTS[number % len(_TREATMENTS)](text)
