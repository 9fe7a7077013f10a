"""python -m app: serve, migrate, seed, check, openapi."""

from pathlib import Path
from typing import Annotated, Any

import typer

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Steunwijzer: innovation aid in Flanders, explained.",
)
SeedFolder = Annotated[Path, typer.Option("--seed", help="Folder of the seed.", exists=True, file_okay=False)]


LONGEST_NOTE = 500


@cli.callback()
def main() -> None:
    """Steunwijzer: innovation aid in Flanders, explained."""


@cli.command()
def check(
    folder: SeedFolder = Path("seed"),
    coverage: Annotated[
        bool, typer.Option("--coverage/--no-coverage", help="Alter each figure and condition: a worked example must fail.")
    ] = True,
    only: Annotated[list[str], typer.Option(help="Cover only this instrument or shared rule; may be repeated.")] = [],  # noqa: B006
) -> None:
    """Check the seed: shape, references, rules, ceilings, worked examples, and that these cover every figure and condition.

    Mistakes, and what no worked example covers, end it with exit code 1; warnings do not.
    """
    from app.advice.quality import told_warnings

    checked = _checked(folder)
    documents, snapshot, report = checked
    examples = sum(len(one.get("workedExamples", ())) for one in snapshot.instruments.values())
    typer.echo(f"{len(documents)} documents, {len(snapshot.instruments)} instruments, {examples} worked examples: all right")
    if report.warnings:
        typer.echo(f"{len(report.warnings)} warnings")
    for line in told_warnings(checked):
        typer.echo(line)
    if coverage:
        strange = sorted(set(only) - {one.id for one in documents if one.kind in ("instrument", "rule")})
        if strange:
            raise typer.BadParameter(f"there is no instrument or shared rule {', '.join(strange)}", param_hint="--only")
        _cover(documents, only)


def _cover(documents: list[Any], only: list[str]) -> None:
    """Tell how far the worked examples cover the rules; ends the command when something is not covered."""
    from rich.console import Console
    from rich.progress import Progress

    from app.advice.coverage import cover_seed

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Rule coverage", total=None)
        lines, survivors = cover_seed(
            documents, progress=lambda done, of: progress.update(task, completed=done, total=of), only=only
        )
    for line in lines:
        typer.echo(line)
    if survivors:
        raise typer.Exit(1)


def _checked(folder: Path) -> Any:
    """The documents, snapshot and report of a sound seed; tells every mistake and ends the command otherwise."""
    from rich.console import Console
    from rich.progress import Progress

    from app.advice.quality import check_seed
    from app.catalogue.seed_files import SeedRefused

    console = Console(stderr=True)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Worked examples", total=None)
        try:
            return check_seed(folder, lambda done, of: progress.update(task, completed=done, total=of))
        except SeedRefused as refused:
            progress.stop()
            for problem in refused.problems:
                typer.echo(problem)
            typer.echo(f"{len(refused.problems)} problems")
            raise typer.Exit(1) from None


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from sqlalchemy.exc import SQLAlchemyError

    from app.migrate import migrate as upgrade
    from app.settings import Settings

    try:
        upgrade(Settings().database_url)
    except SQLAlchemyError as error:
        typer.echo(f"The database cannot be migrated: {getattr(error, 'orig', None) or error}.", err=True)
        raise typer.Exit(1) from None
    typer.echo("The database has the newest schema.")


@cli.command()
def seed(
    folder: SeedFolder = Path("seed"),
    note: Annotated[str, typer.Option(help="What this revision is about.")] = "Seed",
) -> None:
    """Check the seed and publish it as the next revision, with the report on its quality; the same seed changes nothing."""
    from sqlalchemy.exc import SQLAlchemyError

    from app.catalogue.publishing import publish
    from app.catalogue.validation import as_documents
    from app.common.clock import now
    from app.db import make_engine, make_sessions
    from app.settings import Settings

    if len(note) > LONGEST_NOTE:
        raise typer.BadParameter(f"a note has at most {LONGEST_NOTE} characters", param_hint="--note")
    documents, snapshot, report = _checked(folder)
    engine = make_engine(Settings().database_url)
    try:
        revision, new = publish(make_sessions(engine), as_documents(documents), now(), note, report.plain(snapshot.documents))
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        typer.echo(f"The database cannot be written: {reason}. Is it there, and was python -m app migrate run?", err=True)
        raise typer.Exit(1) from None
    finally:
        engine.dispose()
    typer.echo(f"Revision {revision.number} published." if new else f"Nothing changed; revision {revision.number} holds this seed.")


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; default 8000.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Serve the API."""
    import gc

    # Nearly all that is loaded before the first request stays: looking for garbage in it would only make the start longer.
    gc.disable()

    import uvicorn

    from app.ops.logs import configure
    from app.settings import Settings

    settings = Settings()
    configure(settings.log_level)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )


@cli.command()
def openapi(target: Annotated[Path, typer.Argument(help="File to write.")] = Path("docs/openapi.json")) -> None:
    """Write the OpenAPI document of the service with the vocabulary of the seed."""
    import orjson

    from app.document import document_of_seed
    from app.settings import Settings

    document = document_of_seed(Settings().seed_folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    typer.echo(f"{target} written.")


if __name__ == "__main__":
    cli()
