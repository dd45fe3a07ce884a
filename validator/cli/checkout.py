"""The folder that a CI system checked the repository out to: its pages find files by their names from there."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""What GitHub and GitLab call it."""


def root(cwd: Path) -> Path:
    """Return that folder where the run is in it or below, else ``cwd``."""
    for name in VARIABLES:
        given = os.environ.get(name)
        if given:
            folder = Path(os.path.realpath(given))
            if cwd.is_relative_to(folder):
                return folder
    return cwd
