"""Pages of the checkpoint."""

from flask import Blueprint

from notices.security import audience
from workflows.vocabulary import Role

room = Blueprint("checkpoint", __name__, url_prefix="/checkpoint")
audience(room, Role.CHECKPOINT_OFFICER)
