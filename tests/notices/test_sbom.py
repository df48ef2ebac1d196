"""What service installs, as CycloneDX; and the audit, which says when nobody could be asked."""

import json
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([\w.-]+)==(\S+)")


@pytest.fixture
def run() -> ModuleType:
    """The program `./run`, without starting anything."""
    spec = spec_from_loader("run", SourceFileLoader("run", str(ROOT / "run")))
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def locked() -> set[tuple[str, str, str]]:
    """Each hash of the lock file with its package and version."""
    found, package = set(), ("", "")
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if pinned := PINNED.match(line):
            package = pinned[1], pinned[2]
        found |= {(*package, digest) for digest in re.findall(r"--hash=sha256:(\w+)", line)}
    return found


def test_it_names_each_package_of_the_lock_with_version_and_hashes(
    run: ModuleType, tmp_path: Path, long: bool
) -> None:
    file = tmp_path / "sbom.json"
    # The tool's own judgement takes seconds; the schema judges a few packages below.
    command = [*run.SBOM, "--no-validate", "--output-file", str(file)]
    subprocess.run([sys.executable, "-W", "ignore", *command], cwd=ROOT, check=True)
    made: dict[str, Any] = json.loads(file.read_text())
    named = {
        (component["name"], component["version"], digest["content"])
        for component in made["components"]
        for source in component["externalReferences"]
        for digest in source["hashes"]
    }
    assert named == locked()
    if not long:
        made["components"] = made["components"][:3]
        kept = {"root-component", *(component["bom-ref"] for component in made["components"])}
        made["dependencies"] = [one for one in made["dependencies"] if one["ref"] in kept]
    # Importing it takes seconds, which every run of any tests would spend on collecting them.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(made)) is None
    assert validator.validate_str(json.dumps(made | {"components": "none"})) is not None


@pytest.mark.parametrize(
    ("stdout", "stderr", "told"),
    [
        (
            "",
            "Traceback\nConnectionError: refused",
            "ConnectionError: refused\nNothing was audited",
        ),
        ("flask 3.1.3 PYSEC-1 3.1.4", "Found 1", "flask 3.1.3 PYSEC-1 3.1.4\nAllow newer"),
    ],
)
def test_an_audit_that_reached_nobody_does_not_look_like_a_clean_one(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, stdout: str, stderr: str, told: str
) -> None:
    asked = subprocess.CompletedProcess([], 1, stdout, stderr)
    monkeypatch.setattr(run, "install_python_packages", lambda _lock: None)
    monkeypatch.setattr(run.subprocess, "run", lambda *_command, **_how: asked)
    with pytest.raises(SystemExit) as failed:
        run.audit()
    assert str(failed.value).startswith(told)
