"""The one place where pickled weights are loaded: into fp16, and never with code in them."""

from __future__ import annotations

import io
import pickle

import numpy as np
import pytest
import torch
from safetensors.numpy import load

from storyboard_studio.weights.fetch import to_half_safetensors


def saved(value: object) -> bytes:
    file = io.BytesIO()
    torch.save(value, file)
    return file.getvalue()


def test_tensors_become_half_precision_without_their_prefix() -> None:
    tensors = {"module.a.weight": torch.tensor([[0.5, 1.5]]), "b": torch.tensor([2.0, 3.0])}
    stored = load(to_half_safetensors(saved(tensors)))
    assert sorted(stored) == ["a.weight", "b"]
    assert stored["b"].dtype == np.float16
    assert stored["a.weight"].tolist() == [[0.5, 1.5]]


def test_views_are_stored_as_they_look() -> None:
    turned = torch.arange(6.0).reshape(2, 3).T
    assert load(to_half_safetensors(saved({"a": turned})))["a"].tolist() == turned.tolist()


def test_the_same_tensors_give_the_same_bytes() -> None:
    content = saved({"b": torch.ones(2), "a": torch.zeros(3)})
    assert to_half_safetensors(content) == to_half_safetensors(content)


class Intruder:
    """Prints a word when it is unpickled by something that runs what it finds."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("run",))


def test_code_in_the_file_is_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    content = saved({"a": Intruder()})
    with pytest.raises(pickle.UnpicklingError):
        to_half_safetensors(content)
    assert capsys.readouterr().out == ""
