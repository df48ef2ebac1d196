"""The choice of the checkpoint, in a draft and when a notice is directed there later."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from notices.advice import Advised, routed
from notices.forms import ReasonForm, StepForm
from notices.words import in_language
from workflows.acts import Act
from workflows.vocabulary import Role

from .page import PageForm, Typed
from .parts import Chosen

NEEDED = _l("Choose a checkpoint that is open and able to check every deficiency.")


def _checkpoint() -> RadioField:
    return RadioField(
        _l("Where the vehicle must be presented"),
        validate_choice=False,
        validators=[Chosen(NEEDED)],
    )


class CheckpointForm(PageForm):
    """Where the vehicle has to be presented: at the best checkpoint, unless another is chosen.

    Where nothing is open, nothing can be chosen.
    """

    checkpoint = _checkpoint()

    def __init__(self, offers: Sequence[Advised], typed: Typed | None = None) -> None:
        super().__init__(typed)
        self.checkpoint.choices = _choices(offers)
        if typed is None and self.checkpoint.choices:
            self.checkpoint.data = self.checkpoint.choices[0][0]
        if not self.checkpoint.choices:
            self.checkpoint.validators = []


class RouteForm(StepForm):
    """The checkpoint of a notice that had none."""

    checkpoint = _checkpoint()

    def offer(self, offers: Sequence[Advised], besides: int | None) -> None:
        """Offer the checkpoints that can be chosen, besides the one that the notice names."""
        self.offers = offers
        self.checkpoint.choices = _choices(offers, besides)

    def directing(self, **what: Any) -> Act:
        """The press, with the checkpoint as it is at this instant; the form must hold."""
        act = self.act(Role.INSPECTOR, details=routed(self.offers), **what)
        one = chosen(self.checkpoint.data, self.offers)
        return replace(act, destination=one.destination if one else None)


class RerouteForm(RouteForm, ReasonForm):
    """Another checkpoint, and why."""

    def directing(self, **what: Any) -> Act:
        """The press, with its reason."""
        return super().directing(reason=self.reason.data, **what)


def chosen(code: str | None, offers: Sequence[Advised]) -> Advised | None:
    """The checkpoint that was chosen among those offered."""
    return next((one for one in offers if one.selectable and one.place.code == code), None)


def _choices(offers: Sequence[Advised], besides: int | None = None) -> list[tuple[str, str]]:
    able = (offer.place for offer in offers if offer.selectable)
    return [(place.code, in_language(place.name)) for place in able if place.id != besides]
