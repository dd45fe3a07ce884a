"""Make the pictures of the README: the report in a terminal (SVG, by rich), and the HTML report (PNG, by Chromium).

python examples/pictures/make.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COLUMNS = 100
CHECK = ("check", "examples/living-room.jsonl")


def command(*arguments: str) -> str:
    """Run the command in the root of the repository; its standard output."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "validator", *arguments],
        cwd=ROOT,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1795392000"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def terminal() -> None:
    """Draw what a terminal shows."""
    console = Console(record=True, width=COLUMNS, file=tempfile.TemporaryFile("w", encoding="utf-8"))  # noqa: SIM115 - to the end of the program
    console.print(Text(f"$ dnssd-validator {' '.join(CHECK)}", style="bold"))
    console.print(Text.from_ansi(command(*CHECK, "--color", "always")), end="")
    svg = console.export_svg(title="dnssd-validator", theme=MONOKAI, unique_id="terminal")
    # Nobody who looks at it is to load fonts from elsewhere.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (HERE / "terminal.svg").write_text(svg, encoding="utf-8")


def page() -> None:
    """Photograph the HTML report."""
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        sys.exit("the picture of the HTML report needs Chromium")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        command(*CHECK, "--format", "html", "--output", str(report))
        shot = (
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            "--window-size=1100,1000",
            f"--user-data-dir={folder}/profile",
            f"--screenshot={HERE / 'report.png'}",
            report.as_uri(),
        )
        subprocess.run([browser, *shot], check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - of Debian, on our page


if __name__ == "__main__":
    terminal()
    page()
