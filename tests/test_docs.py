"""The README says what is there: its commands and options exist, and its tables are the program's own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from kg.cli import cli
from kg.cli.dataset import VARIABLES
from kg.cli.exit_codes import ExitCode
from server.options import OPTIONS, table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^\s*(?:.*\| )?(dateline [a-z].*)$", re.MULTILINE)


def all_commands(group: click.Group = cli) -> list[click.Command]:
    """Every command, those within groups too."""
    found: list[click.Command] = []
    for command in group.commands.values():
        found += [command, *(all_commands(command) if isinstance(command, click.Group) else [])]
    return found


def commands_in(text: str) -> list[str]:
    """Every line that calls dateline, without its comment, its pipe and its redirection."""
    found = []
    for match in EXAMPLE.finditer(text):
        words = shlex.split(match[1], comments=True)
        end = next((number for number, word in enumerate(words) if word in ("|", ">")), len(words))
        found.append(shlex.join(words[:end]))
    return found


def blocks(language: str) -> str:
    """The fenced blocks of one language, one after the other."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL))


def examples_in_help() -> list[str]:
    return [line for command in all_commands() for line in commands_in((command.help or "").partition("Examples:")[2])]


@pytest.mark.parametrize("line", [*commands_in(blocks("sh")), *commands_in(cli.help or ""), *examples_in_help()])
def test_a_command_that_is_shown_exists_with_its_options(line: str) -> None:
    name, *arguments = shlex.split(line)[1:]
    command = cli.commands[name]
    if isinstance(command, click.Group):
        name, *arguments = arguments
        command = command.commands[name]
    context = click.Context(command, info_name=name)
    command.make_parser(context).parse_args(arguments)


def test_examples_were_found_at_all() -> None:
    assert len(commands_in(blocks("sh"))) > 10
    assert len(examples_in_help()) > 15


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `dateline (\w+)", README, re.MULTILINE)
    assert sorted(listed) == sorted(cli.commands)


def test_the_readme_lists_every_exit_code_and_no_other() -> None:
    listed = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    assert [int(code) for code in listed] == [code.value for code in ExitCode]


def test_every_target_the_readme_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^make (\w+)", blocks("sh"), re.MULTILINE)
    assert named == ["run", "test"]
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_stored_queries_that_are_shown_exist() -> None:
    shown = [shlex.split(line)[2] for line in [*commands_in(blocks("sh")), *examples_in_help()] if line.startswith("dateline query ")]
    stored = {path.stem for path in (ROOT / "queries").glob("*.rq")}
    for question in shown:
        assert question in stored or "{" in question or question.endswith(".rq"), question


def test_the_readme_names_every_variable_of_the_environment_and_no_other() -> None:
    of_commands = {option.envvar for command in all_commands() for option in command.params if isinstance(option.envvar, str)}
    of_the_server = {option.variable for option in OPTIONS}
    assert set(re.findall(r"`(DATELINE_\w+)`", README)) == {*of_commands, *of_the_server, *VARIABLES}


def test_the_readme_has_the_table_of_all_settings_of_the_server() -> None:
    assert table() in README, "put what `python -c 'from server.options import table; print(table())'` gives in the place of the old table"


def test_the_help_of_serve_tells_every_setting_with_its_default_and_variable() -> None:
    told = {option.opts[0]: option.help for option in cli.commands["serve"].params if isinstance(option, click.Option)}
    assert set(told) - {"--config"} == {option.flag for option in OPTIONS}
    for option in OPTIONS:
        text = told[option.flag] or ""
        assert f"default: {option.default}." in text and f"[{option.variable}]" in text, option.name
