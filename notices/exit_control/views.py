"""Pages of the exit control: one question, one answer, and what comes of it."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale

from notices.errors import register_errors
from notices.forms import ProofForm
from notices.keyset import page_of
from notices.models import ExitQuestion
from notices.papers.keys import signing_key
from notices.security import acting_as, audience
from notices.steps import take
from notices.words import LANGUAGES
from workflows.vocabulary import Role

from .answering import answer, cannot_tell
from .facts import facts_about
from .forms import AskForm, DecisionForm, TurnBackForm
from .handing_in import hand_in
from .offline import known_offline
from .queries import (
    as_asked,
    may_release,
    notices_named,
    own_question,
    papers_of,
    question_of,
    questions_of,
    recent_questions,
    still_holds,
    way_out,
)
from .snapshot import claims_for, receipt_of, signed

room = Blueprint("exit_control", __name__, url_prefix="/exit")
audience(room, Role.EXIT_OFFICER)
register_errors(room)
room.register_error_handler(Exception, cannot_tell)


@room.get("", endpoint="booth")
@room.route("/ask_exit", methods=["GET", "POST"])
def ask_exit() -> ResponseReturnValue:
    """The field of the booth. The answer has an address of its own."""
    form = AskForm(text=request.args.get("text"))
    if form.validate_on_submit():
        act = form.act(Role.EXIT_OFFICER, details=answer(form.text.data or "", datetime.now(UTC)))
        [event] = take(act, ("ask_exit", None))
        return redirect(url_for(".question", question_id=question_of(event)), 303)
    recent = recent_questions(acting_as(Role.EXIT_OFFICER))
    return render_template("exit_control/ask_exit.html", form=form, recent=recent)


@room.get("/questions")
def questions() -> ResponseReturnValue:
    """What was asked at the own post, or only what was not answered with "may leave"."""
    refused = "refused" in request.args
    query = questions_of(acting_as(Role.EXIT_OFFICER), refused)
    after = request.args.get("after")
    page = page_of(query, ExitQuestion.id, after=after, newest_first=True)
    return render_template("exit_control/questions.html", questions=page, refused=refused)


@room.get("/questions/<int:question_id>")
def question(question_id: int) -> ResponseReturnValue:
    """One answer with its reasons, and what came of it."""
    return _page(own_question(question_id, acting_as(Role.EXIT_OFFICER)), TurnBackForm())


@room.post("/questions/<int:question_id>/let_out", endpoint="let_out")
@room.post("/questions/<int:question_id>/release")
def release(question_id: int) -> ResponseReturnValue:
    """Let the vehicle out, with all its cleared notices at once."""
    asked = own_question(question_id, acting_as(Role.EXIT_OFFICER))
    form = ProofForm("release")
    if may_release(asked):
        if not form.validate_on_submit():
            return _page(asked, TurnBackForm(formdata=None), form), 422
        plates, details = tuple(asked.plates), as_asked(asked)
        act = form.act(Role.EXIT_OFFICER, plates=plates, details=details)
        take(act, *((way_out(notice), notice) for notice in notices_named(asked)))
    return redirect(url_for(".question", question_id=question_id), 303)


@room.post("/questions/<int:question_id>/turn_back")
def turn_back(question_id: int) -> ResponseReturnValue:
    """Send the vehicle back with a paper that says what is missing and where to go."""
    asked = own_question(question_id, acting_as(Role.EXIT_OFFICER))
    form = TurnBackForm()
    if not form.validate_on_submit():
        return _page(asked, form)
    if not asked.outcome:
        details = as_asked(asked)
        act = form.act(Role.EXIT_OFFICER, reason=form.reason.data, details=details)
        take(act, ("turn_back", None))
    return redirect(url_for(".question", question_id=question_id), 303)


@room.get("/offline")
def offline() -> str:
    """The page that answers without the register; browsers keep it, and a snapshot."""
    language = request.args.get("language", str(get_locale()))
    if language not in LANGUAGES:
        abort(404)
    with force_locale(language):
        return render_template(
            "exit_control/offline.html",
            known=known_offline(),
            language=language,
            language_address=lambda code: url_for(".offline", language=code),
            current_user=None,
        )


@room.get("/snapshot")
def snapshot() -> Response:
    """The signed snapshot (RFC 7515) from which that page answers, with its receipt."""
    claims = claims_for(acting_as(Role.EXIT_OFFICER), datetime.now(UTC))
    receipt = receipt_of(claims, current_app.config["SECRET_KEY"])
    made = signed(claims, signing_key(current_app.config["CODES"])) | {"receipt": receipt}
    text = json.dumps(made, ensure_ascii=False)
    response = Response(gzip.compress(text.encode(), 6), mimetype="application/jose+json")
    response.headers["Content-Encoding"] = "gzip"
    return response


@room.get("/worker.js")
def worker() -> Response:
    """The service worker, which opens that page where the register does not answer."""
    script = Path(current_app.static_folder or "", "booth_worker.js").read_text("utf-8")
    response = Response(script, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/exit"
    return response


@room.post("/report_exit")
def report_exit() -> ResponseReturnValue:
    """Take a decision that was made off line; 422 for what is none."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return {"wrong": list(form.errors)}, 422
    facts = facts_about(form.text.data or "", issued_by=form.offline().left_at)
    return {"outcome": hand_in(form.decision(facts), facts).outcome}


def _page(asked: ExitQuestion, form: TurnBackForm, release_form: ProofForm | None = None) -> str:
    return render_template(
        "exit_control/question.html",
        asked=asked,
        notices=notices_named(asked),
        papers=papers_of(asked),
        fresh=still_holds(asked),
        releasable=may_release(asked),
        now=datetime.now(UTC),
        form=form,
        release_form=release_form or ProofForm("release", formdata=None),
        ask_form=AskForm(formdata=None, text=asked.text),
    )
