"""Pages of the supervisor."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("supervisor", __name__, url_prefix="/supervisor")
audience(room, Role.SUPERVISOR)
