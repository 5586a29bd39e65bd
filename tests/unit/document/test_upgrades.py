"""Older documents come up to the present schema, one pure step at a time."""

from __future__ import annotations

from storyboard_studio.document.upgrades import SCHEMA, UPGRADES, Plain, upgraded


def rename_title(plain: Plain) -> Plain:
    """What an upgrade looks like: schema 1 called it ``title``."""
    rest = {name: value for name, value in plain.items() if name != "title"}
    return {**rest, "name": plain.get("title", "")}


def shout(plain: Plain) -> Plain:
    return {**plain, "name": plain["name"].upper()}


TABLE = {1: rename_title, 2: shout}


def document(schema: int, **fields: object) -> Plain:
    return {"format": "storyboard", "schema": schema, "min_reader": 1, **fields}


def test_every_older_schema_has_its_step() -> None:
    assert set(UPGRADES) == set(range(1, SCHEMA))


def test_steps_are_taken_in_order_from_where_the_document_is() -> None:
    old = document(1, title="heron", other=[1])
    assert upgraded(old, TABLE, schema=3) == {"name": "HERON", "other": [1]}
    assert upgraded(document(2, name="heron"), TABLE, schema=3) == {"name": "HERON"}
    assert upgraded(document(3, name="heron"), TABLE, schema=3) == {"name": "heron"}
    assert old["title"] == "heron"
    assert old["schema"] == 1


def test_a_newer_document_is_not_stepped_back() -> None:
    assert upgraded(document(7, title="x"), TABLE, schema=3) == {"title": "x"}
