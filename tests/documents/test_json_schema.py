"""Schemas of structs have the docstrings of the structs, and of their fields where that is asked for."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from validator.documents.json_schema import json_schema, lines_schema


class Shelf(Struct, rename="camel"):
    """A shelf."""

    top_board: str
    """The board
    at the top."""
    bottom: Annotated[str, Meta(description="The lowest board.")]
    """Not shown: the description of the annotation counts."""
    plain: int = 0


class Room(Shelf):
    """A room is a shelf with shelves."""

    shelves: tuple[Shelf, ...] = ()
    """The shelves."""
    best: Shelf | None = None


def descriptions(properties: dict[str, Any]) -> dict[str, str | None]:
    return {name: field.get("description") for name, field in properties.items()}


SHELF = {"topBoard": "The board\nat the top.", "bottom": "The lowest board.", "plain": None}


def test_field_docstrings_are_descriptions() -> None:
    definitions = json_schema(Room, "rooms", with_field_docstrings=True)["$defs"]
    assert descriptions(definitions["Shelf"]["properties"]) == SHELF
    assert descriptions(definitions["Room"]["properties"]) == SHELF | {"shelves": "The shelves.", "best": None}


def test_without_source_only_annotations_are_descriptions() -> None:
    definitions = json_schema(Room, "rooms")["$defs"]
    assert descriptions(definitions["Shelf"]["properties"]) == dict.fromkeys(SHELF) | {"bottom": "The lowest board."}


def test_lines_have_descriptions() -> None:
    schema = lines_schema({"room": Room}, "rooms", 1)
    line = descriptions(schema["$defs"]["line:room"]["properties"])
    assert line == {"type": None, "version": None, "shelves": "The shelves.", "best": None} | SHELF
