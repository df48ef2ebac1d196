"""The wheel holds the whole program: `pip install .` gives the same one as the tree."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent.parent
SHIPPED = {
    "templates": "notices/templates",
    "notices/static": "notices/static",
    "notices/migrations": "notices/migrations",
    "workflows/data": "workflows/data",
}
"""Folders of the tree with other files than modules, and where they are in the wheel."""

SIGN_IN = "from notices import create_app; print(create_app().test_client().get('/sign-in').status)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without any network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, "-m", *build, str(ROOT)], check=True)
    [made] = folder.glob("*.whl")
    return made


def test_it_holds_templates_words_data_and_migrations(wheel: Path) -> None:
    packed = set(ZipFile(wheel).namelist())
    for folder, place in SHIPPED.items():
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        names = {f"{place}/{file.relative_to(ROOT / folder)}" for file in files}
        missing = {name for name in names - packed if "__pycache__" not in name}
        assert not missing
    for language in ("ru", "be"):
        assert f"notices/translations/{language}/LC_MESSAGES/messages.mo" in packed
    assert not [name for name in packed if name.endswith((".po", ".pot"))]


def test_what_it_holds_makes_a_register_and_serves_a_page(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path / "installed")
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path / "installed"),
        "NOTICES_INSTANCE": str(tmp_path / "instance"),
    }
    for program in (["-m", "notices", "init", "--empty"], ["-c", SIGN_IN]):
        result = subprocess.run(
            [sys.executable, *program],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "200 OK"
