"""Pages of the inspector."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("inspector", __name__, url_prefix="/inspector")
audience(room, Role.INSPECTOR)
