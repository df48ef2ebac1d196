"""Pages of the auditor."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("auditor", __name__, url_prefix="/auditor")
audience(room, Role.AUDITOR)
