"""The QR code on a paper, as a picture that WeasyPrint finds in its cache and that draws itself.

WeasyPrint would draw shapes in a page (SVG) as well, but takes a tenth of the whole paper's time.
"""

from itertools import groupby
from typing import Any

import segno

PLACE = "about:code"
"""The address of the picture in the page."""


class CodeImage:
    """What WeasyPrint asks of a picture: how large it is, and to be drawn.

    Level Q is read through a blot on 15 % of it, and one mask does (docs/decisions/0015).
    """

    def __init__(self, address: str) -> None:
        self.rows = segno.make(address, error="q", mask=4).matrix

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[int, int, float]:
        """Its modules across and down, and their ratio."""
        return len(self.rows), len(self.rows), 1

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Fill its modules, each row from the left, as one shape without seams."""
        stream.transform(width / len(self.rows), 0, 0, height / len(self.rows))
        stream.set_color_rgb(0, 0, 0)
        rectangles = []
        for down, row in enumerate(self.rows):
            across = 0
            for dark, modules in groupby(row):
                length = len(list(modules))
                if dark:
                    rectangles.append(f"{across} {down} {length} 1 re")
                across += length
        stream.stream.append(" ".join(rectangles))
        stream.fill()
