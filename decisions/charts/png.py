"""Pictures as PNG, with the font that lies beside this file and no font of the machine."""

from math import sqrt
from pathlib import Path
from xml.etree import ElementTree

import resvg_py

from decisions.charts.svg import Svg

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
# Pixels for each unit.
ZOOM = 2
# A picture that would have more is made smaller.
MOST_PIXELS = 12_000_000


def png(picture: Svg) -> bytes:
    """The standalone picture in twice its size, so that it is sharp in print."""
    root = ElementTree.fromstring(picture)
    area = float(root.get("width", 1)) * float(root.get("height", 1))
    return resvg_py.svg_to_bytes(
        svg_string=str(picture),
        zoom=min(ZOOM, sqrt(MOST_PIXELS / area)),
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )
