"""Find the folder to which a CI system checked the repository out: pages of the system name files from there."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The environment variables by which GitHub and GitLab name the folder."""


def root(cwd: Path) -> Path:
    """Return the folder of the checkout where ``cwd`` is that folder or below, else ``cwd``."""
    for name in VARIABLES:
        given = os.environ.get(name)
        if given:
            folder = Path(os.path.realpath(given))
            if cwd.is_relative_to(folder):
                return folder
    return cwd
