"""Evidence: told by its content, cleaned, stored under its digest."""

from io import BytesIO

import pytest
from flask import Flask
from notices.attachments import (
    DamagedFile,
    fit_upload,
    path_of,
    send_attachment,
    store_upload,
)
from PIL import Image
from werkzeug.datastructures import FileStorage
from wtforms import FileField, Form

from notices import attachments
from notices.models import Attachment

PLACE_TAG = 0x8825
TURN_TAG = 0x0112


class EvidenceForm(Form):
    file = FileField(validators=[fit_upload])


@pytest.fixture
def web(on_sqlite: Flask) -> Flask:
    """An application; files do not touch the database."""
    return on_sqlite


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), turn: int = 1) -> bytes:
    """A photo that tells where it was taken and how the camera was held."""
    image = Image.new("RGB", size, "red")
    exif = image.getexif()
    exif[TURN_TAG] = turn
    exif.get_ifd(PLACE_TAG)[1] = "N"
    file = BytesIO()
    image.save(file, kind, exif=exif, comment=b"hidden")
    return file.getvalue()


def a_file(content: bytes, name: str = "снимок.jpg") -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def refusal_of(content: bytes) -> str:
    form = EvidenceForm(data={"file": a_file(content)})
    assert not form.validate()
    return str(form.file.errors[0])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_without_what_the_camera_wrote(web: Flask, kind: str) -> None:
    with web.test_request_context():
        stored = store_upload(a_file(a_photo(kind)), deficiency_id=7)
    kept = path_of(stored.sha256).read_bytes()
    assert stored.media_type == f"image/{kind.lower()}" and stored.deficiency_id == 7
    assert stored.size == len(kept) and stored.file_name == "снимок.jpg"
    assert not Image.open(BytesIO(kept)).getexif() and b"hidden" not in kept


def test_a_photo_is_turned_upright_before_the_turn_is_forgotten(web: Flask) -> None:
    with web.test_request_context():
        stored = store_upload(a_file(a_photo(turn=6, size=(40, 20))))
    assert Image.open(BytesIO(path_of(stored.sha256).read_bytes())).size == (20, 40)


def test_the_content_tells_the_type_and_not_the_name(web: Flask) -> None:
    with web.test_request_context():
        assert store_upload(a_file(b"%PDF-1.7\n", "photo.jpg")).media_type == "application/pdf"
        assert "Файл не читается" in refusal_of(b"<html>%PDF-")
        assert "Файл не читается" in refusal_of(b"")
        assert "Файл не читается" in refusal_of(b"GIF89a")


def test_a_broken_photo_is_refused(web: Flask) -> None:
    with web.test_request_context():
        assert "Файл не читается" in refusal_of(a_photo("PNG", (400, 400))[:200])


def test_a_file_over_the_limit_is_refused(web: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with web.test_request_context():
        assert "не больше 10 МБ" in refusal_of(b"%PDF-" + bytes(10 * 2**20))
        monkeypatch.setattr(attachments, "MEGAPIXELS_AT_MOST", 0.0007)
        assert "мегапиксел" in refusal_of(a_photo(size=(40, 20)))


def test_a_damaged_file_is_not_served(web: Flask) -> None:
    with web.test_request_context():
        stored = store_upload(a_file(b"%PDF-1.7\n", "a\r\nb.pdf"))
        attachment = Attachment(
            sha256=stored.sha256, media_type=stored.media_type, file_name=stored.file_name
        )
        response = send_attachment(attachment)
        assert response.headers["Content-Disposition"] == "attachment; filename=ab.pdf"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        path_of(stored.sha256).write_bytes(b"%PDF-1.8\n")
        with pytest.raises(DamagedFile):
            send_attachment(attachment)
