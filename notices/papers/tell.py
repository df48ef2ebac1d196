"""Tells the facts of a notice for its papers, from the register's rows."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from notices.advice import Advised
from notices.limits import source_of
from notices.maps import number_of
from notices.models import (
    Deficiency,
    Fine,
    Measurement,
    Notice,
    Permit,
    Person,
    Place,
    Presentation,
)
from notices.words.formats import money
from workflows.quantities import corrected
from workflows.vocabulary import Quantity, Role

from .facts import (
    AdviceFacts,
    DeficiencyFacts,
    FineFacts,
    MarkFacts,
    MeasuredFacts,
    NoticeFacts,
    OfficerFacts,
    PartyFacts,
    PermitFacts,
    PlaceFacts,
    PresentationFacts,
    StruckFacts,
    Text,
    UnitFacts,
)

MOSCOW = ZoneInfo("Europe/Moscow")
Said = TypeVar("Said")
Titles = Mapping[str, dict[str, Any]]
"""The titles of document kinds by code."""


def local(at: datetime, zone: ZoneInfo) -> str:
    """The instant on the place's clock, to the minute, with its offset."""
    return at.astimezone(zone).isoformat(timespec="minutes")


def permit_facts(permit: Permit) -> PermitFacts:
    """Tell a permit that was shown."""
    return PermitFacts(
        kind=permit.kind,
        number=permit.number,
        valid_from=permit.valid_from.isoformat() if permit.valid_from else "",
        valid_until=permit.valid_until.isoformat(),
        trips=permit.trips,
        countries=tuple(permit.countries),
        carriage=permit.carriage or "",
        plates=tuple(permit.plates),
        used=permit.used,
        gross_mass=permit.gross_mass,
        length=permit.length,
        width=permit.width,
        height=permit.height,
        axle_loads=tuple(permit.axle_loads),
        axle_spacings=tuple(permit.axle_spacings),
    )


