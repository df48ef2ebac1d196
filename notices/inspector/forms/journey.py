"""The page of the journey."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from notices.advice import town_called
from notices.distances import the_network
from notices.inspector.queries import external_posts
from notices.words import in_language, word
from workflows.filing import FiledJourney
from workflows.vocabulary import Carriage, Language, Side

from .page import PageForm
from .parts import after_blank, countries, line, one_of, one_of_few, several_lines, sort_key


def exit_posts() -> dict[str, list[tuple[str, str]]]:
    """The posts of the external border by name, grouped by the state that they belong to.

    Those that are closed to trucks stand last.
    """
    groups: dict[str, list[tuple[str, str]]] = {word(side): [] for side in Side}
    for code, side, name, trucks_open in external_posts(datetime.now(UTC)):
        group = word(side) if trucks_open else _("Closed to trucks")
        groups.setdefault(group, []).append((code, in_language(name)))
    return {
        group: sorted(posts, key=lambda post: sort_key(post[1])) for group, posts in groups.items()
    }


def _towns() -> list[tuple[str, str]]:
    return the_network().towns(Language(str(get_locale())))


class JourneyForm(PageForm):
    """Where the vehicle comes from, where it goes, and where it leaves the Union State."""

    carriage = one_of_few(
        _l("Kind of carriage"),
        _l("Choose the kind of carriage."),
        lambda: [(kind, word(kind)) for kind in Carriage],
    )
    origin_country = one_of(
        _l("Country of departure"), _l("Choose the country of departure."), countries
    )
    destination = line(_l("Place of destination"), 120, _l("Enter the place of destination."))
    destination_country = one_of(
        _l("Country of destination"), _l("Choose the country of destination."), countries
    )
    town = SelectField(
        _l("Nearest town"),
        choices=lambda: after_blank(_towns()),
        validate_choice=False,
        description=_l("Only where the place of destination is too small for the road network."),
    )
    exit_post = one_of(
        _l("Post where the vehicle will leave the Union State"),
        _l("Choose the post where the vehicle will leave the Union State."),
        exit_posts,
    )
    cargo = several_lines(_l("Cargo"), 300, render_kw={"rows": 2})

    def validate_destination(self, field: Field) -> None:
        """A destination in one of the two states is on the road network, or a town near it is."""
        country = self.destination_country.data
        if country not in set(Side) or town_called(field.data, country):
            self.town.data = ""
        elif self.town.data not in dict(_towns()):
            raise ValidationError(
                _(
                    "The road network does not know this place of destination. Check how it is"
                    " written, or choose the nearest town."
                )
            )

    def doubts(self) -> list[str]:
        """No truck leaves where trucks are not let through."""
        groups: Any = self.exit_post.choices
        closed = dict(groups.get(_("Closed to trucks"), ()))
        if self.exit_post.data not in closed:
            return []
        post = closed[self.exit_post.data]
        return [
            _("%(post)s is closed to trucks. Choose another post, unless a bus leaves.", post=post)
        ]

    def node(self) -> str | None:
        """The node of the road network to which the vehicle goes, as far as the page holds."""
        found = town_called(self.destination.data or "", self.destination_country.data or "")
        return found or self.town.data or None

    def journey(self) -> FiledJourney:
        """The journey as filed."""
        return FiledJourney(
            carriage=Carriage(self.carriage.data),
            origin_country=self.origin_country.data,
            destination=self.destination.data or "",
            destination_country=self.destination_country.data,
            exit_post=self.exit_post.data,
            cargo=self.cargo.data or "",
            town=self.town.data or "",
        )
