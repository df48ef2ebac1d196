"""A vehicle of the demonstration: what belongs to it, and how its steps are taken."""

from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from notices.advice import Advised, Wanted, advice_for, routed, town_called
from notices.exit_control.answering import answer
from notices.exit_control.queries import question_of
from notices.inspector.drafts import begin
from notices.models import Deficiency, ExitQuestion, Notice, Place, db
from notices.steps import Press, take
from workflows.acts import Act, Actor, Filed, Marked, Remeasured, Signed
from workflows.filing import Filing
from workflows.vocabulary import Acknowledgement, DuplicateAnswer, Mark, Role

from .findings import Control
from .hauls import Haul
from .remarks import GROUND, NOT_REQUIRED, STROKE, WITNESSES, reasons_for
from .scales import Scales
from .staff import Staff

ACKNOWLEDGEMENTS = (
    Signed(Acknowledgement.ON_PAPER),
    Signed(Acknowledgement.ON_SCREEN, stroke=STROKE),
    *(Signed(Acknowledgement.REFUSED, witness) for witness in WITNESSES),
)
OUT_OF_100 = (70, 20, 5, 5)
WITHIN, STILL_OVER = (0.93, 0.99), (1.04, 1.08)
"""Parts of the limit that a new measurement shows."""


class Vehicle:
    """A vehicle with its haul and what will be found on it, at one instant of its story."""

    def __init__(
        self, number: int, staff: Staff, control: Control, haul: Haul, random: Random
    ) -> None:
        self.number, self.staff, self.control, self.haul = number, staff, control, haul
        self.random, self.scales = random, Scales(random)
        self.codes: tuple[str, ...] = ()
        self.over: frozenset[str] = frozenset()
        self.filing: Filing | None = None
        self.noted: Notice | None = None
        self.at: datetime

    @property
    def notice(self) -> Notice:
        """The notice as the register has it now."""
        if self.noted is None:
            raise LookupError("The story of a vehicle begins with its notice.")
        return self.noted

    @property
    def plates(self) -> tuple[str, ...]:
        """The plates of the combination."""
        return tuple(unit.plate for unit in self.haul.units)

    @property
    def clock_of_post(self) -> datetime:
        """The instant by the clock of the post where the vehicle came in."""
        return self.at.astimezone(self.staff.place(self.haul.entry_post).zone)

    @property
    def clock_of_checkpoint(self) -> datetime:
        """The instant by the clock of the checkpoint to which the vehicle is directed."""
        return self.at.astimezone(db.session.get_one(Place, self.notice.checkpoint_id).zone)

    @cached_property
    def inspector(self) -> Actor:
        """The inspector who found something, at the post where the vehicle came in."""
        return self.staff.at_post(Role.INSPECTOR, self.haul.entry_post, self.at)

    @property
    def officer(self) -> Actor:
        """An officer of the checkpoint to which the vehicle is directed."""
        return self.staff.at(Role.CHECKPOINT_OFFICER, self.notice.checkpoint_id, self.at)

    @property
    def exit_officer(self) -> Actor:
        """An officer of the post where the vehicle leaves."""
        post = self.haul.journey.exit_post
        return self.staff.at_post(Role.EXIT_OFFICER, post, self.at)

    def act(self, actor: Actor, name: str, **what: Any) -> Act:
        """A press of a button at the instant."""
        if "reason" not in what:
            what["reason"] = self.random.choice(reasons_for(name, self.codes))
        return Act(actor, self.at, **what)

    def press(self, actor: Actor, name: str, **what: Any) -> None:
        """Take one step of the notice."""
        take(self.act(actor, name, **what), (name, self.notice))

    def issue_notice(self, filing: Filing, *duplicates: tuple[int, DuplicateAnswer]) -> None:
        """Begin a draft, have it signed, issue it, and route it where a checkpoint is able."""
        [signed] = self.random.choices(ACKNOWLEDGEMENTS, OUT_OF_100)
        signing = self.act(self.inspector, "sign", details=signed)
        self.noted = begin(signing)
        take(signing, ("sign", self.notice))
        advised = self.advice(self.at)
        chosen = next((one for one in advised if one.selectable), None)
        issuing = self.act(
            self.inspector,
            "issue",
            details=Filed(filing, duplicates, choice=chosen is not None),
            destination=chosen.destination if chosen else None,
        )
        presses: list[Press] = [("issue", self.notice)]
        if chosen:
            presses.append(("route", self.notice, routed(advised)))
        take(issuing, *presses)

    def advice(self, at: datetime) -> list[Advised]:
        """What the inspector reads at an instant about the checkpoints for the journey."""
        journey = self.haul.journey
        wanted = Wanted(
            self.staff.place(self.haul.entry_post),
            town_called(journey.destination, journey.destination_country),
            self.staff.place(journey.exit_post),
            [(code, self.control.entries[code].needs) for code in (*self.codes, *self.over)],
            at,
            self.haul.driver.citizenship,
        )
        return advice_for(wanted)[0]

    def another_checkpoint(self, at: datetime) -> Advised:
        """The next one that is advised, for a vehicle that starts at an instant."""
        able = [one for one in self.advice(at) if one.selectable]
        return next(one for one in able if one.place.id != self.notice.checkpoint_id)

    @property
    def filed(self) -> Filing:
        """What was filed last."""
        if self.filing is None:
            raise LookupError("The story of a vehicle begins with its notice.")
        return self.filing

    def unmarked(self) -> list[Deficiency]:
        """What the presentation has still to say."""
        return [line for line in self.notice.deficiencies if line.mark is None]

    def mark(self, line: Deficiency, mark: Mark) -> None:
        """Mark one deficiency, after a new measurement where it was measured."""
        if first := line.first_measurement:
            parts = STILL_OVER if mark is Mark.NOT_REMOVED else WITHIN
            measured = self.scales.again(first.measured, self.clock_of_checkpoint, *parts)
            again = Remeasured(line.id, measured)
            act = self.act(self.officer, "measure", details=again)
            take(act, ("measure", self.notice))
        number = f"{self.random.randint(11, 99)}-{self.random.randint(1000, 9999)}"
        removed, not_required = mark is Mark.REMOVED, mark is Mark.NOT_REQUIRED
        marked = Marked(
            deficiency_id=line.id,
            mark=mark,
            document_number=number if removed else "",
            document_date=self.clock_of_checkpoint.date() if removed else None,
            legal_ground=GROUND if not_required else "",
        )
        reason = self.random.choice(reasons_for("not_removed", (line.code,)))
        reason = "" if removed else NOT_REQUIRED if not_required else reason
        act = self.act(self.officer, "mark", details=marked, reason=reason)
        take(act, ("mark", self.notice))

    def ask(self, text: str) -> ExitQuestion:
        """Ask at the exit whether the vehicle may leave."""
        act = self.act(self.exit_officer, "ask_exit", details=answer(text, self.at))
        [event] = take(act, ("ask_exit", None))
        return db.session.get_one(ExitQuestion, question_of(event))
