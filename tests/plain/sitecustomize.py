"""Python as where google-re2 is not installed and PyYAML was built without libyaml.

A Python that starts with this folder on its PYTHONPATH imports it by itself (module site).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

ABSENT = frozenset({"re2", "yaml.cyaml", "yaml._yaml"})


class _Hidden(MetaPathFinder):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol's
        target: ModuleType | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Find nothing, and raise ModuleNotFoundError for what is hidden."""
        if fullname in ABSENT:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


sys.meta_path.insert(0, _Hidden())
