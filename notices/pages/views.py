"""The front page, home and the language."""

from flask import Blueprint

room = Blueprint("pages", __name__)