class Teller:
    """Tells the facts of one notice in Russian and the paper's second language."""

    def __init__(self, language: str) -> None:
        self.languages = tuple(dict.fromkeys(("ru", language)))

    def text(self, words: dict[str, Any]) -> Text:
        """Keep the paper's languages of a text."""
        return {language: words[language] for language in self.languages}

    def place(self, place: Place) -> PlaceFacts:
        """Tell where a place is."""
        return PlaceFacts(
            code=place.code,
            name=self.text(place.name),
            address=self.text(place.address),
            road=place.road,
            hours=place.hours,
            latitude=place.latitude,
            longitude=place.longitude,
        )

    def measured(self, found: Measurement) -> MeasuredFacts:
        """Tell a measurement with every step of its verdict."""
        return MeasuredFacts(
            quantity=found.quantity,
            value=found.value,
            error=found.error,
            corrected=corrected(found.value, found.error),
            limit=found.limit,
            tolerance=found.tolerance,
            instrument=found.instrument,
            verified_until=found.verified_until.isoformat() if found.verified_until else "",
            taken_on=found.taken_on.isoformat(),
            act=found.act,
            verdict=found.measured.verdict,
            axles=found.axles,
            limit_code=found.limit_code,
            limit_version=found.limit_version,
            source=self.said(lambda: source_of(found.measured)),
        )

    def deficiency(self, line: Deficiency, document_kinds: Titles) -> DeficiencyFacts:
        """Tell one line of the notice."""
        kind = line.document_kind
        return DeficiencyFacts(
            id=line.id,
            position=line.position,
            code=line.code,
            deficiency_class=line.deficiency_class,
            severity=line.entry.severity,
            plate=line.unit.plate,
            title=self.text(line.entry.title),
            basis=self.text(line.entry.basis),
            removal=self.text(line.entry.removal),
            evidence=self.text(line.entry.evidence),
            document_kind=self.text(document_kinds[kind]) if kind else None,
            document_number=line.document_number,
            remark=line.remark,
            measured=self._measured(line.first_measurement),
            mark="" if line.is_left else line.mark or "",
        )

    def marks(self, presentation: Presentation) -> tuple[MarkFacts, ...]:
        """Tell the marks of a presentation, in the order of the notice."""
        return tuple(
            MarkFacts(
                position=marking.deficiency.position,
                code=marking.deficiency.code,
                deficiency_class=marking.deficiency.deficiency_class,
                plate=marking.deficiency.unit.plate,
                title=self.text(marking.deficiency.entry.title),
                removal=self.text(marking.deficiency.entry.removal),
                mark=marking.mark,
                officer=marking.officer.name,
                stamp=marking.officer.stamp,
                at=local(marking.at, marking.place.zone),
                document_number=marking.document_number,
                document_date=marking.document_date.isoformat() if marking.document_date else "",
                reason=marking.reason,
                legal_ground=marking.legal_ground,
                old=self._measured(marking.deficiency.first_measurement),
                new=self._measured(marking.deficiency.measurement_at(presentation.id)),
            )
            for marking in sorted(presentation.markings, key=lambda m: m.deficiency.position)
        )

    def presentation(
        self,
        presentation: Presentation,
        diverted_from: Place | None,
        decider: Person | None,
        instead_of: str = "",
    ) -> PresentationFacts:
        """Tell a visit to a checkpoint."""
        at, place = presentation.decided_at, presentation.place
        role = Role.CHECKPOINT_OFFICER
        decided = self.officer(decider, role, at, place, instead_of) if decider and at else None
        return PresentationFacts(
            ordinal=presentation.ordinal,
            place=self.place(place),
            received_at=local(presentation.received_at, place.zone),
            plates_seen=tuple(presentation.plates_seen),
            diverted_from=self.place(diverted_from) if diverted_from else None,
            marks=self.marks(presentation),
            decided=decided,
        )

    def notice(self, notice: Notice, document_kinds: Titles) -> NoticeFacts:
        """Tell a version of a notice. It must have been issued."""
        zone = notice.post.zone
        carrier = notice.carrier
        if not (carrier and notice.issued_at and notice.deadline and notice.carriage):
            raise ValueError("Only an issued notice has facts.")
        return NoticeFacts(
            id=notice.id,
            number=notice.number or "",
            version=notice.version,
            language=notice.language,
            issued_at=local(notice.issued_at, zone),
            deadline=local(notice.deadline, zone),
            post=self.place(notice.post),
            issuer=notice.issuer.name,
            issuer_stamp=notice.issuer.stamp,
            units=tuple(
                UnitFacts(u.position, u.kind, u.plate, u.country, u.vin, u.vin_unread, u.make)
                for u in notice.units
            ),
            carrier=PartyFacts(carrier.name, carrier.country, carrier.tax_number, carrier.address),
            driver=PartyFacts(
                f"{notice.driver_surname} {notice.driver_given_names}".strip(),
                notice.driver_citizenship,
                notice.driver_document,
            ),
            carriage=notice.carriage,
            origin_country=notice.origin_country,
            destination=notice.destination,
            destination_country=notice.destination_country,
            exit_post=self.place(notice.exit_post) if notice.exit_post else None,
            cargo=notice.cargo,
            axle_loads=notice.axles(Quantity.AXLE_LOAD),
            axle_spacings=notice.axles(Quantity.AXLE_SPACING),
            permits=tuple(map(permit_facts, notice.permits)),
            deficiencies=tuple(self.deficiency(d, document_kinds) for d in notice.deficiencies),
            severity=notice.severity or "",
            acknowledgement=notice.acknowledgement or "",
            acknowledged_at=local(notice.acknowledged_at, zone) if notice.acknowledged_at else "",
            witness=notice.witness,
            signature_stroke=notice.signature_stroke,
            checkpoint=self.place(notice.checkpoint) if notice.checkpoint else None,
            judged=tuple(self.measured(row) for row in notice.judged),
            struck=tuple(StruckFacts(**one) for one in notice.struck or ()),
        )

    def fine(self, fine: Fine) -> FineFacts:
        """Tell a fine."""
        amount = self.said(lambda: money(fine.amount, fine.currency))
        return FineFacts(fine.number, fine.imposed_on.isoformat(), amount)

    def _measured(self, found: Measurement | None) -> MeasuredFacts | None:
        return self.measured(found) if found else None

    def advice(self, one: Advised) -> AdviceFacts:
        """Tell what was advised of a checkpoint, and why."""
        return AdviceFacts(
            number=number_of(one.place.code),
            code=one.place.code,
            name=self.text(one.place.name),
            selectable=one.selectable,
            why=self.said(lambda: one.why),
            km_to=one.advice.km_to,
            km=one.advice.km,
            detour_km=one.advice.detour_km,
            minutes_to=one.advice.minutes_to,
            roads_to=one.advice.roads_to,
        )

    def said(self, sentence: Callable[[], Said]) -> dict[str, Said]:
        """A sentence, or a list of them, in the paper's languages."""
        told = {}
        for language in self.languages:
            with force_locale(language):
                told[language] = sentence()
        return told

    def officer(
        self, person: Person, role: str, at: datetime, place: Place | None, instead_of: str = ""
    ) -> OfficerFacts:
        """Tell who signs, with the clock of the place where they do (else with Moscow time)."""
        return OfficerFacts(
            name=person.name,
            role=role,
            side=person.side,
            stamp=person.stamp,
            place=self.place(place) if place else None,
            at=local(at, place.zone if place else MOSCOW),
            instead_of=instead_of,
        )
