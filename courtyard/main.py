"""The command `courtyard`: its subcommands and what an error looks like.

Lives here: the list of commands and the one place where errors become exit codes. Not here: what
a command does (`courtyard.commands`).
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from courtyard import __version__
from courtyard.commands import (
    bench,
    compare,
    devices,
    explore,
    loadtest,
    replay,
    report,
    run,
    up,
    verify,
)
from courtyard.commands.ahead import judging
from courtyard.commands.buying import size, whatif
from courtyard.commands.files import begin, calibrate, export, scenarios, schema, trace
from courtyard.commands.fleet import app as fleet_commands
from courtyard.commands.rehearsing import alarms, staff
from courtyard.commands.walls import grafana, influx

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="courtyard",
    help="Digital twin and fleet manager for the hardware of a residential compound.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        print(f"courtyard {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """What stands before a command."""


app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("explore")(explore.explore)
app.command("size")(size.size)
app.command("whatif")(whatif.whatif)
app.command("report")(report.report)
app.command("verify")(verify.verify)
app.add_typer(scenarios.app, name="scenarios")
app.command("schema")(schema.schema)
app.command("new")(begin.new)
app.command("trace")(trace.trace)
app.command("calibrate")(calibrate.calibrate)
app.command("export")(export.export)
app.command("replay")(replay.replay)
app.command("forecast")(judging.forecast)
app.command("alarms")(alarms.alarms)
app.command("staff")(staff.staff)
app.command("bench")(bench.bench)
app.add_typer(fleet_commands.app, name="fleet")
app.add_typer(influx.app, name="influx")
app.add_typer(grafana.app, name="grafana")
app.add_typer(loadtest.app, name="loadtest")
app.add_typer(devices.app, name="devices")
app.command("up")(up.up)


def run_app(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code. Bad input is one clear message and code 2."""
    from scenarios.reading.errors import ScenarioError

    try:
        result = app(args=arguments, prog_name="courtyard", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _refuse(explain_usage(error))
    except typer.Abort as abort:
        if isinstance(abort.__context__, EOFError):
            return _refuse("the input ended before every question was answered")
        return EXIT_INTERRUPTED
    except ScenarioError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        raise
    except OSError as error:
        return _refuse(f"{error.filename or 'output'}: {error.strerror}")
    except ValueError as error:
        if not getattr(error, "clear", False):
            raise
        return _refuse(str(error))
    return result if isinstance(result, int) else 0


def explain_usage(error: typer.TyperException) -> str:
    """What is wrong with a command line: option, value and bound, and where help is.

    A bare `courtyard` gets its help, as an error.
    """
    context = getattr(error, "ctx", None)
    message = error.format_message()
    cause = error.__cause__
    if isinstance(cause, ValueError) and hasattr(cause, "errors"):
        given = cause.errors()[0]["input"]
        message = message.replace(": ", f" = {given!r}: ", 1).replace("Input should", "must")
        message = message.replace("Value error, ", "")
    elif message.startswith("Usage: ") or context is None:
        return message
    return f"{message}\nTry '{context.command_path} --help'." if context else message


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return EXIT_BAD_INPUT


def run_and_exit() -> None:
    """Entry point of the console command.

    Libraries may turn Ctrl-C during their import into an error of their own: it stays an interrupt.
    """
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, press)
    try:
        code = run_app()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except Exception:
        if not pressed:
            raise
        code = EXIT_INTERRUPTED
    sys.exit(code)
