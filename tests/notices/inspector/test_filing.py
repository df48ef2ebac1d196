"""A notice is filed page by page, checked, and issued with one press."""

from flask import Flask

from notices.models import Draft, NumberSeries, db
from tests.notices.inspector.walk import (
    begin,
    filed_to_the_end,
    find,
    inspector,
    the_notice,
)
from workflows.vocabulary import Quantity, Status


def test_one_press_issues_and_routes_and_offers_both_papers(app: Flask) -> None:
    check = filed_to_the_end(inspector(app))
    done = check.submit(button="Issue and direct to the checkpoint")
    notice = the_notice()
    assert notice.status is Status.ROUTED and notice.checkpoint.code == "KGOR"
    assert [link.get_text() for link in done.all(".papers a")] == [
        "Deficiency notice",
        "Routing advice",
    ]
    assert [unit.plate for unit in notice.units] == ["АВ 1234-7", "A 5678 B-7"]
    assert notice.units[0].vin == "WDB9634031L123456" and notice.units[1].vin_unread == "закрашен"
    assert notice.deficiencies[0].document_kind == "RU-BILATERAL"
    assert db.session.query(Draft).count() == 0
