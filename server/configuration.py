"""From what an operator says to `Settings`: flags before the environment, the environment before a file, a file before defaults."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import DatelineError
from server.access_log import OFF, AccessLog
from server.options import OPTIONS, Option, pool_options, read_token
from server.settings import PoolSettings, Settings


class ConfigurationError(DatelineError):
    """A setting is unknown or wrong; the line says which, where it was given, and what it may be."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value and who gave it, as a message tells it: ``--port``, ``DATELINE_PORT``, ``site.toml: port``."""

    value: Any
    origin: str


def read_given(*, flags: Mapping[str, object], environment: Mapping[str, str], file: Path | None) -> dict[str, Given]:
    """What is set, by name, from the strongest source that says it. `flags` are values already (None: not given).

    Raises:
        ConfigurationError: the file cannot be read, has an unknown key, or a value is wrong.
    """
    given = _from_file(file) if file is not None else {}
    for source in (_from_environment(environment), {name: Given(value, f"--{name}") for name, value in flags.items() if value is not None}):
        if "token" in source or "token-file" in source:
            # They say the same thing: the stronger source's word for it counts.
            given.pop("token", None)
            given.pop("token-file", None)
        given.update(source)
    return given


def to_settings(given: Mapping[str, Given], *, base: str, pooled: bool) -> Settings:
    """The settings for serving a dataset with this base; `pooled` tells whether its queries can have processes of their own.

    Raises:
        ConfigurationError: limits of such processes are given where there are none, or there are two tokens.
        DatelineError: the access log cannot be written.
    """
    settings = Settings(base=base, pool=PoolSettings() if pooled else None)
    for name in pool_options():
        if name in given and not pooled:
            raise ConfigurationError(f"{given[name].origin}: is for a dataset in a folder, on a Unix, whose queries run in processes")
    if "token" in given and "token-file" in given:
        raise ConfigurationError(f"{given['token'].origin} and {given['token-file'].origin}: two tokens; give one of them")
    for option in OPTIONS:
        if option.place and option.name in given:
            settings = _with(settings, option.place, given[option.name].value)
    if "token-file" in given:
        try:
            settings = replace(settings, token=read_token(given["token-file"].value))
        except ValueError as error:
            raise ConfigurationError(f"{given['token-file'].origin}: {given['token-file'].value}: give {error}") from None
    if settings.access_log != OFF:  # told here, and not by each of the processes that write it
        AccessLog(settings.access_log, form=settings.log_form).close()
    return settings


def _from_environment(environment: Mapping[str, str]) -> dict[str, Given]:
    values = {option: environment.get(option.variable) for option in OPTIONS}
    return {option.name: _given(option, value, option.variable) for option, value in values.items() if value}


def _from_file(path: Path) -> dict[str, Given]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'it is no UTF-8'})") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: is no TOML: {error}") from None
    known = {option.name: option for option in OPTIONS}
    given = {}
    for name, value in content.items():
        if name not in known:
            near = difflib.get_close_matches(name.replace("_", "-").lower(), known, 1)
            way_out = f"did you mean {near[0]}?" if near else "see `dateline serve --help`"
            raise ConfigurationError(f"{path}: {name}: there is no such setting; {way_out}")
        option = known[name]
        found = _given(option, value, f"{path}: {name}")
        local = option.path and found.value not in ("-", "off") and not found.value.startswith(("http://", "https://"))
        given[name] = replace(found, value=str(path.parent / found.value)) if local else found
    return given


def _given(option: Option, value: object, origin: str) -> Given:
    try:
        return Given(option.kind.convert(value), origin)
    except ValueError as error:
        # A secret is not to be told to whoever reads the log.
        told = "the value" if option.name == "token" else repr(value)
        raise ConfigurationError(f"{origin}: {told} is wrong; it takes {error}") from None


def _with(settings: Any, place: tuple[str, ...], value: object) -> Any:
    name, *deeper = place
    if deeper:
        value = _with(getattr(settings, name), tuple(deeper), value)
    return replace(settings, **{name: value})
