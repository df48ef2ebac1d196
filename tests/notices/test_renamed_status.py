"""A deployment that renames a status loses no notice that is under way (docs/decisions/0028).

It is made on copies: of the register, in which a notice stands in every status, and of the program,
in which the most entangled status gets another code in the way that the decision tells.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import current_app

from notices.models import db
from tests.conftest import app_on, fill, in_context
from tests.factories import WAY, a_draft, found, of_vehicle, step
from tests.notices.log.tampering import published
from tests.papers.lives import turn_back
from workflows.vocabulary import Status

ROOT = Path(__file__).parents[2]
PARTS = ("notices", "workflows", "templates", "tests")
RENAMED, NOW = Status.ROUTED, "on_the_way"
DEPLOYED = {
    "workflows/vocabulary.py": {
        f'ROUTED = "{RENAMED}"': f'ROUTED = "{NOW}"',
        "FORMER_STATUSES: dict[str, Status] = {": (
            f'FORMER_STATUSES: dict[str, Status] = {{"{RENAMED}": Status.ROUTED'
        ),
    },
    "notices/log/verify.py": {
        "RENAMED: dict[str, str] = {": f'RENAMED: dict[str, str] = {{"{RENAMED}": "{NOW}"',
    },
    "templates/papers/words.html": {
        f'"{RENAMED}": _': f'"{NOW}": _("The vehicle must be presented at the checkpoint."),'
        f' "{RENAMED}": _'
    },
}
MIGRATION = """
from notices.migrations.in_place import rename_status

revision, down_revision = "renamed", "{head}"


def upgrade() -> None:
    rename_status({codes}, "{before}", "{after}")
"""


def test_every_notice_opens_is_listed_printed_and_finished(
    empty_database: str, tmp_path: Path, long: bool
) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    for app in in_context(app_on(empty_database, instance)):
        fill(app)
        for status in [*Status] * (1250 if long else 1):
            notice = a_draft()
            filing = of_vehicle(f"AB {notice.id:05}", findings=(found("P01"), found("M01")))
            for name in WAY[status]:
                step(name, notice, filing=filing)
            if status is RENAMED:
                turn_back(notice)
        note, url = published(), db.engine.url.render_as_string(hide_password=False)
        program = deployed(tmp_path / "program")
    work = [sys.executable, "-m", "tests.notices.renamed_status", url, instance, note]
    done = subprocess.run(
        [*work, str(100 if long else 1)],
        cwd=program,
        env=os.environ | {"PYTHONPATH": str(program)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def deployed(program: Path) -> Path:
    """A copy of the program in which a status has another code."""
    for part in PARTS:
        shutil.copytree(ROOT / part, program / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in DEPLOYED.items():
        text = (program / name).read_text()
        for before, after in changes.items():
            assert before in text
            text = text.replace(before, after)
        (program / name).write_text(text)
    config = current_app.extensions["migrate"].migrate.get_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    migration = MIGRATION.format(
        head=head, codes=[str(status) for status in Status], before=RENAMED, after=NOW
    )
    (program / "notices/migrations/versions/renamed.py").write_text(migration)
    return program
