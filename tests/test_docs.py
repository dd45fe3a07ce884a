"""The documentation says what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from validator.docs import __main__ as docs

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", list(docs.PAGES))
def test_generated_pages_are_up_to_date(name: str) -> None:
    committed = (docs.PACKAGE / name).read_text(encoding="utf-8")
    assert committed == docs.PAGES[name](), "run: make generated"


def test_no_generated_page_is_left_over() -> None:
    """What lies beside the generated pages is generated too: a page that is no longer made must not stay behind."""
    kinds = ("*.md", "*.1", "*.schema.json", "_words.txt")
    lying = {
        path.relative_to(ROOT)
        for folder in ("validator", "rules")
        for kind in kinds
        for path in (ROOT / folder).rglob(kind)
    }
    assert lying == {(docs.PACKAGE / name).resolve().relative_to(ROOT) for name in docs.PAGES}


def test_one_command_generates_them_all() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\ngenerated: $(VENV)/.installed\n\t$(BIN)/python -m validator.docs\n" in makefile


def test_the_manual_page_is_read_without_a_warning() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not installed")
    page = docs.PACKAGE / "docs/dnssd-validator.1"
    done = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-P-c", str(page)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    shown = re.sub(r".\x08", "", done.stdout)
    for part in ("EXIT STATUS", "browse", "--expect TYPE[=N]", "rules draft"):
        assert part in shown
