"""The command line: words and exit codes, no arithmetic."""

import errno
import io
import json
import os
import signal
import sys
import traceback
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from utfall import __version__
from utfall.errors import DataError, DisclosureError, ParamsError, UtfallError

__all__ = ["app", "main"]

# 0 everything is built or current · 1 some report failed · 2 nothing was published ·
# 130 interrupted · 70 a bug.
FAILED, REFUSED, INTERRUPTED, BUG = 1, 2, 130, 70

# An exception from here may quote a cell of somebody's record.
_WITH_RECORDS = tuple(
    str(Path("utfall", *parts))
    for parts in (
        ("data", "records.py"),
        ("data", "identities.py"),
        ("imports",),
        ("measures", "from_records"),
        ("measures", "author.py"),
        ("disclosure",),
        ("request",),
    )
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Evaluation reports: participants, outcomes and cost per outcome, per member, programme and year.",
)

RunFile = Annotated[Path, typer.Argument(metavar="RUN.toml", help="A file of params/.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of words.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Where runs are built.")]
RendererName = Annotated[
    str,
    typer.Option("--renderer", metavar="R", help="auto, quarto or embedded; else as in RUN.toml."),
]
Member = Annotated[
    list[str] | None,
    typer.Option("--member", metavar="M", help="Only this member's reports; may be repeated."),
]
Programme = Annotated[
    list[str] | None,
    typer.Option("--programme", metavar="P", help="Only this programme's; may be repeated."),
]
Year = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="Y", help="Only this year's reports; may be repeated."),
]
Notebook = Annotated[
    list[str] | None,
    typer.Option("--notebook", metavar="N", help="Only this notebook's reports; may be repeated."),
]
Force = Annotated[bool, typer.Option("--force", help="Build also what is current.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"utfall {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Build and show evaluation reports."""


@app.command()
def check(run_file: RunFile, as_json: Json = False) -> None:
    """Read and check parameters and data; print every problem with its cure."""
    from utfall import inputs
    from utfall.build import project_of
    from utfall.params import load, located

    params = load(run_file)
    root = project_of(run_file)
    problems = [f"{run_file}: {line}" for line in located(params, root)]
    problems = problems or [*_renderer_problem(params.renderer), *inputs.check(params, root)]
    if as_json:
        _print_json({"run": run_file.stem, "problems": problems})
    else:
        for line in problems:
            print(line, file=sys.stderr)
        print(
            f"{run_file}: {len(problems)} problem{'s' if problems[1:] else ''}"
            if problems
            else f"{run_file}: no problems"
        )
    if problems:
        raise typer.Exit(REFUSED)


def _renderer_problem(name: str) -> list[str]:
    from utfall.render import renderer

    try:
        renderer(name)
    except ParamsError as err:
        return [str(err)]
    return []


@app.command()
def plan(
    run_file: RunFile,
    member: Member = None,
    programme: Programme = None,
    year: Year = None,
    notebook: Notebook = None,
    renderer: RendererName = "",
    out: Out = Path("build"),
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Say what would be built, what is current, and why."""
    from utfall.build import alone, open_run, steps
    from utfall.changes import moved

    with alone(out / run_file.stem):
        run = open_run(run_file, out, renderer, None if as_json else _told)
        choice = _choice(member, programme, year, notebook)
        found = steps(run, choice, force=force)
        _refuse_nothing(run, choice)
        data = {s.spec.id: moved(s.spec, run.layout) for s in found if s.standing.todo == "execute"}
    chosen = [step for step in found if step.chosen]
    if as_json:
        reports = [
            {
                "id": s.spec.id,
                "todo": s.standing.todo if s.chosen else "nothing",
                "why": s.standing.why,
                "data": data.get(s.spec.id, ""),
            }
            for s in found
        ]
        _print_json({"run": run_file.stem, "renderer": run.renderer.name, "reports": reports})
        return
    for step in found:
        state = "build" if step.chosen else "current" if step.standing.todo == "nothing" else "left"
        told = [word for word in (step.standing.why, data.get(step.spec.id)) if word]
        print(f"{state:8} {': '.join([step.spec.id, *told])}")
    print(f"{len(chosen)} of {len(found)} reports to build")


@app.command()
def build(
    run_file: RunFile,
    member: Member = None,
    programme: Programme = None,
    year: Year = None,
    notebook: Notebook = None,
    jobs: Annotated[
        int, typer.Option(min=0, metavar="N", help="Reports side by side; 0 is one per core.")
    ] = 0,
    cluster: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Let a Dask cluster make the reports: its scheduler's address, or local.",
        ),
    ] = "",
    renderer: RendererName = "",
    out: Out = Path("build"),
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Build every report that is asked for and not current, and publish one release."""
    from utfall.build import alone, failed, open_run
    from utfall.build import build as build_run
    from utfall.makers import Early
    from utfall.progress import shown

    with alone(out / run_file.stem), shown(quiet=as_json) as progress, Early() as early:
        tell, ahead = None if as_json else _told, None if cluster else early
        run = open_run(run_file, out, renderer, tell, ahead)
        choice = _choice(member, programme, year, notebook)
        _refuse_nothing(run, choice)
        results = build_run(
            run,
            choice,
            jobs=jobs,
            cluster=cluster,
            force=force,
            progress=progress,
            early=early,
        )
    bad = failed(results)
    index = run.layout.site / "index.html"
    if as_json:
        print(run.layout.manifest.read_text(encoding="utf-8"), end="")
    else:
        for result in bad:
            kept = "; its last good version is kept" if result.kept else ""
            print(f"failed: {result.error}{kept}", file=sys.stderr)
        count = {name: sum(r.status == name for r in results) for name in ("built", "current")}
        print(
            f"{count['built']} built, {count['current']} current, {len(bad)} failed; open {index}"
        )
    if bad:
        raise typer.Exit(FAILED)


def _told(line: str) -> None:
    """Say what was protected: to the staff's terminal, where the pages' own readers are not."""
    print(line, file=sys.stderr, flush=True)


@app.command()
def serve(
    run_file: RunFile,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    out: Out = Path("build"),
) -> None:
    """Show the built site to this machine only, until Ctrl-C."""
    from utfall.serve import serve as serve_site

    site = out / run_file.stem / "site"
    if not (site / "index.html").is_file():
        raise ParamsError(f"{site}: nothing is built yet; run `utfall build {run_file}` first")
    serve_site(site, port)


@app.command("import")
def import_(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="xlsx, xls, ods or CSV.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="The data folder.")
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP.toml", help="What the columns mean.")
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Draft the mapping; import nothing.")
    ] = False,
    pseudonymise: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Replace an identifier by a keyed hash; repeatable."),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The key of the hash; else the variable UTFALL_KEY."),
    ] = None,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="The day the export was taken; else as in MAP.toml.")
    ] = "",
    partial: Annotated[
        bool, typer.Option("--partial", help="Take the good rows, though others cannot be taken.")
    ] = False,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="Let complete = true remove more than half of the records."),
    ] = False,
) -> None:
    """Take over an export of a follow-up system, or a filled form, as checked records."""
    if propose:
        _propose(export, map_file, to)
        return
    if to is None:
        raise ParamsError("--to: missing; name the data folder, such as data/NAME")
    if map_file is None:
        from utfall.request import import_form, is_form

        if is_form(export):
            print(import_form(export, to))
            return
        raise ParamsError(
            "--map: missing; draft the mapping file with "
            f"`utfall import {export} --propose --map MAP.toml`"
        )
    from utfall.imports.run import Options, import_export

    options = Options(tuple(pseudonymise or ()), key_file, as_of, partial, remove)
    summary = import_export(export, map_file, to, options, os.environ)
    for line in summary.lines():
        print(line)
    if summary.rejected:
        raise typer.Exit(FAILED)


def _propose(export: Path, map_file: Path | None, to: Path | None) -> None:
    """Print a draft of the mapping, or write it where no file is yet."""
    from utfall.data.private import owner_only
    from utfall.imports.propose import propose as draft_of

    draft = draft_of(export, to)
    if map_file is None:
        print(draft, end="")
        return
    try:
        # The words of an export are for whoever may read the export.
        with open(map_file, "x", encoding="utf-8", opener=owner_only) as out:
            out.write(draft)
    except FileExistsError as err:
        raise ParamsError(f"{map_file}: exists; give the draft another name with --map") from err
    print(f"drafted {map_file}; read it through and complete it before the import")


@app.command()
def example(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    participants: Annotated[int, typer.Option(min=1, metavar="N", help="How many persons.")] = 400,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="Same seed, same bytes.")] = 1,
    export: Annotated[
        bool, typer.Option("--export", help="Also as a follow-up system would export it.")
    ] = False,
) -> None:
    """Make up a synthetic association to try, test and learn with."""
    from utfall.example import params, write_example

    written = write_example(folder, participants, seed, export=export)
    # All of it is TOML, so that it can be sent into a file as it is.
    print(
        f"# {folder}: {written.persons} persons, {written.participations} participations, all made up.\n"
        f"# To make its reports, put these lines into params/{written.folder.name}.toml and run\n"
        f"# utfall build params/{written.folder.name}.toml"
    )
    print(params(written.folder), end="")


@app.command()
def context(
    run_file: RunFile,
    first: Annotated[
        int | None,
        typer.Option(
            "--from", metavar="Y", help="The first year; else so long ago as the run's history."
        ),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option("--to", metavar="Y", help="The last year; else the one before today's."),
    ] = None,
) -> None:
    """Fetch figures about the need in the municipalities from Kolada, and keep them."""
    from datetime import date

    from utfall.build import project_of
    from utfall.context import fill
    from utfall.context.kolada import BASE
    from utfall.params import load, located

    params, root, today = load(run_file), project_of(run_file), date.today()
    if problems := located(params, root):
        raise ParamsError("\n".join(f"{run_file}: {line}" for line in problems))
    until = today.year - 1 if last is None else last
    since = until - params.history if first is None else first
    if since > until:
        raise ParamsError(f"--from: found {since}; it must not be after --to, {until}")
    found = fill(
        params, root, today=today, years=range(since, until + 1),
        base=os.environ.get("UTFALL_KOLADA", BASE),
    )  # fmt: skip
    print(found.told)


@app.command()
def records(
    run_file: RunFile,
    member: Member = None,
    year: Year = None,
    programme: Annotated[
        list[str] | None, typer.Option("--programme", metavar="P", help="Only this programme.")
    ] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every figure, for you only.")
    ] = None,
) -> None:
    """Print what the records say, unprotected: for the association's own eyes."""
    from utfall.build import project_of
    from utfall.data.check import check_path
    from utfall.data.register import read_register
    from utfall.measures.from_records import summary
    from utfall.measures.from_records.collected import laid_out
    from utfall.params import load, located

    params, root = load(run_file), project_of(run_file)
    if problems := located(params, root):
        raise ParamsError("\n".join(f"{run_file}: {line}" for line in problems))
    if csv_file is not None:
        summary.refuse_public(csv_file)
    folder, found = check_path(
        root / "data" / params.association, read_register(root / "data" / "register")
    )
    if found:
        raise DataError([str(problem) for problem in found])
    choice = summary.Choice(tuple(member or ()), tuple(programme or ()), tuple(year or ()))
    choice.check(folder)
    with laid_out(folder) as laid:
        if laid is None:
            print(f"{run_file}: the association has no participation records")
            return
        for line in summary.lines(laid, choice):
            print(line)
        if csv_file is not None:
            number = summary.write_private(csv_file, filter(choice.has, laid.values()))
            print(f"{csv_file}: {number} figures, for you only")


@app.command()
def request(
    run_file: RunFile,
    programme: Annotated[
        str, typer.Option("--programme", metavar="P", help="What is missing of a programme.")
    ] = "",
    member: Annotated[
        str, typer.Option("--member", metavar="M", help="What is missing of a member.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.xlsx", help="Where to write the form.")
    ] = None,
    by: Annotated[
        datetime | None,
        typer.Option("--by", formats=["%Y-%m-%d"], metavar="DATE", help="Last day to answer."),
    ] = None,
) -> None:
    """Write an Excel form that asks for the figures whose absence the reports regret."""
    from utfall.build import project_of
    from utfall.params import load, located
    from utfall.request import make_request

    params, root = load(run_file), project_of(run_file)
    problems = located(params, root)
    if problems:
        raise ParamsError("\n".join(f"{run_file}: {line}" for line in problems))
    form = make_request(
        params, root, programme=programme, member=member, by=by.date() if by else None
    )
    if not form.count:
        print(f"{form.about}: the reports lack nothing that an answer could fill; no form written")
        return
    file = to or Path(f"{params.association}-{programme or member}.xlsx")
    form.write(file)
    print(f"{file}: asks for {form.count} figures about {form.about}")


def _choice(
    member: list[str] | None,
    programme: list[str] | None,
    year: list[int] | None,
    notebook: list[str] | None,
) -> Any:
    from utfall.build import Choice

    return Choice(
        tuple(member) if member else None,
        tuple(programme) if programme else None,
        tuple(year) if year else None,
        tuple(notebook) if notebook else None,
    )


def _refuse_nothing(run: Any, choice: Any) -> None:
    """Refuse a choice that no report is of: a build of nothing would pass for a good one.

    Raises
    ------
    ParamsError
        With what there is of each part of the choice.
    """
    from utfall.build import steps
    from utfall.plan import unmatched

    words = {
        "--member": choice.members,
        "--programme": choice.programmes,
        "--year": choice.years,
        "--notebook": choice.notebooks,
    }
    asked = {option: found for option, found in words.items() if found}
    if not asked or any(choice.has(spec) for spec in run.specs):
        return
    steps(run, choice)  # tells of a word that no report of the run is of
    raise ParamsError(f"{run.file}: {unmatched(run.specs, asked)}")


def _print_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line and end with its exit code."""
    # Whoever ends the process or closes its terminal leaves as little behind as Ctrl-C.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no å still gets its message.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Return the exit code of a command line; expected faults print one message."""
    as_json = "--json" in words
    try:
        code: int = app(words, standalone_mode=False) or 0
    except UtfallError as err:
        refusals = ParamsError | DataError | DisclosureError
        code = REFUSED if isinstance(err, refusals) else FAILED
        return _refused(str(err), code, as_json)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except OSError as err:
        if err.errno in (errno.ENOSPC, errno.EDQUOT):
            return _refused("the disk is full; the last release is untouched", FAILED, as_json)
        if isinstance(err, BrokenPipeError):
            # Whoever read our output has closed it; nothing is left to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return FAILED
        if isinstance(err, PermissionError):
            return _refused(f"{err.filename}: no permission ({err.strerror})", REFUSED, as_json)
        return _bug(err)
    except Exception as err:
        # Click's own complaints about words on the command line.
        if hasattr(err, "format_message") and hasattr(err, "exit_code"):
            return _refused(f"{err.format_message()}", REFUSED, as_json)
        return _bug(err)
    if code == INTERRUPTED:  # typer has turned the interrupt into its exit code
        return _refused("interrupted; the last release is untouched", INTERRUPTED, as_json)
    return code


def _bug(err: BaseException) -> int:
    """Print where a bug struck; the libraries' own words only where no record can be in them."""
    private = any(
        part in frame.filename
        for frame in traceback.extract_tb(err.__traceback__)
        for part in _WITH_RECORDS
    )
    if private:
        print("Traceback (most recent call last; what was said is withheld):", file=sys.stderr)
        traceback.print_tb(err.__traceback__)
        print(f"{type(err).__module__}.{type(err).__qualname__}", file=sys.stderr)
    else:
        traceback.print_exception(err)
    return BUG


def _refused(message: str, code: int, as_json: bool) -> int:
    if as_json:
        _print_json({"exit": code, "error": message.splitlines()})
    else:
        print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
