"""Which PyTorch a machine gets: decided from text alone, so no GPU is needed to test it."""

from __future__ import annotations

import pytest
from studio_setup.torch_build import (
    CUDA_TABLE,
    PUBLIC_INDEX,
    Gpu,
    TorchBuild,
    as_asked,
    choose_build,
    is_installed,
    plain_is_cpu,
    read_gpus,
    wanted_version,
)


def gpu(driver: str, capability: tuple[int, int] | None) -> Gpu:
    return Gpu("A GPU", tuple(int(part) for part in driver.split(".")), capability)


def test_the_gpu_tools_answer_is_read() -> None:
    text = "NVIDIA GeForce RTX 4090, 580.95.05, 8.9\nTesla P40, 580.95.05, 6.1\n"
    assert read_gpus(text) == (
        Gpu("NVIDIA GeForce RTX 4090", (580, 95, 5), (8, 9)),
        Gpu("Tesla P40", (580, 95, 5), (6, 1)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No devices were found\n",
        "Failed to initialize NVML: Driver/library version mismatch\n",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver, 1, 2\n\n",
    ],
)
def test_an_answer_without_a_driver_version_holds_no_gpu(text: str) -> None:
    gpus = read_gpus(text)
    assert choose_build(gpus, "Linux", "").tag == "cpu"


def test_an_unknown_capability_is_kept_as_unknown() -> None:
    assert read_gpus("Tesla K80, 470.82.01, [N/A]") == (Gpu("Tesla K80", (470, 82, 1), None),)


@pytest.mark.parametrize(
    ("driver", "capability", "system", "tag"),
    [
        ("580.95.05", (8, 9), "Linux", "cu130"),
        ("580.65.06", (7, 5), "Linux", "cu130"),
        ("581.29", (12, 0), "Windows", "cu130"),
        ("610.60", (12, 1), "Linux", "cu130"),
        ("580.95.05", None, "Linux", "cu130"),
        ("580.95.05", (6, 1), "Linux", "cu126"),  # Pascal: CUDA 13 knows it no longer
        ("580.95.05", (7, 0), "Windows", "cu126"),  # Volta likewise
        ("570.124.04", (8, 6), "Linux", "cu126"),
        ("525.60.13", (9, 0), "Linux", "cu126"),
        ("570.124.04", (12, 0), "Linux", "cu129"),  # Blackwell: CUDA 12.6 does not know it yet
        ("572.16", (12, 0), "Windows", "cpu"),
        ("525.60.11", (8, 6), "Linux", "cpu"),
        ("470.82.01", None, "Linux", "cpu"),
        ("580.95.05", (3, 7), "Linux", "cpu"),
    ],
)
def test_driver_and_gpu_decide_the_index(
    driver: str, capability: tuple[int, int] | None, system: str, tag: str
) -> None:
    assert choose_build([gpu(driver, capability)], system, "").tag == tag


def test_the_most_capable_gpu_decides() -> None:
    pair = [gpu("580.95.05", (6, 1)), gpu("580.95.05", (8, 9))]
    assert choose_build(pair, "Linux", "").tag == "cu130"


def test_no_gpu_means_the_cpu_build() -> None:
    assert choose_build([], "Linux", "") == TorchBuild("cpu", "no NVIDIA GPU was found")


def test_what_is_asked_overrides_what_is_found() -> None:
    assert choose_build([gpu("580.95.05", (8, 9))], "Linux", "cpu").tag == "cpu"
    assert choose_build([], "Linux", "cuda").tag == CUDA_TABLE[0].tag
    assert choose_build([gpu("470.82.01", None)], "Linux", "cuda").tag == CUDA_TABLE[0].tag
    assert choose_build([gpu("570.1.1", (6, 1))], "Linux", "cuda").tag == "cu126"


def test_an_old_driver_is_named_in_the_reason() -> None:
    assert "newer driver than 470.82.1" in choose_build([gpu("470.82.01", None)], "Linux", "").why


@pytest.mark.parametrize("asked", ["", "cuda"])
def test_macos_has_one_build(asked: str) -> None:
    build = choose_build([], "Darwin", as_asked(asked))
    assert build.tag == "cpu"
    assert wanted_version("2.13.0", build, "Darwin") == "2.13.0"


def test_every_row_names_an_index() -> None:
    for row in CUDA_TABLE:
        build = TorchBuild(row.tag, "")
        assert build.index == f"{PUBLIC_INDEX}{row.tag}"
        assert wanted_version("2.13.0", build, "Linux") == f"2.13.0+{row.tag}"


@pytest.mark.parametrize(
    ("version", "needs", "system", "cpu"),
    [
        (
            "2.13.0",
            ["filelock", "nvidia-cublas==13.1.0.3; platform_system == 'Linux'"],
            "Linux",
            False,
        ),
        ("2.13.0", ["filelock", "triton==3.7.1; platform_system == 'Linux'"], "Linux", False),
        ("2.13.0", ["cuda-bindings<14,>=13.0.3; platform_system == 'Linux'"], "Linux", False),
        ("2.13.0", ["filelock", "optree>=0.13.0; extra == 'optree'"], "Linux", True),
        ("2.13.0+cpu", ["filelock"], "Linux", True),
        ("2.13.0+cu130", ["filelock"], "Linux", False),
        ("2.13.0+cu130", ["filelock"], "Windows", False),
        ("2.13.0", ["filelock", "triton==3.7.1; platform_system == 'Linux'"], "Windows", True),
        ("2.13.0", ["filelock", "nvidia-nccl; platform_system == 'Linux'"], "Darwin", True),
    ],
)
def test_the_plain_package_is_judged_by_what_it_needs(
    version: str, needs: list[str], system: str, cpu: bool
) -> None:
    assert plain_is_cpu({"version": version, "requires_dist": needs}, system) is cpu


@pytest.mark.parametrize(
    ("version", "cuda", "tag", "there"),
    [
        ("2.13.0+cpu", None, "cpu", True),
        ("2.13.0", None, "cpu", True),
        ("2.13.0", "13.0", "cpu", False),
        ("2.13.0+cu130", "13.0", "cu130", True),
        ("2.13.0+cu126", "12.6", "cu130", False),
        ("2.12.1+cpu", None, "cpu", False),
    ],
)
def test_an_installed_torch_is_told_by_version_and_cuda(
    version: str, cuda: str | None, tag: str, there: bool
) -> None:
    assert is_installed(version, cuda, wanted="2.13.0", build=TorchBuild(tag, "")) is there
