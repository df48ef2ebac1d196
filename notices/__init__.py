"""The application that runs the procedure: `create_app` reads like its table of contents."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from .advice import map_of
from .agency import init_agencies
from .config import EMBEDDED, close_to_others, settings
from .demo import init_demonstration
from .errors import RowId, register_errors
from .limits import source_of
from .log.sequencer import init_log
from .log.signing import check_key
from .messages.queue import init_messages
from .models import db, set_up_postgresql, set_up_sqlite
from .papers.queue import init_papers
from .presses import init_presses
from .proof import init_proof
from .rates import init_rates
from .received import Received
from .second_factor import init_second_factor
from .security import init_security
from .sign_in import init_sign_in
from .words import init_words

__version__ = "0.1.0"

HERE = Path(__file__).parent
TEMPLATES = next(path for path in (HERE / "templates", HERE.parent / "templates") if path.is_dir())
ROOMS = (
    "inspector",
    "checkpoint",
    "exit_control",
    "carrier",
    "supervisor",
    "administrator",
    "auditor",
    "papers",
    "verifier",
    "log",
    "pages",
    "account",
)


def instance_folder() -> Path:
    """`NOTICES_INSTANCE`, or `instance` beside the tree, or in the working folder if installed."""
    beside = HERE.parent / "instance" if (HERE.parent / "pyproject.toml").exists() else None
    return Path(os.environ.get("NOTICES_INSTANCE", beside or Path.cwd() / "instance")).resolve()


def create_app(**overrides: Any) -> Flask:
    """Make the application; `overrides` are settings that win over file and environment."""
    instance = Path(overrides.pop("INSTANCE", instance_folder()))
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    close_to_others(instance / EMBEDDED)
    app = Flask(__name__, template_folder=str(TEMPLATES), instance_path=str(instance))
    check_key(instance)  # Before `settings` makes other keys.
    app.config.update(settings(instance) | overrides)
    app.request_class = Received
    app.url_map.converters["int"] = RowId
    db.init_app(app)
    with app.app_context():
        set_up = {"sqlite": set_up_sqlite, "postgresql": set_up_postgresql}
        set_up[db.engine.dialect.name](db.engine)
    Migrate(app, db, directory=str(HERE / "migrations"), render_as_batch=True)
    CSRFProtect(app)
    Bootstrap5(app)
    init_words(app)
    app.jinja_env.globals["map_of"] = map_of
    app.jinja_env.filters["source"] = source_of
    init_security(app)
    init_sign_in(app)
    init_second_factor(app)
    init_proof(app)
    init_agencies(app)
    init_demonstration(app)
    register_errors(app)
    init_presses(app)
    init_papers(app)
    init_messages(app)
    init_log(app)
    for room in ROOMS:
        app.register_blueprint(import_module(f".{room}.views", __name__).room)
    init_rates(app)
    return app
