"""The documentation says what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from validator.docs import __main__ as docs


@pytest.mark.parametrize("name", list(docs.PAGES))
def test_generated_pages_are_up_to_date(name: str) -> None:
    committed = (docs.PACKAGE / name).read_text(encoding="utf-8")
    assert committed == docs.PAGES[name](), "run: python -m validator.docs.__main__"


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
