"""What is published is enough for outsiders, and what the auditor reads is what was published."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from notices.cli import commands
from notices.config import secret
from notices.log import sequencer
from notices.log.signing import LAST, check_key, new_key, read_signer, signer
from notices.log.verify import read_checkpoint
from notices.models import LogEntry, Register, db, transaction
from notices.papers.codes import carrier_code
from notices.papers.queue import drain
from tests.factories import a_draft, a_notice
from tests.notices.log.tampering import a_log, published, run
from tests.pages import Pages
from workflows.merkle import fold, is_included, leaf_hash, tree_head
from workflows.vocabulary import Status


def got(app: Flask, address: str, status: int = 200) -> TestResponse:
    db.session.rollback()
    with app.app_context():
        answer = app.test_client().get(address)
    assert answer.status_code == status, address
    return answer


def test_an_outsider_recomputes_the_head_from_what_is_published(app: Flask) -> None:
    got(app, "/log/checkpoint", 404)
    first, newest = a_log()
    key = got(app, "/log/key").text
    checkpoint = read_checkpoint(got(app, "/log/checkpoint").text, key)
    assert got(app, f"/log/checkpoint/{first.split(chr(10))[1]}").text == first
    assert got(app, "/log/checkpoint").text == newest
    answer = got(app, f"/log/tile/entries/000.p/{checkpoint.size}")
    assert "immutable" in answer.headers["Cache-Control"]
    bundle, leaves = answer.data, []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        leaves.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert got(app, f"/log/tile/0/000.p/{checkpoint.size}").data == b"".join(hashes)
    head = tree_head(checkpoint.size, lambda level, i: fold(hashes[i << level : (i + 1) << level]))
    assert head == checkpoint.head


def test_a_tile_that_is_none_or_not_yet_full_is_not_found(once: Flask) -> None:
    a_log()
    for place in ("000", "000.p/0", "000.p/256", "0", "x000/000.p/1x", "000.p/6", "001.p/1"):
        got(once, f"/log/tile/0/{place}", 404)
        got(once, f"/log/tile/entries/{place}", 404)
    got(once, "/log/tile/9/000.p/1", 404)


def test_tiles_of_a_large_log_lie_where_the_standard_says(once: Flask) -> None:
    with transaction():
        for number in range(600):
            entry = LogEntry(name="read", data={}, salt=b"", commitment=number.to_bytes(32, "big"))
            entry.at = datetime.now(UTC)
            db.session.add(entry)
    published()
    full = [got(once, f"/log/tile/0/00{number}").data for number in range(2)]
    heads = [fold([tile[at : at + 32] for at in range(0, 8192, 32)]) for tile in full]
    assert got(once, "/log/tile/1/000.p/2").data == b"".join(heads)
    assert len(got(once, "/log/tile/0/002.p/88").data) == 88 * 32
    got(once, "/log/tile/1/000.p/3", 404)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = secret(tmp_path / "log", "LOG_KEY", lambda: new_key("example.org/log"))
    assert secret(tmp_path / "log", "LOG_KEY", lambda: new_key("other")) == made
    assert (tmp_path / "log" / "log_key").stat().st_mode & 0o077 == 0
    assert read_signer(made).name == "example.org/log"


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("x" * 40, "other parts"),
        ("PRIVATE+KEY+PeterNeumann+AYEKFALVFGyNhPJEMzD1QIDr", "other parts"),
        ("PRIVATE+KEY+PeterNeumann+c74f20a3+", "33 bytes in base64"),
        ("PRIVATE+KEY+PeterNeumann+c74f20a3+*YEKFALVFGyNhPJEMzD1QIDr", "33 bytes in base64"),
        (
            "PRIVATE+KEY+Neumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
            "another id",
        ),
    ],
)
def test_the_part_of_a_key_that_is_wrong_is_told_and_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, what: str
) -> None:
    monkeypatch.setenv("LOG_KEY", wrong)
    with pytest.raises(ValueError, match=rf"^LOG_KEY: Give the whole text .*{what}") as refused:
        check_key(tmp_path)
    assert "EKFALVFG" not in str(refused.value)
    monkeypatch.delenv("LOG_KEY")
    check_key(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_note_is_signed_as_the_standard_says() -> None:
    """The key of the example in the documentation of Go's package `note`, and what it signs."""
    private = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    made = read_signer(private)
    assert made.verifier == ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text, line = made.checkpoint(0, sha256().digest()).rsplit("\n\n", 1)
    assert text.startswith("PeterNeumann\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    assert line.startswith("— PeterNeumann x08go") and line.endswith("\n")


def test_the_auditor_sees_log_and_proof_and_takes_the_proof_home(app: Flask) -> None:
    a_log()
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_auditor")
    page = pages.get("/auditor").click("The log")
    assert "localhost/log" in page.text and "Personal data read" in page.text
    page = page.click("Leaf 2")
    assert "This entry is in the log as it was signed." in page.text
    lines = page.click("Proof as a file, with the signed checkpoint").response.text.split("\n")
    end = lines.index("")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 2"]
    checkpoint = read_checkpoint("\n".join(lines[end + 1 :]), signer().verifier)
    leaf = db.session.scalars(db.select(LogEntry.commitment).where(LogEntry.leaf == 2)).one()
    proof = [b64decode(line) for line in lines[2:end]]
    assert is_included(leaf_hash(leaf), 2, checkpoint.size, proof, checkpoint.head)
    pages.get("/auditor/log/99", status=404)


def test_the_auditor_is_told_where_a_proof_does_not_hold(app: Flask) -> None:
    a_log()
    run("UPDATE log_entry SET commitment = salt WHERE leaf = 2")
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_auditor")
    assert "the log was rewritten" in pages.get("/auditor/log/2").text


def test_a_notices_history_names_the_leaf_of_each_event(app: Flask) -> None:
    notice = a_notice(Status.CLEARED)
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_auditor")
    assert "of the log" not in pages.get(f"/auditor/notices/{notice.id}").text
    published()
    page = pages.get(f"/auditor/notices/{notice.id}")
    assert "Notice issued" in page.click("leaf 1 of the log").text


def test_the_driver_and_the_auditor_get_the_list_of_readings(app: Flask) -> None:
    notice = a_notice()
    number, notice_id, code = notice.number, notice.id, carrier_code(notice.id)
    db.session.rollback()
    drain(app)
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("officer")
    pages.get(f"/checkpoint/notices/{notice_id}").click("Deficiency notice")
    pages.sign_in("by_auditor")
    page = pages.get(f"/auditor/notices/{notice_id}").click("Who has read the driver's data")
    assert "The notice" in page.text and "Confirmation of the removal" in page.text
    assert "A paper" in page.text and "(officer), Checkpoint officer, Russia" in page.text
    carrier = Pages(app)
    carrier.speak("en")
    carrier.get("/carrier").submit(fields={"number": number, "code": code})
    page = carrier.get("/carrier/notice").click("Who has read the driver's data")
    assert "Checkpoint officer, Russia" in page.text and "For: Audit" in page.text
    assert "(officer)" not in page.text and "(by_auditor)" not in page.text


def test_the_log_is_exported_and_verified_from_the_command_line(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = a_log()
    with transaction():
        db.session.add(Register(id=1, made_at=datetime.now(UTC), demonstration=False))
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: app)
    runner = CliRunner()
    answer = runner.invoke(commands, ["export-log", str(tmp_path / "log.jsonl")])
    assert answer.exit_code == 0, answer.output
    lines = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["content"]["name"] == "export_log"
    (tmp_path / "old").write_text(notes[0], "utf-8")
    arguments = ["verify-log", str(tmp_path / "log.jsonl"), "--key", signer().verifier]
    answer = runner.invoke(commands, [*arguments, "--checkpoint", str(tmp_path / "old")])
    assert answer.exit_code == 0 and "Nothing was rewritten" in answer.output
    answer = runner.invoke(commands, ["verify-log"])
    assert "Nothing was rewritten" in answer.output and "0 waiting" in answer.output
    run("UPDATE event SET reason = 'другая' WHERE id = 4")
    answer = runner.invoke(commands, ["verify-log"])
    assert answer.exit_code == 1 and "edited" in answer.output
    a_draft()
    run("UPDATE log_tile SET hashes = (SELECT commitment FROM log_entry WHERE leaf = 0)")
    answer = runner.invoke(commands, ["verify-log"])
    assert answer.exit_code == 1 and "cannot be continued" in answer.output


def test_all_may_read_what_root_has_signed(once: Flask) -> None:
    a_log()
    assert (Path(once.instance_path) / LAST).stat().st_mode & 0o777 == 0o644


def test_where_nothing_can_be_kept_the_log_says_so_and_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sequencer, "keep_last_signed", refuse)
    a_log()
    assert f"Let the service write {LAST} of its instance: refused" in caplog.text
    assert "Traceback" not in caplog.text


def test_where_what_was_signed_cannot_be_read_nothing_is_signed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "last_signed", refuse)
    a_draft()
    with pytest.raises(sequencer.Rewritten, match="Let the service read what it has signed last"):
        sequencer.continue_log()


def refuse(*_note: str) -> None:
    raise PermissionError("refused")
