"""Nobody becomes two administrators: what takes two is refused to whom one of them has made."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from notices.accounts import account_of
from notices.administrator.people import give_password
from notices.models import Authenticator, Person, db, transaction
from notices.people import command_line, hire
from notices.proof import person_with
from notices.proposals import details_of, proposals_about
from notices.steps import take
from notices.terminal import new_password
from tests.factories import a_limit_proposal
from tests.people import actor, person
from workflows.accounts import Triple
from workflows.acts import Act, Actor, ChangedPerson, Proposed
from workflows.machine import Refused
from workflows.vocabulary import ProposalKind, Role, Side

LIMIT, OTHER_LIMIT = "BY-MASS-VEHICLE-2", "BY-MASS-VEHICLE-3"
GIVEN = ("password", "", "new")


def hired(login: str, by: Actor) -> Actor:
    """Another administrator of Belarus."""
    made = Person(login=login, name=login, side=Side.BY, password="")
    hire(made, Role.ADMINISTRATOR, by=by, at=datetime.now(UTC))
    return person(login).acting_as(Role.ADMINISTRATOR)


def change(by: Actor, login: str, *values: Triple) -> None:
    about = ChangedPerson(login, Side.BY, values)
    take(Act(by, datetime.now(UTC), details=about), ("change_person", None))


def sign(by: Actor, code: str = LIMIT) -> None:
    proposal = proposals_about(ProposalKind.LIMIT, code)[0]
    take(Act(by, datetime.now(UTC), details=details_of(proposal)), ("sign_limit", None))


def propose(by: Actor, code: str) -> None:
    """What the administrator of the tests has proposed, once more and by somebody else."""
    like = details_of(proposals_about(ProposalKind.LIMIT, LIMIT)[0])
    about = Proposed(code, Side.BY, like.values[:-1], kind=like.kind, base=1)
    take(Act(by, datetime.now(UTC), details=about), ("propose_limit", None))


def refused(act: Callable[..., None], *given: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value.reasons


def test_a_limit_is_signed_by_nobody_whom_the_first_one_has_made_or_who_was_made_with_them(
    app: Flask,
) -> None:
    a_limit_proposal("by_administrator", LIMIT)
    maker = actor("by_administrator")
    puppet, twin = hired("puppet", maker), hired("twin", maker)
    hand = hired("hand", puppet)
    propose(puppet, OTHER_LIMIT)
    for second in (puppet, hand):
        assert refused(sign, second) == ["independent"]
    for second in (maker, twin, hand):
        assert refused(sign, second, OTHER_LIMIT) == ["independent"]
    colleague = hired("colleague", command_line(Side.BY))
    sign(colleague, OTHER_LIMIT)
    new_password("puppet")
    sign(puppet)


def test_a_password_given_by_the_first_one_makes_a_colleague_no_second_person(app: Flask) -> None:
    a_limit_proposal("by_administrator", LIMIT)
    maker, colleague = actor("by_administrator"), hired("colleague", command_line(Side.BY))
    change(maker, "colleague", GIVEN)
    assert refused(sign, colleague) == ["independent"]
    new_password("colleague")
    with transaction():
        person("colleague").authenticator = Authenticator(secret="x")
    change(maker, "colleague", ("password", "", "beside_app"))
    sign(colleague)


def test_an_app_is_reset_by_an_independent_colleague_and_not_by_a_puppet(app: Flask) -> None:
    maker = actor("by_administrator")
    puppet = hired("puppet", maker)
    colleague = hired("colleague", command_line(Side.BY))
    with transaction():
        person("by_supervisor").authenticator = Authenticator(secret="x")
    change(maker, "by_supervisor", ("second_factor", "app", "asked"))
    done = ("second_factor", "asked", "")
    assert refused(change, puppet, "by_supervisor", done) == ["independent"]
    assert refused(change, maker, "by_supervisor", done) == ["not_own_request"]
    change(colleague, "by_supervisor", done)
    db.session.expire_all()
    assert person("by_supervisor").authenticator is None and person("by_supervisor").password
    assert account_of("by_supervisor") and account_of("nobody") is None


def test_a_one_time_password_beside_an_app_opens_nothing_once_the_app_is_reset(app: Flask) -> None:
    with transaction():
        person("by_supervisor").authenticator = Authenticator(secret="x")
    opened = person("by_supervisor")
    given = give_password(opened)
    change(actor("by_administrator"), "by_supervisor", ("password", "", "beside_app"))
    assert person_with("by_supervisor", given)
    change(command_line(Side.BY), "by_supervisor", ("second_factor", "app", ""))
    assert not person_with("by_supervisor", given)
