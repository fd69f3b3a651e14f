"""Colours of a survey: what can be read, by the formula of WCAG 2."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from heedful.listen.surveys.definition.model import Theme

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LOGO = re.compile(r"[0-9a-f]{32}")
PAPER = "#ffffff"
INK, BLACK = "#1b1b1f", "#000000"
# The ground of pages at night (tokens.css).
NIGHT = "#1d2024"
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
    soft = max(INK, PAPER, key=lambda ink: contrast(ink, colour))
    # On greys of the middle only black is far enough away.
    return soft if contrast(soft, colour) >= FOR_WORDS else BLACK


def theme_problems(theme: Theme) -> Iterator[tuple[str, str]]:
    """Go through what cannot be used of a theme, with the path to it."""
    sound = True
    for name, colour in (("accent", theme.accent), ("background", theme.background)):
        if colour and not COLOUR.fullmatch(colour):
            sound = False
            yield f"theme.{name}", _("Write a colour like #0b5fff.")
    paper = theme.background or PAPER
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


def readable(colour: str, ground: str, least: float = FOR_WORDS) -> str:
    """Return a colour moved towards dark or light until it can be read on a ground.

    >>> readable("#ffd400", "#ffffff") != "#ffd400", readable("#0b5d57", "#ffffff")
    (True, '#0b5d57')
    """
    target = ink_on(ground)
    for step in range(21):
        mixed = mix(colour, target, step / 20)
        if contrast(mixed, ground) >= least:
            return mixed
    return target


def mix(one: str, other: str, share: float) -> str:
    """Return a colour between two, by the share of the other.

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def sheet(theme: Theme) -> str:
    """Return the tokens as CSS: only colours and lengths, worked out so that words can be read."""
    lines = []
    if theme.background:
        lines += _ground(theme.background)
    if theme.accent:
        light = readable(theme.accent, theme.background or PAPER)
        dark = light if theme.background else readable(theme.accent, NIGHT)
        lines.append(f"--accent: light-dark({light}, {dark});")
        lines.append(f"--on-accent: light-dark({ink_on(light)}, {ink_on(dark)});")
    if theme.radius is not None:
        lines.append(f"--radius: {theme.radius}px; --radius-s: {round(theme.radius / 2)}px;")
    root = f":root {{ {' '.join(lines)} }}\n" if lines else ""
    size = f"html {{ font-size: {theme.font_size}px; }}\n" if theme.font_size else ""
    return root + size


def _ground(paper: str) -> list[str]:
    """A background of one's own is the same by day and by night."""
    ink = ink_on(paper)
    return [
        f"color-scheme: {'dark' if ink == PAPER else 'light'};",
        f"--paper: {paper}; --surface: {mix(paper, PAPER, 0.06)};",
        f"--sunken: {mix(paper, ink, 0.05)}; --line: {mix(paper, ink, 0.15)};",
        f"--edge: {readable(mix(paper, ink, 0.4), paper, FOR_SHAPES)}; --ink: {ink};",
        f"--ink-soft: {readable(mix(paper, ink, 0.6), paper)};",
    ]


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    parts = [one / 255 for one in _parts(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
