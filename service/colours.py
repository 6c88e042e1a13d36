"""An accent colour that can be read: on paper and in the dark, as text and under it."""

import re
from dataclasses import dataclass

PAPER, NIGHT = "#faf7f1", "#22201b"
"""What pages and mails are written on, by day and in the dark."""
LEGIBLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2, 1.4.3)."""
_STEP = 0.04
_LINEAR = 0.04045
"""Below this a channel of sRGB is linear."""


@dataclass(frozen=True, kw_only=True)
class Accent:
    """One colour by day, and its lighter brother for the dark; both as `#rrggbb`."""

    light: str
    dark: str

    @property
    def style(self) -> str:
        """A style sheet that puts it in the place of our own."""
        return (
            f":root{{--accent:{self.light};--link:{self.light};"
            f"--accent-wash:{mixed(self.light, '#ffffff', 0.88)}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{self.dark};"
            f"--link:{self.dark};--on-accent:{mixed(self.light, '#000000', 0.75)};"
            f"--accent-wash:{mixed(self.light, NIGHT, 0.65)}}}}}\n"
        )


OWN = Accent(light="#17604f", dark="#7cc9b2")


def read_accent(text: str) -> Accent:
    """The accent for a colour such as `#17604f`; ValueError where it is none, or too pale."""
    colour = text.strip().lower()
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        raise ValueError("give a colour as # and six hexadecimal digits, such as #17604f")
    if colour == OWN.light:
        return OWN
    found = contrast(colour, PAPER)
    if found < LEGIBLE:
        raise ValueError(
            f"choose a darker colour: its contrast with paper is {found:.1f} and must be {LEGIBLE}"
        )
    share = 0.0
    while contrast(lighter := mixed(colour, "#ffffff", share), NIGHT) < LEGIBLE + 2:
        share += _STEP
    return Accent(light=colour, dark=lighter)


def contrast(one: str, other: str) -> float:
    """From 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`one`, with a share of `other` from 0 to 1."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * min(share, 1)):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    red, green, blue = (
        c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
