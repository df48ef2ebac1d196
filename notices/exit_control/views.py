"""Pages of the exit control."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("exit_control", __name__, url_prefix="/exit")
audience(room, Role.EXIT_OFFICER)
