"""The profiles of rule files: sets of demands beyond the base of a service, which count where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from validator.display.nearest import nearest
from validator.errors import UsageError
from validator.rules.file_name import SUFFIX
from validator.rules.layer_file import LayerFile
from validator.rules.load import SETS, SHIPPED_LAYERS, ShippedLayer, UserLayer, shipped_rules
from validator.rules.schema import Profile


class ProfileInfo(Struct, frozen=True):
    """A profile by its name, with what its files say of it."""

    name: str
    title: str
    services: tuple[str, ...]
    """The services whose rule files have it."""
    applies: str
    """When devices claim it."""
    source: str
    """The document that it stands on."""


def known_profiles(layers: Iterable[UserLayer] = ()) -> dict[str, ProfileInfo]:
    """Every profile of the shipped rules and of the user's own, by name. Raises RuleFileError."""
    own = [file for layer in layers for file in layer.files.values()]
    sets = {name: file for layer in layers for name, file in layer.sets.items()}
    sets |= {name: file for name, file in _shipped_sets() if name not in sets}
    found: dict[str, ProfileInfo] = {}
    for file in (*_shipped_files(), *own):
        included = [sets[name] for name in file.rule.include if name in sets]
        for each in (*included, file):
            for name, profile in each.rule.profiles.items():
                found[name] = _joined(found.get(name), name, profile, file.rule.service)
    return dict(sorted(found.items()))


def require_profiles(names: Iterable[str], layers: Iterable[UserLayer] = ()) -> None:
    """Raise UsageError for a name that no rule file has a profile of; no name costs nothing."""
    asked = tuple(names)
    known = known_profiles(layers) if asked else {}
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            meant = f"; did you mean {near!r}?" if near else f"; expected one of {', '.join(known)}"
            raise UsageError(f"there is no profile {name!r}{meant}")


def _joined(known: ProfileInfo | None, name: str, profile: Profile, service: str) -> ProfileInfo:
    title, applies, source = profile.title or "", profile.applies or "", profile.source or ""
    if known is None:
        return ProfileInfo(name, title, (service,), applies, source)
    services = known.services if service in known.services else (*known.services, service)
    return ProfileInfo(name, known.title or title, services, known.applies or applies, known.source or source)


def _shipped_files() -> Iterator[LayerFile]:
    """Yield the shipped files that may have profiles or include sets that do: the others need not be read as YAML."""
    for layer, path in _shipped_paths("*"):
        content = path.read_bytes()
        if b"\nprofiles:" in content or b"\ninclude:" in content:
            file = layer.find(path.stem)
            if file is not None:
                yield file


def _shipped_sets() -> Iterator[tuple[str, LayerFile]]:
    for layer, path in _shipped_paths(f"{SETS}/*"):
        file = layer.set(path.stem)
        if file is not None:
            yield path.stem, file


def _shipped_paths(pattern: str) -> Iterator[tuple[ShippedLayer, Path]]:
    root = shipped_rules()
    for name in SHIPPED_LAYERS:
        layer = ShippedLayer(name, root / name)
        yield from ((layer, path) for path in sorted(layer.folder.glob(f"{pattern}{SUFFIX}")))
