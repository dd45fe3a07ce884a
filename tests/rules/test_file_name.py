"""Rule files have names that every system takes for those of files, and that differ on each."""

from __future__ import annotations

import ntpath
from collections import Counter
from pathlib import Path, PureWindowsPath

import pytest

from validator.model.names import service_type
from validator.registry.compile import compile_document
from validator.registry.entry import Entry, RegistryDocument
from validator.rules.file_name import SUFFIX, service_of, stem_of
from validator.rules.load import SHIPPED_LAYERS, RuleBook, shipped_files, shipped_rules

DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789"))
FOLDERS = [folder for name in SHIPPED_LAYERS if (folder := shipped_rules() / name).is_dir()]
MAX_NAME = 100
"""Characters of a name that leave room for a folder, where a path has 260 at most."""

FORBIDDEN = set('<>:"/\\|?*')


def is_reserved(name: str) -> bool:
    """Whether Windows takes a name for that of a device, as Python knows it."""
    known = getattr(ntpath, "isreserved", None)  # from Python 3.13 on, which warns of the other
    return bool(known(name) if known else PureWindowsPath(name).is_reserved())


def is_portable(name: str) -> bool:
    """Whether a name is that of a file on every system."""
    is_ended_well = not name.endswith((".", " "))
    return name.isascii() and not FORBIDDEN & set(name) and is_ended_well and not is_reserved(name)


def test_shipped_files_are_files_on_every_system() -> None:
    for layer in FOLDERS:
        names = [path.name for path in layer.iterdir()]
        assert [name for name in names if not is_portable(name) or len(name) > MAX_NAME] == []
        assert [name for name, count in Counter(map(str.lower, names)).items() if count > 1] == []


def test_every_registered_name_has_a_portable_file_name_or_none() -> None:
    stems = {name: stem_of(name) for name in RuleBook().index.names}
    files = {name: f"{stem}{SUFFIX}" for name, stem in stems.items() if stem is not None}
    assert len(files) > 6000
    assert [name for name, file in files.items() if not is_portable(file)] == []
    # The index has each name once, whatever its case.
    assert len({file.lower() for file in files.values()}) == len(files)
    assert [name for name, file in files.items() if service_of(Path(file).stem) != name.lower()] == []
    assert "con" in files, "the registry has a name that is reserved"


@pytest.mark.parametrize("name", [*DEVICES, "CON"])
def test_a_service_named_like_a_device_gets_a_file(tmp_path: Path, name: str) -> None:
    entry = Entry(service=name, transport="tcp", note="Defined TXT keys: a=1", line=1)
    [service] = compile_document(RegistryDocument("XML", "2026-01-01", (entry,))).services
    assert (service.file_name, is_reserved(f"{name}{SUFFIX}")) == (f"{name.lower()}_.yaml", True)
    assert is_portable(service.file_name)
    folder = tmp_path / "iana"
    folder.mkdir()
    (folder / service.file_name).write_text(f"service: {name}\ndefinition: keys\nkeys: {{a: {{}}}}\n", encoding="utf-8")
    rule = RuleBook(folder=tmp_path).rule(service_type(f"_{name}._tcp"))
    assert rule is not None
    assert rule.origin.file == f"rules/iana/{name.lower()}_.yaml"


@pytest.mark.parametrize(
    "name", ["", "../up", "a/b", "a\\b", "c:", "a.b", "a_", "_a", "-a", "a--b", "é", "a\n", "x" * 300]
)
def test_other_names_are_those_of_no_file(name: str) -> None:
    assert stem_of(name) is None


def test_all_shipped_files_are_found_by_their_names() -> None:
    found = [file.path for file in shipped_files()]
    assert len(found) == sum(len(list(folder.glob(f"*{SUFFIX}"))) for folder in FOLDERS)
