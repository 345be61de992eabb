"""The built wheel, installed in an environment of its own, does the main job from another folder: the README's tour."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; a failure shows all it said."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel; what the wheel depends on is borrowed from the running one, to be quick and offline."""
    folder = tmp_path_factory.mktemp("environment")
    call(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    call(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A folder named in a .pth file is searched last, and its own .pth files (an editable install of this checkout) do not count.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the tour is made in."""
    return tmp_path_factory.mktemp("elsewhere")


def section(title: str) -> str:
    """The README's text below a heading."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(text: str, language: str) -> str:
    """The fenced blocks of one language, one after the other."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


def test_the_wheel_holds_code_and_data_of_all_packages_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.partition("/")[0] for name in names}
    assert {"kg", "server", "ontology", "queries"} <= folders
    assert not folders & {"tests", "Makefile"}
    tracked = call("git", "ls-files", "kg", "server", "ontology", "queries", cwd=ROOT).split() if (ROOT / ".git").exists() else []
    assert set(tracked) <= set(names)


def test_the_installed_package_is_the_one_in_the_environment(environment: Path, place: Path) -> None:
    where = call(environment / "bin" / "python", "-c", "import kg, server, ontology, queries; print(kg.__file__)", cwd=place)
    assert where.startswith(str(environment))


def test_the_readmes_tour_works_from_another_folder(environment: Path, place: Path) -> None:
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    printed = call("bash", "-euo", "pipefail", "-c", blocks(section("A tour"), "sh"), cwd=place, PATH=path)
    assert "dam breach" in printed
    assert (place / "graph.ttl").stat().st_size > 10_000
    assert (place / "graph.trig").stat().st_size > (place / "graph.ttl").stat().st_size


def test_the_readmes_python_works_from_another_folder(environment: Path, place: Path) -> None:
    (place / "story.txt").write_text("Rebels attacked the town of Goma on Monday, the army said.\n")
    printed = call(environment / "bin" / "python", "-c", blocks(section("From Python"), "python"), cwd=place)
    assert "story.txt ['Attack'" in printed
    assert "Rebels attacked the town of Goma on Monday" in printed
