"""Sign-in, and proof before a grave step, through the provider of the own agency."""

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import current_user
from flask_security.utils import login_user, logout_user

from notices.agency import admit, answered, ask, prove, provider_of_person, providers
from notices.providers import Provider
from notices.security import own_address

from .room import room, signed_in


@room.get("/agency/<side>")
def agency(side: str) -> ResponseReturnValue:
    """Go to the provider of a side to sign in."""
    provider = _provider(side)
    if current_user.is_authenticated:
        return redirect(url_for("pages.home"))
    onward = own_address(request.args.get("next", "")) or ""
    return redirect(ask(provider, _back(provider), str(get_locale()), next=onward[:1000]))


@room.get("/agency/proof")
@signed_in
def agency_proof() -> ResponseReturnValue:
    """Go to the provider of the signed-in person to prove who presses."""
    provider = provider_of_person() or abort(404)
    who = current_user.fs_uniquifier
    return redirect(ask(provider, _back(provider), str(get_locale()), proves=who))


@room.get("/agency/<side>/answer")
def agency_answer(side: str) -> ResponseReturnValue:
    """Come back from the provider: the sign-in goes on, or the proof is noted."""
    provider = _provider(side)
    asked, back = answered(provider.side), _back(provider)
    if "proves" in asked:
        if not current_user.is_authenticated or current_user.fs_uniquifier != asked["proves"]:
            abort(403)
        prove(provider, asked, back, request.args)
        return render_template("account/proven.html")
    if current_user.is_authenticated:
        logout_user()
    person, second_factor = admit(provider, asked, back, request.args)
    login_user(person, authn_via=["agency", "second factor"] if second_factor else ["agency"])
    return redirect(own_address(asked["next"]) or url_for("pages.home"))


def _provider(side: str) -> Provider:
    return next((one for one in providers().values() if one.side == side), None) or abort(404)


def _back(provider: Provider) -> str:
    """The address that is known to the provider; one for each, so that none answers for another."""
    path = url_for(".agency_answer", side=provider.side)
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}{path}"
