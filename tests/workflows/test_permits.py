"""Deficiencies that follow from the permits shown."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from workflows.filing import FiledJourney, FiledPermit, FiledUnit
from workflows.permits import PermitFinding, permit_findings
from workflows.vocabulary import Carriage, PermitFault, PermitKind, UnitKind

DAY = date(2026, 11, 22)
UNITS = (
    FiledUnit(UnitKind.TRACTOR, "34 ABC 123", "TR"),
    FiledUnit(UnitKind.SEMI_TRAILER, "34 TR 77", "TR"),
)
NEEDED = {
    Carriage.BILATERAL: ("M01", PermitKind.BILATERAL),
    Carriage.TRANSIT: ("M02", PermitKind.TRANSIT),
    Carriage.THIRD_COUNTRY: ("M03", PermitKind.THIRD_COUNTRY),
}


def a_permit(kind: PermitKind = PermitKind.BILATERAL, **changed: Any) -> FiledPermit:
    """A permit of this year for the usual tractor."""
    permit = FiledPermit(kind, "77-1", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))
    return replace(permit, **changed)


def proposed(
    *permits: FiledPermit, carriage: Carriage = Carriage.BILATERAL, carrier: str = "TR"
) -> list[PermitFinding]:
    """What is proposed for a Turkish lorry, by default on its way to Russia."""
    journey = FiledJourney(carriage, "TR", "Казань", "RU", "OZIN")
    return list(permit_findings(permits, journey, UNITS, carrier, DAY))


def codes(*permits: FiledPermit, **journey: Any) -> list[str]:
    return [found.code for found in proposed(*permits, **journey)]


@pytest.mark.parametrize("carriage", NEEDED)
def test_each_kind_of_carriage_needs_its_permit(carriage: Carriage) -> None:
    code, kind = NEEDED[carriage]
    assert proposed(carriage=carriage) == [PermitFinding(code, 0, kind, "", PermitFault.NONE_SHOWN)]
    assert not proposed(a_permit(kind), carriage=carriage)
    assert not proposed(a_permit(PermitKind.ECMT), carriage=carriage)


@pytest.mark.parametrize("carrier", ["BY", "RU"])
@pytest.mark.parametrize("carriage", Carriage)
def test_carriers_of_the_two_states_need_none(carrier: str, carriage: Carriage) -> None:
    used_up = a_permit(used=True, valid_until=DAY - timedelta(days=1))
    assert not proposed(carriage=carriage, carrier=carrier)
    assert not proposed(used_up, carriage=carriage, carrier=carrier)


@pytest.mark.parametrize("carriage", [Carriage.EMPTY, Carriage.PASSENGERS])
def test_an_empty_run_and_passengers_ask_for_no_permit_for_goods(carriage: Carriage) -> None:
    assert not proposed(carriage=carriage)


@pytest.mark.parametrize(
    ("changed", "code", "why"),
    [
        ({"kind": PermitKind.TRANSIT}, "I03", PermitFault.WRONG_KIND),
        ({"carriage": Carriage.EMPTY}, "I03", PermitFault.WRONG_KIND),
        ({"valid_from": DAY + timedelta(days=1)}, "I04", PermitFault.NOT_YET_VALID),
        ({"valid_until": DAY - timedelta(days=1)}, "I04", PermitFault.ENDED),
        ({"used": True}, "I05", PermitFault.USED),
        ({"plates": ("34 XYZ 999",)}, "I06", PermitFault.OTHER_VEHICLE),
    ],
)
def test_each_fault_of_a_permit_is_proposed_with_its_number(
    changed: dict[str, Any], code: str, why: PermitFault
) -> None:
    permit = a_permit(**changed)
    assert proposed(permit) == [PermitFinding(code, 0, permit.kind, "77-1", why, place=1)]


def test_the_first_and_the_last_day_are_valid_and_no_first_day_is_no_fault() -> None:
    assert not proposed(a_permit(valid_from=DAY, valid_until=DAY))
    assert not proposed(a_permit(valid_from=None))


def test_a_permit_of_the_wrong_kind_stands_in_place_of_the_missing_one() -> None:
    assert codes(a_permit(PermitKind.TRANSIT)) == ["I03"]


def test_several_faults_of_one_permit_are_all_proposed() -> None:
    faulty = a_permit(used=True, valid_until=DAY - timedelta(days=1), plates=("X 1",))
    assert codes(faulty) == ["I04", "I05", "I06"]


def test_one_permit_without_fault_is_enough() -> None:
    assert not proposed(a_permit(used=True), a_permit(number="77-2"))
    assert not proposed(a_permit(PermitKind.TRANSIT), a_permit(PermitKind.ECMT))


def test_plates_are_compared_by_the_shape_of_their_letters() -> None:
    assert not proposed(a_permit(plates=("34 АВС 123",)))


def test_a_permit_for_haulage_is_that_of_the_vehicle_that_draws() -> None:
    assert not proposed(a_permit(plates=("34 ABC 123", "34 XX 11")))


def test_a_special_permit_that_names_a_trailer_is_for_the_whole_combination() -> None:
    special = a_permit(PermitKind.OVERSIZE, plates=("34 ABC 123", "34 XX 11"))
    permits = (a_permit(), special)
    assert proposed(*permits) == [
        PermitFinding("I10", 1, PermitKind.OVERSIZE, "77-1", PermitFault.OTHER_VEHICLE, place=2)
    ]
    assert not proposed(a_permit(), replace(special, plates=("34 ABC 123",)))


def test_special_permits_have_deficiencies_of_their_own_and_concern_every_carrier() -> None:
    ended = a_permit(PermitKind.HEAVY, valid_until=DAY - timedelta(days=1))
    for carrier in ("BY", "TR"):
        assert codes(a_permit(), ended, carrier=carrier) == ["I09"]
    assert not proposed(a_permit(), ended, a_permit(PermitKind.HEAVY, number="77-2"))
    another = a_permit(PermitKind.OVERSIZE, number="77-2")
    assert codes(a_permit(), ended, another) == ["I09"]


def test_a_special_permit_tells_what_a_weighing_asks() -> None:
    heavy = a_permit(PermitKind.HEAVY, gross_mass=44_000, axle_loads=(7_000, 9_000))
    told = heavy.special()
    assert (told["number"], told["gross_mass"]) == ("77-1", 44_000)
    assert told["axle_loads"] == (7_000, 9_000) and told["valid_until"] == date(2026, 12, 31)
    assert replace(heavy, valid_from=None).special()["valid_from"] == date.min
