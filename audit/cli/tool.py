"""The one command with its many: finds them, and answers for whatever goes wrong in them.

Exit codes (design section 16): 0 done, 1 the answer is no, 2 wrong use or a file that cannot be read.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from audit import __version__
from audit.cli import sweeping, talk
from audit.errors import N_, AuditError
from audit.language import gettext

# In the order of a first day: look around, work, take something home, look after it.
COMMANDS = {
    "serve": ("serving", N_("Open Self-Audit in the browser of this machine.")),
    "demo": ("serving", N_("The same with a fictional network, to look around in.")),
    "score": ("scoring", N_("Score an answers file.")),
    "plan": ("papers", N_("Draft the action plan of an answers file.")),
    "report": ("papers", N_("Write the report of an answers file as PDF.")),
    "verify": ("verifying", N_("Check that a signed report and the data in it agree.")),
    "standard": ("standards", N_("Show the criteria that are asked.")),
    "check-standard": ("standards", N_("Name everything that is wrong with a standard.")),
    "schema": ("standards", N_("Print the JSON Schema of the answers file or of the score.")),
    "backup": ("copying", N_("Write a copy of all audits, checked.")),
    "restore": ("copying", N_("Put a backup in the place of all audits.")),
    "first-start": ("people", N_("Print a new link to set up a Self-Audit nobody has set up yet.")),
    "recover-account": ("people", N_("Print a link to a new password for somebody who cannot sign in.")),
    "mail-test": ("mailing", N_("Send a test mail and say what the mail server answered.")),
    "verify-history": ("history", N_("Check that nothing in the history of changes was altered.")),
    "export-organisation": ("keeping", N_("Write everything of one organisation into an archive.")),
    "retention": ("keeping", N_("Say what has been kept for its time, or let it go.")),
    "record-of-processing": ("keeping", N_("Print the record of processing (GDPR, Article 30).")),
    "doctor": ("doctor", N_("Say what is installed and what is missing.")),
}

DONE = 0
NO = 1
WRONG_USE = 2
INTERRUPTED = 130


class Tool(click.Group):
    """``self-audit``."""

    def __init__(self) -> None:
        """Prepare the help and the options that go before every command."""
        version = click.version_option(__version__, prog_name="self-audit", help=gettext("Print the version."))
        super().__init__(
            name="self-audit",
            help=gettext(
                "A perpetrator programme checks itself honestly against the guidelines of its network. "
                "It is about a programme, not about any person."
            ),
            epilog=gettext("“self-audit COMMAND --help” explains a command."),
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        version(self)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click calls it so
        """Import the module of a command and return it; ``None`` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        with sweeping.put_off():
            module = import_module(f"audit.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click calls it so
        """Write the list of commands without importing any of them."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, gettext(about)) for name, (_, about) in COMMANDS.items()])

    def main(  # type: ignore[override] # click's own has one way that returns; this one always ends the process
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> NoReturn:
        """Run a command and end with its exit code."""
        talk.be_robust()
        sys.exit(self._run(args, prog_name, **{**extra, "standalone_mode": False}))

    def _run(self, args: Sequence[str] | None, prog_name: str | None, **extra: Any) -> int:  # noqa: ANN401 - click's own
        try:
            code = super().main(args, prog_name, **extra)
        except click.Abort:
            return INTERRUPTED
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            return WRONG_USE
        except click.ClickException as error:
            talk.complain(_usage(error))
            return WRONG_USE
        except AuditError as error:
            talk.complain_about(error)
            return NO
        except Exception as error:  # noqa: BLE001 - the last resort, as the 500 page is for the web: no traceback is shown
            return _give_up(error)
        return code if isinstance(code, int) else DONE


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return error.format_message()
    return gettext("%(what)s See “%(command)s --help”.", what=error.format_message(), command=context.command_path)


def _give_up(error: Exception) -> int:
    """Say what went wrong where nobody foresaw it. What the system says of a file, or of the output, is plain."""
    if not isinstance(error, OSError):
        talk.complain(_last_words(error))
        return WRONG_USE
    if error.filename:
        talk.complain(gettext("“%(name)s” cannot be used: %(detail)s.", name=error.filename, detail=error.strerror))
        return WRONG_USE
    talk.complain(gettext("The answer cannot be written: %(detail)s.", detail=error.strerror or str(error)))
    return NO


def _last_words(error: Exception) -> str:
    from audit.cli import crash  # noqa: PLC0415 - only needed here, and slow to import

    return crash.keep(error)
