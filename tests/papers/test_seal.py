"""Every paper bears a seal that others can check, and that nobody can move to another paper."""

import asyncio
import os
import random
import stat
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pkcs11
import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from flask import Flask
from pkcs11.util.x509 import decode_x509_certificate

from notices.files import read
from notices.models import Notice, StoredPaper, db
from notices.papers.authority import (
    SEAL_LASTS,
    certificate,
    new_seal,
    public,
    public_revoked,
    revoke,
    revoked_in,
    seal_in_use,
    seals,
)
from notices.papers.examined import Examined, Seal, examine
from notices.papers.queue import drain
from notices.papers.render import render
from notices.papers.seal import Seal as SealInUse
from notices.papers.seal import seal_from
from notices.papers.sealed import examined
from tests.factories import a_notice
from tests.pages import Pages
from tests.papers.authorities import key_and_certificate, pkcs12_file, time_stamps
from tests.papers.conftest import LastingPrinter
from tests.papers.family import Family, Order
from tests.papers.reading import text_of
from tests.papers.standards import faults_of
from workflows.vocabulary import Status

SOFT_TOKEN = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a register keeps its seals."""
    return tmp_path_factory.mktemp("register") / "seal"


@pytest.fixture(scope="session")
def order(family: Family) -> Order:
    """What is sealed here: the smallest paper does."""
    return family.smallest


@pytest.fixture(scope="session")
def sealed(order: Order, folder: Path) -> bytes:
    """A paper under the register's own seal."""
    return sealed_in(folder, order)


def sealed_in(folder: Path, order: Order) -> bytes:
    return render(**order, seal=seal_from(folder))


def seen_in(folder: Path, pdf: bytes) -> Seal:
    """What the register whose seals lie in the folder says of a PDF."""
    return examined(pdf, public(folder), revoked_in(public_revoked(folder))).seal


def told_by_pdfsig(pdf: bytes, folder: Path) -> str:
    """What a program says that shares no code with what seals."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdfsig", "-nocert", "paper.pdf"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_a_seal_is_intact_and_covers_the_whole_paper(
    sealed: bytes, folder: Path, tmp_path: Path
) -> None:
    told = told_by_pdfsig(sealed, tmp_path)
    assert "Signature is Valid" in told and "Total document signed" in told
    assert "ETSI.CAdES.detached" in told and "O=Register of deficiency notices" in told
    answer = examine(sealed, folder)
    assert answer.seal is Seal.OURS and answer.by == "Register of deficiency notices"
    assert answer.at.endswith("+00:00")


def test_papers_are_sealed_and_examined_whatever_else_runs(order: Order, tmp_path: Path) -> None:
    async def within_a_loop() -> Seal:
        return seen_in(tmp_path, render(**order, seal=seal_from(tmp_path)))

    with ThreadPoolExecutor(1) as another:  # A browser's loop may run in this thread.
        assert another.submit(lambda: asyncio.run(within_a_loop())).result() is Seal.OURS


def test_a_changed_byte_breaks_the_seal(
    sealed: bytes, folder: Path, tmp_path: Path, long: bool
) -> None:
    start = sealed.index(b"/Contents <3") + len(b"/Contents ")
    end = sealed.index(b">", start) + 1
    signed = [*range(start), *range(end, len(sealed))]
    generator = random.Random(4)  # noqa: S311
    for count, at in enumerate(generator.sample(signed, 5_000 if long else 40)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << generator.randrange(8)
        answer = seen_in(folder, bytes(changed))
        assert answer in (Seal.BROKEN, Seal.NONE), f"Byte {at} was changed unseen."
        if long or count < 8:
            assert "Signature is Valid" not in told_by_pdfsig(bytes(changed), tmp_path)


def test_only_the_own_seal_is_ours(sealed: bytes, order: Order, tmp_path: Path) -> None:
    seal_in_use(tmp_path / "another")
    assert seen_in(tmp_path / "another", sealed) is Seal.FOREIGN
    assert seen_in(tmp_path / "none", sealed) is Seal.FOREIGN
    assert seen_in(tmp_path / "another", render(**order)) is Seal.NONE


def test_what_was_added_or_cut_off_breaks_the_seal(sealed: bytes, folder: Path) -> None:
    for pdf in (sealed + b"\n%%EOF", sealed[:-300], sealed[300:], sealed.replace(b"%%EOF", b"")):
        assert seen_in(folder, pdf) is Seal.BROKEN


@pytest.mark.parametrize("bytes_", [b"", b"hello", b"%PDF-1.7\n", bytes(range(256)) * 40])
def test_what_is_no_pdf_is_never_ours(bytes_: bytes, tmp_path: Path) -> None:
    assert seen_in(tmp_path, bytes_) is Seal.BROKEN


def test_a_pdf_that_breaks_the_child_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.papers.examined.SECONDS", 0.001)
    assert examine(b"%PDF-1.7", Path("nowhere")) == Examined(Seal.BROKEN)


def test_papers_stay_valid_when_the_seal_is_changed(order: Order, tmp_path: Path) -> None:
    before = sealed_in(tmp_path, order)
    first, second = seals(tmp_path)[0], new_seal(tmp_path, seals(tmp_path))
    after = sealed_in(tmp_path, order)
    assert seen_in(tmp_path, before) is seen_in(tmp_path, after) is Seal.OURS
    assert [holder(path).encode() in before for path in (first, second)] == [True, False]
    assert [holder(path).encode() in after for path in (first, second)] == [False, True]
    assert b"PRIVATE" not in first.read_bytes() and b"PRIVATE" in second.read_bytes()


def test_what_a_thief_seals_is_not_ours_once_the_seal_is_revoked(
    order: Order, tmp_path: Path
) -> None:
    before = sealed_in(tmp_path, order)
    new_seal(tmp_path, seals(tmp_path))
    thief = seal_from(tmp_path)
    authority = certificate(tmp_path / "authority.pem")
    revoke(tmp_path, seals(tmp_path)[-1])
    stolen = render(**order, seal=thief)
    told, day = examine(stolen, tmp_path), f"{datetime.now(UTC):%Y-%m-%d}"
    assert told.seal is Seal.REVOKED and told.revoked.startswith(day)
    by_hand = (tmp_path / "authority.pem").read_bytes()
    (tmp_path / "revoked-by-hand.pem").write_bytes(by_hand)
    assert b"PRIVATE" in by_hand and b"PRIVATE" not in public_revoked(tmp_path)
    assert public_revoked(tmp_path).startswith(b"Revoked: ")
    (tmp_path / "revoked-by-hand.pem").unlink()
    taken = revoked_in(public_revoked(tmp_path))
    assert {one.serial for one in taken} == {f"{authority.serial_number:X}", told_serial(thief)}
    assert examined(stolen, [pem_of(authority)], taken).seal is Seal.REVOKED
    assert examined(stolen, [pem_of(authority)], taken[:1]).seal is Seal.REVOKED
    after = sealed_in(tmp_path, order)
    assert seen_in(tmp_path, before) is seen_in(tmp_path, after) is Seal.OURS
    assert certificate(tmp_path / "authority.pem") != authority
    assert [path.name for path in seals(tmp_path)] == ["seal-0001.pem", "seal-0003.pem"]
    with_keys = [path.name for path in tmp_path.iterdir() if b"PRIVATE" in path.read_bytes()]
    assert sorted(with_keys) == ["authority.pem", "seal-0003.pem"]
    revoke(tmp_path, seals(tmp_path)[0])
    assert seen_in(tmp_path, before) is Seal.REVOKED
    assert examined(before, public(tmp_path)).seal is Seal.FOREIGN


@pytest.mark.parametrize("gone", [0, 1])
def test_a_seal_that_was_taken_out_by_hand_costs_no_key_in_use(tmp_path: Path, gone: int) -> None:
    new_seal(tmp_path, [seal_in_use(tmp_path)])
    seals(tmp_path)[gone].unlink()
    assert b"PRIVATE" in seal_in_use(tmp_path).read_bytes()
    newest = new_seal(tmp_path, seals(tmp_path))
    assert newest.name == "seal-0003.pem" and newest == seal_in_use(tmp_path)
    assert b"PRIVATE" in newest.read_bytes()


def pem_of(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.PEM)


def told_serial(seal: SealInUse) -> str:
    """The serial number of the certificate that a seal puts into papers."""
    return f"{seal.signer.signing_cert.serial_number:X}"


def holder(path: Path) -> str:
    """The certificate of a seal, as it stands in every paper that it seals."""
    return certificate(path).public_bytes(serialization.Encoding.DER).hex()


def test_an_expired_seal_is_replaced_and_its_papers_stay_valid(
    order: Order, tmp_path: Path
) -> None:
    before = sealed_in(tmp_path, order)
    with time_machine.travel(
        certificate(seal_in_use(tmp_path)).not_valid_after_utc + timedelta(days=1)
    ):
        after = sealed_in(tmp_path, order)
        assert len(seals(tmp_path)) == 2
        assert seen_in(tmp_path, before) is seen_in(tmp_path, after) is Seal.OURS
    assert timedelta(days=1000) < SEAL_LASTS


def test_keys_are_readable_by_the_owner_only_and_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "seal"
    threads = [threading.Thread(target=seal_in_use, args=[folder]) for _start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["authority.pem", "seal-0001.pem"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    certificate(files[1]).verify_directly_issued_by(certificate(files[0]))


def test_a_seal_from_elsewhere_is_ours_as_long_as_its_certificate_is_kept(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = pkcs12_file(tmp_path / "seal.p12", "Инспекция", b"secret")
    (tmp_path / "password").write_bytes(b"secret\n")
    own = sealed_in(tmp_path / "seal", order)
    monkeypatch.setenv("SEAL_PKCS12", str(file))
    monkeypatch.setenv("SEAL_PKCS12_PASSWORD_FILE", str(tmp_path / "password"))
    pdf = sealed_in(tmp_path / "seal", order)
    assert examined(pdf, public(tmp_path / "seal"))[:2] == (Seal.OURS, "Инспекция")
    assert seen_in(tmp_path / "seal", own) is Seal.OURS
    assert faults_of(pdf) == []
    [known] = (tmp_path / "seal").glob("known-*.pem")
    revoke(tmp_path / "seal", known)
    file.touch()  # So that it is read anew.
    assert seen_in(tmp_path / "seal", sealed_in(tmp_path / "seal", order)) is Seal.REVOKED
    assert seen_in(tmp_path / "seal", own) is Seal.OURS


def test_another_customer_of_the_same_authority_is_not_the_register(
    order: Order, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = key_and_certificate("ГосСУОК", ca=True)
    monkeypatch.setenv("SEAL_PKCS12_PASSWORD", "secret")

    def sealed_by(name: str) -> bytes:
        file = pkcs12_file(tmp_path / f"{name}.p12", name, b"secret", issuer)
        monkeypatch.setenv("SEAL_PKCS12", str(file))
        return sealed_in(tmp_path / name, order)

    own, foreign = sealed_by("Инспекция"), sealed_by("ООО Рога и копыта")
    folder = tmp_path / "Инспекция"
    assert [seen_in(folder, pdf) for pdf in (own, foreign)] == [Seal.OURS, Seal.FOREIGN]
    [kept] = public(folder)
    assert [examined(pdf, [kept]).seal for pdf in (own, foreign)] == [Seal.OURS, Seal.FOREIGN]
    assert examined(foreign, [kept, issuer[1]]).seal is Seal.OURS  # Who trusts all, gets all.


def test_a_wrong_password_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL_PKCS12", str(pkcs12_file(tmp_path / "s.p12", "A", b"secret")))
    monkeypatch.setenv("SEAL_PKCS12_PASSWORD", "wrong")
    with pytest.raises(ValueError, match="PKCS#12"):
        seal_from(tmp_path)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token with a key that never leaves it, imitated by SoftHSM."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    secret, pem = key_and_certificate("Token")
    (tmp_path / "key.pem").write_bytes(secret)
    tool, pin = ["softhsm2-util", "--label", "seal", "--pin", "1234"], "1234"
    subprocess.run([*tool, "--init-token", "--free", "--so-pin", pin], check=True)
    into = ["--import", tmp_path / "key.pem", "--id", "01", "--token", "seal"]
    subprocess.run([*tool, *into], check=True)
    der = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    attributes = {pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.ID: b"\x01"}
    inserted = pkcs11.lib(SOFT_TOKEN).get_token(token_label="seal")
    with inserted.open(rw=True, user_pin=pin) as session:
        session.create_object(
            decode_x509_certificate(der) | attributes | {pkcs11.Attribute.TOKEN: True}
        )
    monkeypatch.setenv("SEAL_PKCS11_MODULE", SOFT_TOKEN)
    monkeypatch.setenv("SEAL_PKCS11_TOKEN", "seal")
    monkeypatch.setenv("SEAL_PKCS11_LABEL", "seal")
    monkeypatch.setenv("SEAL_PKCS11_PIN", pin)


@pytest.mark.usefixtures("token")
def test_a_key_may_stay_in_its_token(order: Order, tmp_path: Path) -> None:
    pdf = sealed_in(tmp_path / "seal", order)
    assert examined(pdf, public(tmp_path / "seal"))[:2] == (Seal.OURS, "Token")


def test_an_authority_tells_the_time_of_the_seal(
    order: Order, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_stamps() as address:
        monkeypatch.setenv("TSA_URL", address)
        pdf = sealed_in(folder, order)
    assert seen_in(folder, pdf) is Seal.OURS
    assert "Signature is Valid" in told_by_pdfsig(pdf, tmp_path)
    # The object identifier of id-aa-timeStampToken (RFC 3161, appendix A), in DER.
    assert "060b2a864886f70d010910020e" in pdf.decode("latin-1")
    assert faults_of(pdf) == []


def test_a_paper_waits_for_an_authority_that_is_away_and_the_step_holds(
    once: Flask, lasting_printer: LastingPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_notice(at=Status.ISSUED)
    db.session.rollback()
    monkeypatch.setenv("TSA_URL", "http://127.0.0.1:9")
    drain(once)
    paper = db.session.query(StoredPaper).one()
    assert paper.sha256 is None and paper.attempts == 1 and "timestamp" in paper.failure.lower()
    assert db.session.query(Notice.status).scalar() == Status.ISSUED
    due = paper.due + timedelta(seconds=1)
    db.session.rollback()
    monkeypatch.delenv("TSA_URL")
    with time_machine.travel(due):
        assert drain(once, lasting_printer) == 1
    db.session.rollback()
    pdf = read(db.session.query(StoredPaper.sha256).scalar())
    assert seen_in(lasting_printer.seal_folder, pdf) is Seal.OURS and text_of(pdf)


def test_anyone_gets_the_certificates(once: Flask, tmp_path: Path) -> None:
    once.config["SEAL"] = tmp_path / "seal"
    pem = Pages(once).get("/seal/ca.pem").response.data
    assert public(tmp_path / "seal") == [pem] and b"PRIVATE" not in pem
    name = x509.load_pem_x509_certificate(pem).subject.rfc4514_string()
    assert "O=Register of deficiency notices" in name


def test_there_is_no_certificate_before_a_seal_from_elsewhere_was_used(
    once: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL_PKCS12", os.devnull)
    once.config["SEAL"] = tmp_path / "seal"
    Pages(once).get("/seal/ca.pem", 404)
