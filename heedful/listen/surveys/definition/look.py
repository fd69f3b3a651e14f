"""Colours of a survey: what can be read, by the formula of WCAG 2."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.surveys.definition.model import Theme

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LOGO = re.compile(r"[0-9a-f]{32}")
PAPER = "#ffffff"
INK = "#1b1b1f"
# Large shapes and the edges of what can be pressed (WCAG 2.2, 1.4.11), and words (1.4.3).
FOR_SHAPES = 3.0
FOR_WORDS = 4.5
RADIUS = (0, 24)
FONT_SIZE = (14, 24)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 2), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Return the one of dark and white words that is easier to read on a colour."""
    return max(INK, PAPER, key=lambda ink: contrast(ink, colour))


def theme_problems(theme: Theme) -> Iterator[tuple[str, str]]:
    """Go through what cannot be used of a theme, with the path to it."""
    sound = True
    for name, colour in (("accent", theme.accent), ("background", theme.background)):
        if colour and not COLOUR.fullmatch(colour):
            sound = False
            yield f"theme.{name}", _("Write a colour like #0b5fff.")
    paper = theme.background or PAPER
    if sound and theme.background and contrast(ink_on(paper), paper) < FOR_WORDS:
        yield "theme.background", _("Words cannot be read well on this background.")
    if sound and theme.accent and contrast(theme.accent, paper) < FOR_SHAPES:
        yield "theme.accent", _("This colour is too close to the background to be seen well.")
    for name, size, (low, high) in (
        ("radius", theme.radius, RADIUS),
        ("font_size", theme.font_size, FONT_SIZE),
    ):
        if size is not None and not low <= size <= high:
            yield (
                f"theme.{name}",
                _("Choose %(low)d to %(high)d pixels.") % {"low": low, "high": high},
            )
    if theme.logo and not LOGO.fullmatch(theme.logo):
        yield "theme.logo", _("This is not a picture that was uploaded here.")


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
