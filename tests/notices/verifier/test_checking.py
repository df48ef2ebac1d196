"""Papers checked by their file, by number and code, by the command, and without the register."""

import json
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from flask import Flask, current_app

from notices import cli
from notices.models import StoredPaper, db
from notices.papers.authority import certificate, revoke, seals
from notices.papers.codes import address_of, carrier_code
from notices.papers.files import codes_in
from notices.papers.keys import rotate
from notices.papers.queue import order_of
from notices.papers.render import render
from notices.papers.seal import seal_from
from notices.steps import take
from tests.factories import a_notice, an_act, step
from tests.notices.carrier.test_opening import NOT_OPENED, Carrier, counted, failures
from tests.pages import Page, Pages
from tests.papers.test_serving import paper_of, printed
from workflows.vocabulary import Paper, Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def a_pdf(paper: StoredPaper, around: bytes = b"") -> bytes:
    """What a printed paper comes to: its address stands in a compressed stream."""
    link = b"/URI (" + address_of(paper).encode() + b")"
    return b"%PDF-1.7\n" + around + b"stream\n" + zlib.compress(link) + b"\nendstream"


def uploaded(pages: Pages, file: bytes) -> Page:
    upload = {"file": (BytesIO(file), "paper.pdf")}
    return pages.post("/check/file", upload)


def verdict(page: Page) -> str:
    return page.all(".panel h2")[0].get_text()


