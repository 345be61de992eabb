"""The command `dateline`: one module for each sub-command, errors told once, here.

Modules of this package import nothing heavy when they are imported: `dateline --help` answers at once, and `dateline query`
never loads spaCy.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

import click

from kg.cli.build import build
from kg.cli.contained import contain
from kg.cli.exit_codes import ExitCode
from kg.cli.export import export
from kg.cli.extract import extract
from kg.cli.gazetteer import gazetteer
from kg.cli.info import info
from kg.cli.links import links
from kg.cli.load import load
from kg.cli.query import queries, query
from kg.cli.remove import remove
from kg.cli.schema import schema
from kg.cli.serve import serve
from kg.cli.validate import validate
from kg.errors import DatelineError

_HELP_OPTIONS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_HELP_OPTIONS)
@click.version_option(version("dateline"), message="dateline %(version)s")
def cli() -> None:
    """Read news about armed conflict and build a knowledge graph that a researcher can trust: every fact with who says so,
    in which words, with what certainty.

    \b
    A first tour:
      dateline build --sample                    the sample articles become a dataset in ./dateline.store
      dateline queries                           what can be asked
      dateline query timeline                    ask it
      dateline serve                             browse it

    \b
    Exit codes:
      0    done (inputs that were skipped are listed on standard error)
      1    an error that the user can mend: one line says which input, which rule, and the way out
      2    wrong use of a command or option
      3    nothing could be read: every input was skipped
      130  interrupted (Ctrl-C); what was stored before stays
    """


for command in (build, extract, query, queries, export, load, validate, remove, serve, info, links, gazetteer, schema):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    if list(sys.argv[1:] if arguments is None else arguments)[:1] == ["query"]:
        contain()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code. The one place where a user's errors become lines of text."""
    try:
        code = cli.main(arguments, prog_name="dateline", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return ExitCode.USAGE
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "dateline"
        return _told(f"{error.format_message().rstrip('.')} (see {where} --help)", ExitCode.USAGE)
    except click.ClickException as error:
        return _told(error.format_message(), ExitCode.ERROR)
    except click.Abort:
        return _told("interrupted", ExitCode.INTERRUPTED)
    except DatelineError as error:
        return _told(str(error), error.exit_code)


def _told(message: str, code: int) -> int:
    line = " ".join(message.split())
    click.echo(f"dateline: {line}", err=True)
    return code
