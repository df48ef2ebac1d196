"""Puts the compiled catalogues of words into the wheel."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileWords(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        translations = Path(self.root) / "notices" / "translations"
        script = runpy.run_path(str(translations / "compile.py"))
        script["compile_catalogues"](translations)
