"""Papers and what stands behind their QR codes."""

from flask import Blueprint

room = Blueprint("papers", __name__)
