"""The room itself: pages that anyone may open."""

from flask import Blueprint

room = Blueprint("pages", __name__)
