"""Pages of the carrier."""

from flask import Blueprint

room = Blueprint("carrier", __name__, url_prefix="/carrier")