def test_a_file_that_the_register_printed_is_genuine_and_unchanged(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    printed(Paper.DEFICIENCY_NOTICE, file := a_pdf(paper))
    page = uploaded(pages, file)
    assert verdict(page) == "Genuine and valid" and "The file is unchanged." in page.text
    step("correct", notice)
    assert verdict(uploaded(pages, file)) == "Genuine, but replaced by version 2"


def test_a_changed_copy_is_told_with_the_paper_behind_it(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    printed(Paper.DEFICIENCY_NOTICE, file := a_pdf(paper))
    for changed in (file + b"\n", a_pdf(paper, b"saved anew"), address_of(paper).encode()):
        page = uploaded(pages, changed)
        assert verdict(page) == "This file was changed"
        assert notice.number in page.text and "The file is unchanged." not in page.text


FOREIGN = {
    "nothing": b"",
    "no PDF": b"\x00\xff" * 500,
    "a foreign PDF": b"%PDF-1.7\n1 0 obj\nendobj",
    "a forged code": b"%PDF-1.7 http://localhost/q/" + b"A" * 175,
    "broken streams": b"%PDF-1.7" + b"stream\n" * 20_000,
    "a bomb": b"%PDF-1.7 stream\n" + zlib.compress(bytes(10_000_000)),
    "many forged codes": b"%PDF-1.7" + b"/q/" + b"/q/".join(b"%0175d" % n for n in range(2_000)),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_any_other_file_is_not_genuine_and_never_an_error(pages: Pages, name: str) -> None:
    a_notice(at=Status.ISSUED)
    assert verdict(uploaded(pages, FOREIGN[name])) == "This file is not genuine"


def test_no_damaged_copy_passes_for_the_paper(pages: Pages, long: bool) -> None:
    a_notice(at=Status.ISSUED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    printed(Paper.DEFICIENCY_NOTICE, file := a_pdf(paper))
    for at in range(0, len(file), 1 if long else 25):
        damaged = file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :]
        assert verdict(uploaded(pages, damaged)) in (
            "This file was changed",
            "This file is not genuine",
        )


def test_the_address_in_the_metadata_is_read_first_and_in_a_file_of_any_size() -> None:
    scan = b"stream\n" + zlib.compress(b"/q/" + b"B" * 175) + b"\nendstream"
    photos = (b"stream\n" + zlib.compress(bytes(2**22)) + b"\nendstream") * 20
    own = b"<dc:identifier>http://localhost/q/" + b"A" * 175 + b"</dc:identifier>"
    assert list(codes_in(scan + own)) == ["A" * 175, "B" * 175]
    assert list(codes_in(photos + own)) == ["A" * 175]


def test_what_can_be_read_of_a_file_is_bounded() -> None:
    bomb = b"stream\n" + zlib.compress(bytes(2**27))
    late = b"stream\n" + zlib.compress(b"/q/" + b"A" * 175)
    assert list(codes_in(bomb * 3 + late)) == ["A" * 175]
    assert list(codes_in(bomb * 20 + late)) == []


def test_what_breaks_off_or_comes_to_nothing_costs_as_much_as_it_took_to_read() -> None:
    late = b"stream\n" + zlib.compress(b"/q/" + b"A" * 175)
    packer = zlib.compressobj()
    broken = packer.compress(bytes(2**22 - 2**17)) + packer.flush(zlib.Z_FULL_FLUSH) + b"\7\xff\xff"
    nothing = b"\x78\x9c" + b"\0\0\0\xff\xff" * (2**22 // 5)
    for hostile in (broken, nothing):
        assert list(codes_in((b"stream\n" + hostile) * 3 + late)) == ["A" * 175]
        assert list(codes_in((b"stream\n" + hostile) * 20 + late)) == []


def test_number_and_code_show_all_papers_and_nothing_personal(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("correct", notice)
    take(an_act("by_auditor"), ("compile_dossier", notice))
    typed = {"number": notice.number, "code": carrier_code(notice.id)}
    page = pages.get("/check").submit("number-form", typed)
    shown = [panel.get_text() for panel in page.all(".panel h2")]
    assert shown == ["Corrected deficiency notice", "Routing advice", "Deficiency notice"]
    assert "Genuine, but replaced by version 2" in page.text
    facts = paper_of(Paper.DEFICIENCY_NOTICE).facts
    personal = [facts["notice"]["driver"]["name"], facts["notice"]["carrier"]["name"]]
    personal += [unit["plate"] for unit in facts["notice"]["units"]] + [facts["officer"]["name"]]
    assert not [words for words in personal if words in page.text]


def test_unknown_and_foreign_numbers_look_alike_and_cost_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}
    for name, typed in failures(app).items():
        page = Carrier(app, f"192.0.2.{len(seen)}").get("/check")
        with counted(app, monkeypatch) as work:
            fields = dict(zip(("number", "code"), typed, strict=True))
            answer = page.submit("number-form", fields)
        assert answer.errors == [NOT_OPENED]
        body = re.sub(r'name="csrf_token"[^>]*>', "", str(answer.soup))
        for text in typed:
            body = body.replace(text, "")
        seen[name] = (answer.status, body, work)
    first = next(iter(seen.values()))
    assert not [name for name, answer in seen.items() if answer != first]


@pytest.fixture
def verified(tmp_path: Path) -> Callable[..., Result]:
    """Runs the verifying command with the keys that the register gives to anyone."""
    given = current_app.test_client().get("/check/keys.json")
    (tmp_path / "keys.json").write_bytes(given.data)

    def run(paper: str, *options: str) -> Result:
        arguments = ["verify", "--keys", str(tmp_path / "keys.json"), *options, paper]
        return CliRunner().invoke(cli.commands, arguments)

    return run


def test_the_command_verifies_with_the_public_keys_alone(
    app: Flask, verified: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = a_notice(at=Status.ROUTED)
    paper = paper_of(Paper.ROUTING_ADVICE)
    address, number = address_of(paper), notice.number
    (tmp_path / "paper.pdf").write_bytes(a_pdf(paper))
    db.session.remove()
    monkeypatch.setattr("notices.cli.opened.create_app", None)
    for given, says, code in (
        (address, "Genuine: ", 0),
        (str(tmp_path / "paper.pdf"), "Only the code was checked: ", 3),
    ):
        told = verified(given, "--plates", "ab1234-7, A 5678 B-7")
        assert told.exit_code == code, told.output
        assert told.output.startswith(f"{says}routing advice {number}, version 1")
        assert "State at issue, as of" in told.output and ": routed" in told.output
        assert "current" not in told.output
        assert "Plates: those of the paper" in told.output
    assert "NOT those" in verified(address, "--plates", "AB 1").output
    for forged in (address[:-1], address + "A", "A" * 175, str(tmp_path / "keys.json")):
        told = verified(forged)
        assert told.exit_code == 1 and told.output.startswith("Not genuine"), told.output


def test_the_command_judges_the_seal_by_the_public_certificates(
    once: Flask, verified: Callable[..., Result], tmp_path: Path
) -> None:
    a_notice(at=Status.ROUTED)
    order = order_of(paper_of(Paper.ROUTING_ADVICE))
    (tmp_path / "ca.pem").write_bytes(once.test_client().get("/seal/ca.pem").data)

    def told_of(pdf: bytes) -> Result:
        (tmp_path / "paper.pdf").write_bytes(pdf)
        return verified(str(tmp_path / "paper.pdf"), "--certificates", str(tmp_path / "ca.pem"))

    sealed = render(**order, seal=seal_from(once.config["SEAL"]))
    genuine = told_of(sealed)
    assert genuine.exit_code == 0 and genuine.output.startswith("Genuine: ")
    assert "Unchanged since it was sealed by" in genuine.output
    for pdf, says in (
        (sealed + b"\n%%EOF", "Changed since it was sealed"),
        (render(**order, seal=seal_from(tmp_path / "another")), "NOT sealed by the register"),
        (render(**order), "NOT sealed"),
    ):
        told = told_of(pdf)
        assert told.exit_code == 1 and told.output.startswith("Not genuine.\n"), told.output
        assert says in told.output and "Genuine" not in told.output


def test_a_revoked_seal_is_told_with_its_day(
    once: Flask,
    verified: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_notice(at=Status.ROUTED)
    monkeypatch.setitem(once.config, "SEAL", tmp_path / "seal")
    order = order_of(paper_of(Paper.ROUTING_ADVICE))
    (tmp_path / "paper.pdf").write_bytes(render(**order, seal=seal_from(tmp_path / "seal")))
    pages = Pages(once)
    pages.speak("en")
    assert "Revoked seals" not in pages.get("/check").text
    serial = f"{certificate(seals(tmp_path / 'seal')[0]).serial_number:X}"
    revoke(tmp_path / "seal", seals(tmp_path / "seal")[0])
    for name in ("ca.pem", "revoked.pem"):
        (tmp_path / name).write_bytes(once.test_client().get(f"/seal/{name}").data)
    options = ("--certificates", str(tmp_path / "ca.pem"), "--revoked")
    told = verified(str(tmp_path / "paper.pdf"), *options, str(tmp_path / "revoked.pem"))
    assert told.exit_code == 1 and told.output.startswith("Not genuine.\n")
    assert f"The seal was REVOKED on {datetime.now(UTC):%Y-%m-%d}T" in told.output
    assert "Ask the register" in told.output
    (tmp_path / "ca.pem").write_text("[]")
    refused = verified(str(tmp_path / "paper.pdf"), *options, str(tmp_path / "revoked.pem"))
    assert refused.exit_code == 1 and "ca.pem holds no certificates" in refused.output
    page = pages.get("/check").text
    assert serial in page and "revoked on" in page


def test_the_command_reads_a_file_wherever_it_lies_and_says_where_there_is_none(
    app: Flask, verified: Callable[..., Result], tmp_path: Path
) -> None:
    a_notice(at=Status.ROUTED)
    folder = tmp_path / "q" / ("x" * 200) / ("y" * 200)
    folder.mkdir(parents=True)
    (folder / "paper.pdf").write_bytes(a_pdf(paper_of(Paper.DEFICIENCY_NOTICE)))
    assert verified(str(folder / "paper.pdf")).exit_code == 3
    for none in (folder, folder / "other.pdf", folder / ("z" * 300 + ".pdf")):
        told = verified(str(none))
        assert told.exit_code == 2 and str(none) in told.output
    for forged in ("https://notices.by/q/AAAA", "notices.by/q/" + "A" * 175):
        assert verified(forged).exit_code == 1, forged


def test_off_line_an_exceptional_release_ends_after_four_hours(
    once: Flask, verified: Callable[..., Result]
) -> None:
    released = a_notice(at=Status.ROUTED)
    step("ask_release", released, "by_supervisor")
    step("release_exceptionally", released, "ru_supervisor")
    permit = paper_of(Paper.EXCEPTIONAL_EXIT_PERMIT)
    until = f"{permit.event.at + timedelta(hours=4):%d.%m.%Y %H:%M} UTC"
    assert f"\nValid until {until}\n" in verified(permit.code).output
    take(an_act("by_auditor"), ("compile_dossier", released))
    assert "exited" not in verified(paper_of(Paper.DOSSIER).code).output
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5)):
        assert f"\nEXPIRED: it was valid until {until}\n" in verified(permit.code).output


def test_the_command_says_when_the_keys_are_faulty(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    told = CliRunner().invoke(cli.commands, ["verify", "--keys", str(tmp_path / "keys.json"), "x"])
    assert told.exit_code == 1 and "The file is faulty" in told.output


def test_the_public_keys_are_all_that_have_signed(app: Flask, pages: Pages) -> None:
    a_notice(at=Status.ISSUED)
    old = address_of(paper_of(Paper.DEFICIENCY_NOTICE)).removeprefix("http://localhost")
    rotate(app.config["CODES"])
    keys = json.loads(pages.get("/check/keys.json").response.data)["keys"]
    assert len(keys) == 2 and not any("d" in key for key in keys)
    assert verdict(pages.get(old)) == "Genuine and valid"


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_offline_page_speaks_and_loads_nothing(app: Flask, language: str) -> None:
    pages = Pages(app)
    pages.speak(language)
    assert pages.get("/check/offline").one("#offline")
    with app.app_context():
        file = pages.client.get("/check/offline?download=1")
    assert f'filename="check-papers-{language}.html"' in file.headers["Content-Disposition"]
    assert not re.search(r"""(src|href)=["']|\burl\(|@import""", file.text)
