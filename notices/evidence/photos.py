"""Photos are encoded anew, so that nothing hidden in them (place, device, scripts) is kept."""

from io import BytesIO
from threading import Lock
from typing import NamedTuple

from flask_babel import gettext as _
from PIL import ExifTags, Image, ImageFile
from wtforms.validators import ValidationError

MEGAPIXELS_AT_MOST = 25
THUMBNAIL = (320, 320)
"""Pixels at most; pages show half as many, so that it is sharp on a phone."""

BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
Turn = Image.Transpose
UPRIGHT = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
"""How to turn a photo upright again, by its orientation (Exif 2.32, 4.6.4)."""

CLEANING = Lock()
"""Photos are cleaned one at a time: one may take half a gigabyte of memory."""


class Photo(NamedTuple):
    """A photo as it is kept, and its thumbnail, always a JPEG, with its pixels."""

    content: bytes
    media_type: str
    thumbnail: bytes
    size: tuple[int, int]


def kind_of(content: bytes) -> str | None:
    """What Pillow calls a photo that begins like this; None where it is none that is kept."""
    kinds = (kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning))
    kind = next(kinds, None)
    return None if kind == "WEBP" and content[8:12] != b"WEBP" else kind


def is_heic(content: bytes) -> bool:
    """Whether it is the kind of photo that telephones keep for themselves (ISO/IEC 23008-12)."""
    return content[4:8] == b"ftyp" and content[8:12] in HEIC


def cleaned(content: bytes, kind: str) -> Photo:
    """The picture alone, upright, on white. ValidationError where it is too large or broken."""
    with CLEANING:
        picture = _picture(content, kind)
        encoded = _encoded(picture, kind)
        picture.thumbnail(THUMBNAIL)
        return Photo(encoded, f"image/{kind.lower()}", _encoded(picture, "JPEG"), picture.size)


def _picture(content: bytes, kind: str) -> Image.Image:
    try:
        # Several pictures in one JPEG make it an MPO, of which the first one is kept.
        image = Image.open(BytesIO(content), formats=(kind,))
        if image.width * image.height > MEGAPIXELS_AT_MOST * 1_000_000:
            raise Image.DecompressionBombError
        # WeasyPrint, where it is loaded, lets truncated pictures pass for the whole process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        picture = _on_white(_upright(image))
    except TOO_MANY_PIXELS:
        raise ValidationError(
            _(
                "The photo has more than %(max)d megapixels. Make it smaller and choose it again.",
                max=MEGAPIXELS_AT_MOST,
            )
        ) from None
    except Exception:  # noqa: BLE001 (Pillow raises all kinds for what is broken or ends too early)
        raise ValidationError(
            _("The photo is damaged or not whole. Take it again, or send it again.")
        ) from None
    picture.info.clear()
    return picture


def _upright(image: Image.Image) -> Image.Image:
    """Of all that the camera wrote, only how it was held is read; the rest may be anything."""
    image.load()  # In a PNG it may stand behind the picture.
    turn = UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":  # Converted as it is, all but black would become white.
        return image.point(lambda level: level / 256).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image if image.mode == "RGBA" else image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(seen, mask=seen)
    return white


def _encoded(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    image.save(file, kind, quality=88, method=0)
    return file.getvalue()
