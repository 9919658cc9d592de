"""Pictures as PNG, with the font that lies beside this file and no font of the machine."""

from pathlib import Path

import resvg_py

from decisions.charts.svg import Svg

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
# Pixels for each unit.
ZOOM = 2


def png(picture: Svg) -> bytes:
    """The standalone picture in twice its size, so that it is sharp in print."""
    return resvg_py.svg_to_bytes(
        svg_string=str(picture),
        zoom=ZOOM,
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )
