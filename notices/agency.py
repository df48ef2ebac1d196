"""Who of the register it is whom the provider of an agency has proven.

The provider only says who somebody is. People, roles and closed accounts are matters of the own
side's administrator, and a provider speaks for the people of its own side alone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Flask, current_app, request, session
from flask_security import current_user
from sqlalchemy import select

from workflows.vocabulary import Logged, Side

from . import openid
from .attempts import count, subject, take_back
from .log.entries import log_own
from .models import AgencyAccount, Person, db, transaction
from .openid import Asked, NotBelieved, Proven, ProviderAway
from .proof import ATTEMPTS_OF_ADDRESS, can_type
from .providers import Provider
from .sign_in import log_failed_sign_in

ASKED_FOR = 600
"""Seconds in which the provider's answer has to come."""


class NotLetIn(Exception):
    """The person is unknown here, of the other side, closed or locked: never told which."""


def init_agencies(app: Flask) -> None:
    """Let pages offer the ways through a provider."""
    app.jinja_env.globals.update(
        providers=providers, provider_of_person=provider_of_person, can_type=can_type
    )


def providers() -> dict[Side, Provider]:
    """The provider of each side that has one."""
    configured: dict[Side, Provider] = current_app.config["OIDC"]
    return configured


def provider_of_person() -> Provider | None:
    """Through which the signed-in person can prove anew who presses, if there is one."""
    provider = providers().get(current_user.side)
    return provider if provider and provider.issuer in current_user.issuers else None


def ask(provider: Provider, back: str, language: str, **kept: str) -> str:
    """Where the person proves it; what belongs to it is kept in the session, once."""
    db.session.rollback()
    address, asked = openid.ask(provider, back, language)
    session["agency"] = asked | {"side": provider.side, **kept}
    return address


def answered(side: Side) -> Asked:
    """What this browser has asked the provider of a side a moment ago; it is used up."""
    asked: Asked = session.pop("agency", {})
    late = datetime.now(UTC).timestamp() - asked.get("at", 0) > ASKED_FOR
    if late or asked["side"] != side:
        raise NotBelieved("nothing was asked of late")
    return asked


def admit(
    provider: Provider, asked: Asked, back: str, answer: Mapping[str, str]
) -> tuple[Person, bool]:
    """The person whom the answer is about, and whether a second factor was given there."""
    proven = _judge(provider, asked, back, answer)
    with transaction():
        person = _bound(proven) or _bind(provider, proven)
        if person and _may_enter(person, provider):
            take_back(_there())
            # Whoever comes through the agency needs none, and nobody else shall know one.
            if person.one_time_password:
                person.password, person.one_time_password = "", False
            return person, proven.second_factor
    log_failed_sign_in(person.login if person else proven.login)
    raise NotLetIn


def prove(provider: Provider, asked: Asked, back: str, answer: Mapping[str, str]) -> None:
    """Note that the person who is signed in has just proven it; else NotLetIn."""
    proven = _judge(provider, asked, back, answer)
    with transaction():
        person = _bound(proven)
        right = person is not None and person.id == current_user.id
        if right:
            take_back(_there())
        else:
            log_own(Logged.FAIL_PROOF, current_user)
    if not right:
        raise NotLetIn
    session["fs_paa"] = datetime.now(UTC).timestamp()


def _judge(provider: Provider, asked: Asked, back: str, answer: Mapping[str, str]) -> Proven:
    with transaction():
        if count(_there()) > ATTEMPTS_OF_ADDRESS:
            raise NotLetIn
    try:
        return openid.judge(provider, asked, back, answer)
    except ProviderAway:
        with transaction():
            take_back(_there())
        raise
    except NotBelieved:
        log_failed_sign_in("")
        raise


def _there() -> str:
    return subject("sign-in", request.remote_addr or "")


def _bound(proven: Proven) -> Person | None:
    theirs = (AgencyAccount.issuer == proven.issuer, AgencyAccount.subject == proven.subject)
    query = select(Person).join(AgencyAccount).where(*theirs)
    return db.session.scalars(query).one_or_none()


def _bind(provider: Provider, proven: Proven) -> Person | None:
    """At the first sign-in: the account of this login, unless another subject holds it already."""
    query = select(Person).where(
        Person.login == proven.login.strip().lower(), Person.side == provider.side
    )
    person = db.session.scalars(query.with_for_update(of=Person)).one_or_none()
    if person is None or proven.issuer in person.issuers or not _may_enter(person, provider):
        return None
    account = AgencyAccount(
        issuer=proven.issuer, subject=proven.subject, bound_at=datetime.now(UTC)
    )
    person.agency_accounts.append(account)
    log_own(Logged.BIND_AGENCY, person, issuer=proven.issuer)
    return person


def _may_enter(person: Person, provider: Provider) -> bool:
    locked = person.locked_until is not None and person.locked_until > datetime.now(UTC)
    return person.active and person.side == provider.side and not locked
