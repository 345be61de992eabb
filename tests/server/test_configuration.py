"""What an operator sets: by flags, by the environment, by a file; and what happens when it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from kg.cli import run
from server.configuration import ConfigurationError, read_given, to_settings
from server.options import MB, OPTIONS, Choice, Many, Number, Option
from server.outbound.requests import check_listed
from server.settings import PoolSettings, Settings

BASE = "https://x.example/id/"


def made(
    *,
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
    pooled: bool = True,
) -> Settings:
    given = read_given(flags=flags or {}, environment=environment or {}, file=file)
    return to_settings(given, base=BASE, pooled=pooled)


def written(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def seconds(settings: Settings) -> float:
    assert settings.pool is not None
    return settings.pool.seconds


def is_place(place: Sequence[str]) -> bool:
    value: Any = Settings(pool=PoolSettings())
    for name in place:
        if name not in {field.name for field in fields(value)}:
            return False
        value = getattr(value, name)
    return True


def test_nothing_given_is_the_defaults() -> None:
    assert made() == Settings(base=BASE, pool=Settings(pool=made().pool).pool)
    assert seconds(made()) == 30 and made(pooled=False).pool is None


def test_flags_count_before_the_environment_that_before_the_file_that_before_defaults(tmp_path: Path) -> None:
    file = written(tmp_path, 'time-limit = 3\nmemory-limit = 300\ntitle = "Ours"\n')
    environment = {"DATELINE_TIME_LIMIT": "2", "DATELINE_TITLE": ""}
    assert seconds(made(flags={"time-limit": 1.0, "workers": None}, environment=environment, file=file)) == 1
    assert seconds(made(environment=environment, file=file)) == 2
    settings = made(file=file)
    assert settings.pool is not None
    assert (settings.pool.seconds, settings.pool.memory, settings.title) == (3, 300 * MB, "Ours")
    assert made(environment=environment, file=file).title == "Ours"  # an empty variable says nothing
    assert settings.pool.result_bytes == 128 * MB


def test_every_option_has_a_place_and_a_default_that_it_would_take_itself() -> None:
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)
    for option in OPTIONS:
        assert is_place(option.place), option.name
        assert option.help and not option.help.endswith("."), option.name
        assert option.default, option.name


@pytest.mark.parametrize("option", [option for option in OPTIONS if option.place], ids=lambda option: option.name)
def test_every_setting_reaches_its_place(option: Option, tmp_path: Path) -> None:

    match option.kind:
        case Number(least=least, whole=True):
            text = toml = str(int(least) + 5)
        case Number(least=least):
            text = toml = str(least + 1.5)
        case Choice(words=words):
            text, toml = words[-1], f'"{words[-1]}"'
        case Many(each=each) if each is check_listed:
            text, toml = "https://a.example/sparql, http://b.example/", '["https://a.example/sparql", "http://b.example/"]'
        case Many():
            text, toml = "192.0.2.0/24, 2001:db8::1", '["192.0.2.0/24", "2001:db8::1"]'
        case _:
            text = str(tmp_path / "some") if option.path else "some"
            toml = f'"{text}"'
    by_environment = made(environment={option.variable: text})
    assert by_environment == made(file=written(tmp_path, f"{option.name} = {toml}")) != made()
    value: object = by_environment
    for field in option.place:
        value = getattr(value, field)
    assert value == option.kind.convert(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time-limt = 3", "time-limt: there is no such setting; did you mean time-limit?"),
        ("time_limit = 3", "time_limit: there is no such setting; did you mean time-limit?"),
        ("zzz = 3", "zzz: there is no such setting; see `dateline serve --help`"),
        ("[pool]\nworkers = 3", "pool: there is no such setting"),
        ("workers = 0", "workers: 0 is wrong; it takes a whole number at least 1"),
        ("workers = true", "workers: True is wrong"),
        ("workers = 2.5", "workers: 2.5 is wrong"),
        ('workers = "many"', "workers: 'many' is wrong"),
        ("time-limit = nan", "time-limit: nan is wrong; it takes a number at least 0.1"),
        ("time-limit = inf", "time-limit: inf is wrong"),
        ("port = 70000", "port: 70000 is wrong; it takes a whole number from 1 to 65535"),
        ('title = ""', "title: '' is wrong; it takes a text that is not empty"),
        ("token = 12345", "token: the value is wrong"),
        ("workers = ", "is no TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        made(file=file)
    assert str(caught.value).startswith(f"{file}: ") and message in str(caught.value)
    assert "\n" not in str(caught.value) and "12345" not in str(caught.value)


def test_what_is_wrong_in_the_environment_is_one_line_that_names_it() -> None:
    with pytest.raises(ConfigurationError, match=r"DATELINE_WORKERS: 'all' is wrong; it takes a whole number at least 1"):
        made(environment={"DATELINE_WORKERS": "all"})


def test_limits_are_refused_where_they_cannot_hold() -> None:
    assert made(environment={"DATELINE_QUERY_LENGTH": "500"}, pooled=False).limits.length == 500
    with pytest.raises(ConfigurationError, match="DATELINE_TIME_LIMIT: is for a dataset in a folder, on a Unix"):
        made(environment={"DATELINE_TIME_LIMIT": "7"}, pooled=False)


def test_a_token_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    file = written(tmp_path, 'token-file = "secret"\n')
    assert made(file=file).token == "from-a-file"
    assert made(file=file, environment={"DATELINE_TOKEN": "stronger"}).token == "stronger"
    with pytest.raises(ConfigurationError, match="two tokens"):
        made(environment={"DATELINE_TOKEN": "one", "DATELINE_TOKEN_FILE": str(tmp_path / "secret")})
    for content, reason in ((None, "No such file"), ("  \n", "this one is empty")):
        other = tmp_path / "other"
        if content is not None:
            other.write_text(content)
        with pytest.raises(ConfigurationError, match=reason):
            made(environment={"DATELINE_TOKEN_FILE": str(other)})


def test_a_path_in_a_file_is_meant_from_the_files_folder(tmp_path: Path) -> None:
    file = written(tmp_path, 'store = "data/store"\n')
    assert read_given(flags={}, environment={}, file=file)["store"].value == str(tmp_path / "data" / "store")
    file = written(tmp_path, 'store = "https://x.example/sparql"\n')
    assert read_given(flags={}, environment={}, file=file)["store"].value == "https://x.example/sparql"


def test_an_access_log_that_cannot_be_written_is_told_before_anything_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(environment={"DATELINE_ACCESS_LOG": str(tmp_path / "log")}).access_log == str(tmp_path / "log")
    assert run(["serve", "--access-log", str(tmp_path / "no" / "log")]) == 1
    assert capsys.readouterr().err == f"dateline: {tmp_path / 'no' / 'log'}: the access log cannot be written (no such file or directory)\n"


def test_the_command_tells_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, "wrokers = 3")
    assert run(["serve", "--config", str(file)]) == 1
    assert capsys.readouterr().err == f"dateline: {file}: wrokers: there is no such setting; did you mean workers?\n"
    assert run(["serve", "--port", "none"]) == 2
    assert capsys.readouterr().err.startswith(
        "dateline: Invalid value for '--port': 'none' is wrong; it takes a whole number from 1 to 65535"
    )
