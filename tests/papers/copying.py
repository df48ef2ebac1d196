"""What a printed code goes through: a photocopier, and dirt."""

import random
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.papers.reading import pictures_of

DOTS_PER_INCH = 300
CODE_SIDE = round(30 / 25.4 * DOTS_PER_INCH)
MARGIN = 24
FINDER = 0.13
"""The part of a side that the marks in three of the corners take."""


def code_on(pdf: bytes, folder: Path) -> Image.Image:
    """The printed code of the first page at 300 dots per inch, with the white around it."""
    page = pictures_of(pdf, folder, "-r", str(DOTS_PER_INCH))[0]
    right = round(page.width - 12 / 25.4 * DOTS_PER_INCH)
    top = round(12 / 25.4 * DOTS_PER_INCH)
    box = (right - CODE_SIDE - MARGIN, top - MARGIN, right + MARGIN, top + CODE_SIDE + MARGIN)
    return page.crop(box)


def photocopied(picture: Image.Image, seed: int) -> Image.Image:
    """Turned by up to two degrees, blurred, grainy, and nothing but black and white."""
    dice = random.Random(seed)  # noqa: S311 (a copier keeps no secrets)
    turned = picture.rotate(dice.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=255)
    blurred = turned.filter(ImageFilter.GaussianBlur(0.8))
    grain = Image.frombytes("L", picture.size, dice.randbytes(picture.width * picture.height))
    grainy = ImageChops.add(blurred, grain.point(lambda value: value // 3), offset=-42)
    threshold = dice.randrange(115, 145)
    return grainy.point(lambda value: 255 * (value > threshold))


def blotted(picture: Image.Image, part: float) -> Iterator[Image.Image]:
    """The code with a black or white blot on a part of its area, wherever no corner mark is."""
    side = round(part**0.5 * CODE_SIDE)
    last = CODE_SIDE - side
    low, high = round(FINDER * CODE_SIDE), last - round(FINDER * CODE_SIDE)
    middle = last // 2
    for left, top in ((middle, middle), (low, middle), (middle, low), (high, high), (last, last)):
        for ink in (0, 255):
            copy = picture.copy()
            at = (MARGIN + left, MARGIN + top)
            box = (*at, at[0] + side, at[1] + side)
            ImageDraw.Draw(copy).rectangle(box, fill=ink)
            yield copy
