"""What goes to standard output is the same octets whatever the locale: cp1252 as on Windows, ASCII as in containers."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import run
from validator.reports import REPORTS

LOCALES = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
FIXED = {"SOURCE_DATE_EPOCH": "1700000000"}
OTHER = (
    # commands that print without --format, and what they print that those locales have not, or not as these octets
    (("rules", "list"), "swÿp"),
    (("rules", "show", "swyp"), "swÿp"),
    (("rules", "draft", "_spx-hmp._tcp", "{dump}"), "居酒屋"),
    (("diff", "{dump}", "{other}"), "居酒屋"),
    (("diff", "{dump}", "{other}", "--format", "markdown"), "居酒屋"),
)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two dumps with names that no small encoding has."""
    folder = tmp_path_factory.mktemp("dumps")
    found = {}
    for name, mode in (("dump", "居酒屋"), ("other", "läge 🖨")):
        path = folder / f"{name}.jsonl"
        text = {"service": "_spx-hmp._tcp", "instance": "Café 居酒屋 🖨", "txt": ["txtvers=1", f"mode={mode}"]}
        path.write_text(json.dumps(text, ensure_ascii=False) + "\n", encoding="utf-8")
        found[name] = str(path)
    return found


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", [name for name in REPORTS if name != "statistics"])
def test_a_report(name: str, locale: str, dumps: dict[str, str]) -> None:
    command = ("check", "--format", name, dumps["dump"])
    plain, told = run(*command, stdin=b"", **FIXED), run(*command, stdin=b"", **FIXED, **LOCALES[locale])
    assert "居酒屋" in plain.stdout
    assert "\r" not in plain.stdout
    assert (told.returncode, told.stdout, told.stderr) == (1, plain.stdout, plain.stderr)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("command", "shown"), OTHER, ids=lambda value: " ".join(value[:2]) if value else "")
def test_another_command(command: tuple[str, ...], shown: str, locale: str, dumps: dict[str, str]) -> None:
    arguments = [word.format(**dumps) if word.startswith("{") else word for word in command]
    plain, told = run(*arguments), run(*arguments, stdin=b"", **LOCALES[locale])
    assert plain.returncode in (0, 1)
    assert shown in plain.stdout
    assert (told.returncode, told.stdout, told.stderr) == (plain.returncode, plain.stdout, plain.stderr)


@pytest.mark.parametrize("locale", LOCALES)
def test_an_error_shows_what_its_encoding_has_not_as_an_escape(locale: str) -> None:
    told = run("check", "居酒屋.jsonl", stdin=b"", **LOCALES[locale])
    assert (told.returncode, "1 error, 0 warnings, 0 infos in 0 announcements" in told.stdout) == (2, True)
    # Where the file system is said to speak ASCII, Python cannot know what the octets of the name mean.
    assert "\\u5c45\\u9152\\u5c4b.jsonl" in told.stderr or "\\xe5\\xb1\\x85" in told.stderr
