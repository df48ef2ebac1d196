"""The conditions of opening and changing accounts: nobody becomes two people, or somebody else.

A one-time password, a second step that is reset and an account with the agency that is unbound
open an account to whoever comes next. What takes two administrators one of them asks for.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from .acts import Act, Changed, Triple
from .case import Account, Case
from .vocabulary import Role

OPENS = ("password", "second_factor", "agency")


class Told(NamedTuple):
    """An act about an account, as the history tells it; the command line has no `actor_id`."""

    name: str
    at: datetime
    actor_id: int | None
    values: tuple[Triple, ...]


def of_somebody_else(case: Case, act: Act) -> bool:
    """Nobody opens the own account anew; who stands in for somebody changes neither of the two."""
    account, opens = case.account, any(field in OPENS for field, _old, _new in _values(act))
    return account is not None and not (
        (opens or act.actor.instead) and account.id in act.actor.persons
    )


def own_roles_kept(case: Case, act: Act) -> bool:
    """Nobody changes what they may do themselves, or where."""
    own = case.account is not None and case.account.id in act.actor.persons
    kept = ("roles", "place", "active")
    return not own or not any(field in kept for field, _old, _new in _values(act))


def given_in_own_name(_case: Case, act: Act) -> bool:
    """Who stands in for somebody gives nothing that would outlast the absence."""
    return act.actor.instead is None or not any(_gives(*value) for value in _values(act))


def asked_for(case: Case, act: Act) -> bool:
    """What takes two was asked for first. Whoever has the keys of the machine needs nobody."""
    account = case.account
    if account is None or act.actor.id is None:
        return True
    return all(value == opening(value[0], account) for value in _values(act) if value[0] in OPENS)


def not_own_request(case: Case, act: Act) -> bool:
    """Another administrator does what one has asked for, and not in the name of the first."""
    asked_by = case.account.asked_by if case.account else {}
    return not any(
        old == "asked" and asked_by.get(field) in act.actor.persons
        for field, old, _new in _values(act)
    )


def independent(case: Case, _act: Act) -> bool:
    """The first and the second person are two: nobody has had the accounts of both in hand."""
    return not case.dependent


def opening(field: str, account: Account) -> Triple:
    """What comes next on the way to open an account, as the history will tell it; old and new are
    both empty where there is nothing to take away.

    Beside an app, or before the first sign-in, a password opens nothing that is somebody's.
    """
    asked = field in account.asked_by
    if field == "agency":
        return field, "bound" if account.is_bound else "", ""
    if field == "second_factor" and not account.has_app:
        return field, "", ""
    if field == "second_factor":
        return (field, "asked", "") if asked else (field, "app", "asked")
    if account.has_app or not account.used:
        return field, "", "beside_app" if account.has_app else "new"
    return (field, "asked", "new") if asked else (field, "", "asked")


def waits_for(told: Iterable[Told], field: str) -> Told | None:
    """The request that nobody has carried out yet, if somebody has asked; the oldest act first."""
    latest = None
    for act in told:
        for name, _old, new in act.values:
            if name == field:
                latest = act if new == "asked" else None
    return latest


def in_hand_of(told: Iterable[Told]) -> frozenset[int]:
    """Who could have signed in with an account, or has made its owner an administrator.

    The oldest act comes first. The command line takes an account out of all earlier hands.
    """
    hands: frozenset[int] = frozenset()
    for act in told:
        if act.name == "add_person" or any(_puts_in_hand(*value) for value in act.values):
            hands = hands | {act.actor_id} if act.actor_id is not None else frozenset()
    return hands


def depend(first: int, second: frozenset[int], in_hand: Callable[[int], frozenset[int]]) -> bool:
    """Whether some one person has had the accounts of both in hand, also through a third one."""
    behind = [_behind(people, in_hand) for people in (frozenset({first}), second)]
    return first not in second and not behind[0].isdisjoint(behind[1])


def _behind(people: frozenset[int], in_hand: Callable[[int], frozenset[int]]) -> frozenset[int]:
    found, new = people, people
    while new:
        new = frozenset().union(*map(in_hand, new)) - found
        found |= new
    return found


def _gives(field: str, old: str, new: str) -> bool:
    given = set(new.split(", ")) - set(old.split(", "))
    reopens, moves = (field, new) == ("active", "yes"), field == "place" and bool(new)
    return field in OPENS or reopens or moves or (field == "roles" and bool(given))


def _puts_in_hand(field: str, old: str, new: str) -> bool:
    made = field == "roles" and Role.ADMINISTRATOR in new and Role.ADMINISTRATOR not in old
    return made or (field, new) == ("password", "new")


def _values(act: Act) -> tuple[Triple, ...]:
    return act.details.values if isinstance(act.details, Changed) else ()
