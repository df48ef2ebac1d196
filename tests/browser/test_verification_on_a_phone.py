"""What a stranger's telephone shows of a printed paper."""

from flask import Flask
from playwright.sync_api import Browser

from notices.files import keep
from notices.models import StoredPaper, db, transaction
from notices.papers.codes import address_of
from tests.browser.visitor import Visitor
from tests.factories import a_notice
from workflows.vocabulary import Paper


def test_the_answer_fits_the_telephone_with_the_digest_of_the_file(
    app: Flask, address: str, browser: Browser
) -> None:
    a_notice()
    paper = db.session.query(StoredPaper).filter_by(kind=Paper.DEFICIENCY_NOTICE).one()
    with transaction():
        paper.sha256, paper.size = keep(b"%PDF-1.7 printed"), 16
    path = f"/q/{address_of(paper).rpartition('/q/')[2]}"
    db.session.rollback()
    for width in (320, 390):
        context = browser.new_context(viewport={"width": width, "height": 844})
        shown = Visitor(context.new_page(), address).go(path)
        assert paper.sha256 in shown.text()
        context.close()
