"""Pages of the own account. Each asks by itself who is there: the room has no roles on its door."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from notices import second_factor as factor
from notices.forms import StepForm
from notices.log.entries import log_own
from notices.models import Person, transaction
from notices.proof import PROVEN
from notices.security import ask_in, own_address
from notices.sessions import begin, end_others, is_open, is_this, person_owing, sign_ins_of
from workflows.vocabulary import Logged, OwnAccount

from . import absence, agency
from .forms import WRONG_CODE, AppForm, SecondFactorForm, SetUpForm
from .room import room, signed_in

__all__ = ["absence", "agency", "room"]


@room.get("")
@signed_in
def account() -> ResponseReturnValue:
    """Second factor and sign-ins."""
    return _account(AppForm(formdata=None))


@room.route("/second-factor", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    """The second half of a sign-in: a code, or first of all the app that will show it."""
    person = person_owing()
    if person is None:
        return redirect(url_for("pages.home"))
    if person.authenticator is None:
        return redirect(url_for(".set_up", next=request.args.get("next")))
    form = SecondFactorForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        given = factor.judge(person, form.code.data or "", form.key.data or "")
        if given:
            begin(person, given)
            return redirect(own_address(form.next.data or "") or url_for("pages.home"), 303)
        with transaction():
            log_own(Logged.FAIL_SECOND_FACTOR, person)
        form.code.errors = [WRONG_CODE]
    return render_template("account/second_factor.html", form=form)


@room.route("/set-up", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    """Set up an app, at the first sign-in or later; its code proves that it has the key.

    A press that comes again gets new recovery codes: nobody has seen those of the first answer.
    """
    owing = person_owing()
    if owing is None and not current_user.is_authenticated:
        return ask_in()
    person: Person = owing or current_user
    if factor.has_set_up(person, request.form.get("key", ""), request.form.get("code", "")):
        onward = request.form.get("next", "")
        return _told_codes(person, _new_codes(person), first=bool(owing), onward=onward)
    if owing and owing.authenticator:
        abort(403)
    present = person.authenticator.secret if person.authenticator else ""
    secret = session.setdefault("totp_secret", factor.new_secret())
    onward = request.args.get("next", "")
    form = SetUpForm("" if owing else PROVEN, secret, has_app=bool(present), next=onward)
    if form.validate_on_submit():
        press = form.key.data or ""
        with transaction():
            codes = factor.enrol(person, secret, form.counter, press, present) or abort(409)
            log_own(Logged.CHANGE_ACCOUNT, person, changed=OwnAccount.APP)
        return _told_codes(person, codes, first=bool(owing), onward=form.next.data or "")
    return render_template(
        "account/set_up.html", form=form, **factor.enrolment(secret, person.login)
    )


@room.post("/recovery-codes")
@signed_in
def recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes instead of the old ones."""
    form = AppForm()
    if not current_user.authenticator:
        abort(403)
    if not form.validate_on_submit():
        return _account(form)
    codes = _new_codes(current_user)
    return render_template("account/codes.html", codes=codes, onward=url_for(".account"))


@room.post("/take-away")
@signed_in
def take_away() -> ResponseReturnValue:
    """Do without a second factor, where the register allows it."""
    form = AppForm()
    if factor.is_required() or not current_user.authenticator:
        abort(403)
    if not form.validate_on_submit():
        return _account(form)
    with transaction():
        factor.take_away(current_user)
        log_own(Logged.CHANGE_ACCOUNT, current_user, changed=OwnAccount.NO_APP)
    flash(_("Your app is no longer asked for."), "done")
    return redirect(url_for(".account"), 303)


@room.post("/sign-out-elsewhere")
@signed_in
def sign_out_elsewhere() -> ResponseReturnValue:
    """End every other sign-in."""
    if StepForm().validate_on_submit():
        end_others(current_user)
        flash(_("You are signed out everywhere else."), "done")
    return redirect(url_for(".account"), 303)


def _account(form: AppForm) -> ResponseReturnValue:
    page = render_template(
        "account/account.html",
        form=form,
        required=factor.is_required(),
        sign_ins=[(each, is_open(each), is_this(each)) for each in sign_ins_of(current_user)],
    )
    return page, 422 if form.errors else 200


def _new_codes(person: Person) -> list[str]:
    with transaction():
        codes = factor.new_codes(person)
        log_own(Logged.CHANGE_ACCOUNT, person, changed=OwnAccount.CODES)
    return codes


def _told_codes(
    person: Person, codes: list[str], *, first: bool, onward: str
) -> ResponseReturnValue:
    """Show the codes this once; whoever owed the second factor has given it now."""
    session.pop("totp_secret", None)
    if first:
        begin(person, "app")
    onward = own_address(onward) or url_for("pages.home")
    return render_template("account/codes.html", codes=codes, onward=onward)
