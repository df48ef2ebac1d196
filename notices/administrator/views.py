"""Pages of the administrator."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("administrator", __name__, url_prefix="/administrator")
audience(room, Role.ADMINISTRATOR)
