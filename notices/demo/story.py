"""The words of `week.PLOTS`: what happens to a vehicle, told by taking the real steps."""

from dataclasses import replace
from datetime import datetime, timedelta

from notices.advice import routed
from notices.exit_control.queries import as_asked, notices_named
from notices.security import CARRIER
from notices.steps import take
from workflows.acts import Arrival, Filed, Fined, Paid
from workflows.filing import Filing
from workflows.permits import NEEDED
from workflows.plates import plate_key
from workflows.vocabulary import DuplicateAnswer, Mark, Role

from .permits import permits_of
from .remarks import CORRECTED
from .vehicle import Vehicle

OFTEN_NOT_REQUIRED = ("M19", "M20", "I11", "I13")
FINES = {
    **{code: (100_000, 150_000) for code, _kind in NEEDED.values()},
    "I18": (1_000, 2_000, 3_000),
    "M19": (5_000,),
}
OTHER_FINES = (500,)
"""Of drivers in roubles, by what was found first: articles 11.29 (1), 11.23, 12.21.3 and, of other
documents, 12.3 of the Russian Code of Administrative Offences, all but the first from memory."""

MISREAD = str.maketrans("OIB018", "018OIB")


class Story(Vehicle):
    """Each public method is a word."""

    def tell(self, word: str, at: datetime) -> None:
        """Tell one word at its instant."""
        self.at = at
        getattr(self, word)()

    def issue(self) -> None:
        """The control has found something."""
        haul = self.haul
        plates = [unit.plate for unit in haul.units]
        weighed, judged, suggestions = self.scales.weigh(self.over, plates, self.clock_of_post)
        findings = (
            *(self.control.found(code) for code in self.codes),
            *(self.control.suggested(one) for one in suggestions),
        )
        self.filing = Filing(
            units=haul.units,
            carrier=haul.carrier,
            driver=haul.driver,
            journey=haul.journey,
            findings=findings,
            weighed=weighed,
            judged=judged,
            permits=permits_of(haul, self.codes, self.clock_of_post.date(), self.number),
            language=haul.language,
        )
        self.issue_notice(self.filing)

    def again(self) -> None:
        """A second notice over the same deficiency, which the inspector links to the first."""
        self.issue_notice(self.filed, (self.notice.id, DuplicateAnswer.LINK))

    def correct(self) -> None:
        """A slip in the driver's document is put right; something is added if it still can be."""
        filed, lines = self.filed, self.notice.deficiencies
        findings = [replace(f, line=row.id) for f, row in zip(filed.findings, lines, strict=True)]
        if adds := not self.notice.presentations and "M19" not in self.codes:
            findings.append(self.control.found("M19"))
        driver = replace(filed.driver, document_number=f"{filed.driver.document_number}A")
        self.filing = replace(filed, findings=tuple(findings), driver=driver)
        details = Filed(self.filing)
        self.press(self.inspector, "correct", details=details, reason=CORRECTED[adds])

    def reroute(self) -> None:
        """Another checkpoint is chosen, by the post or by the Russian supervisor."""
        actor = self.random.choice((self.inspector, self.staff.by_login("supervisor-ru")))
        other, advised = self.another_checkpoint(self.at), routed(self.advice(self.at))
        self.press(actor, "reroute", destination=other.destination, details=advised)

    def announce(self) -> None:
        """The carrier says when the vehicle will arrive."""
        [first, *_] = self.advice(self.at)
        expected = first.advice.let_in + timedelta(hours=self.random.randint(2, 20))
        arrival = Arrival(expected.replace(minute=0, second=0, microsecond=0))
        self.press(CARRIER, "announce_arrival", details=arrival)

    def ask_other(self) -> None:
        """The carrier asks for another checkpoint."""
        other = self.another_checkpoint(self.at)
        self.press(CARRIER, "ask_other_checkpoint", destination=other.destination)

    def object(self) -> None:
        """The carrier complains."""
        self.press(CARRIER, "object")

    def annul(self) -> None:
        """The notice was a mistake."""
        self.press(self.staff.by_login("supervisor-by"), "annul")

    def ask_annulment(self) -> None:
        """The Belarusian side would annul what was already presented."""
        self.press(self.staff.by_login("supervisor-by"), "ask_annulment")

    def ask_release(self) -> None:
        """The Belarusian side would let the vehicle leave by way of exception."""
        self.press(self.staff.by_login("supervisor-by"), "ask_release")

    def release_exceptionally(self) -> None:
        """The Russian side signs as well."""
        self.press(self.staff.by_login("supervisor-ru"), "release_exceptionally")

    def let_out(self) -> None:
        """The vehicle leaves with the exceptional permit."""
        asked = self.ask(", ".join(self.plates))
        act = self.act(self.exit_officer, "let_out", plates=self.plates, details=as_asked(asked))
        take(act, ("let_out", self.notice))

    def receive(self) -> None:
        """The vehicle is presented where it was directed."""
        self.press(self.officer, "receive", plates=self.plates)

    def take_over(self) -> None:
        """The vehicle is presented at another checkpoint."""
        place = self.another_checkpoint(self.notice.issued_at or self.at).place
        officer = self.staff.at(Role.CHECKPOINT_OFFICER, place.id, self.at)
        destination = place.as_destination(self.at)
        self.press(officer, "take_over", plates=self.plates, destination=destination)

    def withdraw(self) -> None:
        """The vehicle left before it was checked."""
        self.press(self.officer, "withdraw")

    def look(self) -> None:
        """The officer has marked the first deficiency and goes on."""
        self.mark(self.notice.deficiencies[0], Mark.REMOVED)

    def confirm(self) -> None:
        """Everything is removed, or needs no removal."""
        for line in self.unmarked():
            not_required = line.code in OFTEN_NOT_REQUIRED and self.random.random() < 0.5
            self.mark(line, Mark.NOT_REQUIRED if not_required else Mark.REMOVED)
        self.press(self.officer, "confirm")

    def refuse(self) -> None:
        """The first deficiency is still there, the others are removed."""
        for place, line in enumerate(self.unmarked()):
            self.mark(line, Mark.REMOVED if place else Mark.NOT_REMOVED)
        self.press(self.officer, "refuse")

    def reopen(self) -> None:
        """The confirmation is taken back."""
        self.press(self.staff.by_login("supervisor-ru"), "reopen")

    def fine(self) -> None:
        """The checkpoint imposes a fine."""
        number = f"18810167{self.random.randrange(10**12):012d}"
        roubles = self.random.choice(FINES.get(self.codes[0], OTHER_FINES))
        fined = Fined(number, roubles * 100, "RUB", self.clock_of_checkpoint.date())
        self.press(self.officer, "fine", details=fined)

    def fine_paid(self) -> None:
        """The carrier shows the receipt."""
        receipt, day = f"ПП № {self.number + 400}", self.clock_of_checkpoint.date()
        paid = Paid(self.notice.fines[-1].id, receipt, day)
        self.press(self.officer, "fine_paid", details=paid)

    def ask_exit(self) -> None:
        """The driver tries whether he may leave."""
        self.ask(", ".join(self.plates))

    def misread(self) -> None:
        """The plate is typed as it was misread."""
        key = plate_key(self.plates[0])
        self.ask(key.translate(MISREAD))

    def turn_back(self) -> None:
        """The vehicle is sent back to where it has to go."""
        asked = self.ask(", ".join(self.plates))
        act = self.act(self.exit_officer, "turn_back", details=as_asked(asked))
        take(act, ("turn_back", None))

    def leave(self) -> None:
        """The vehicle leaves the Union State."""
        asked = self.ask(", ".join(self.plates))
        plates, details = self.plates, as_asked(asked)
        act = self.act(self.exit_officer, "release", plates=plates, details=details)
        take(act, *(("release", notice) for notice in notices_named(asked)))
