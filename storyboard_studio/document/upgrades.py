"""From older documents to the present schema, one version at a time. Pure.

A released schema never changes: a change is a new version, an upgrade here, and one more golden
file under tests/data/boards that must open for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from storyboard_studio.document.fields import Fields, Misfit

FORMAT = "storyboard"
SCHEMA = 1
MIN_READER = 1
"""The oldest schema whose readers understand what this version writes."""

Plain: TypeAlias = dict[str, Any]
Upgrade: TypeAlias = Callable[[Plain], Plain]

UPGRADES: Mapping[int, Upgrade] = {}
"""N → the pure function from a document of schema N to one of N + 1.

An upgrade leaves alone what is not of the kind it expects: the reading after it says where.
"""


def upgraded(
    plain: object, upgrades: Mapping[int, Upgrade] = UPGRADES, schema: int = SCHEMA
) -> Plain:
    """The document in the present schema, without its header.

    Raises ``Misfit`` where this is no storyboard, or one that only a newer version can read.
    A newer document whose ``min_reader`` allows it is read as it is: its unknown fields are kept.
    """
    fields = Fields(plain)
    if fields.text("format", "") != FORMAT:
        raise Misfit((), f"this is not a storyboard: its 'format' is not {FORMAT!r}")
    version = fields.whole("schema", least=1)
    generator = fields.text("generator", "")
    if fields.whole("min_reader", least=1) > schema:
        by = f" ({generator})" if generator else ""
        raise Misfit(
            ("min_reader",),
            f"this board was made by a newer Storyboard Studio{by}; update to open it",
        )
    document = fields.left()
    for older in range(version, schema):
        document = upgrades[older](document)
    return document
