"""python -m app: serve, migrate, seed, check, openapi."""

from pathlib import Path
from typing import Annotated

import typer

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Steunwijzer: innovation aid in Flanders, explained.")
SeedFolder = Annotated[Path, typer.Option("--seed", help="Folder of the seed.", exists=True, file_okay=False)]


@cli.callback()
def main() -> None:
    """Steunwijzer: innovation aid in Flanders, explained."""


@cli.command()
def check(seed: SeedFolder = Path("seed")) -> None:
    """Check the seed: shape, references, rules and every worked example."""
    from rich.console import Console
    from rich.progress import Progress

    from app.advice.quality import check_seed
    from app.catalogue.seed_files import SeedRefused

    console = Console(stderr=True)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Worked examples", total=None)
        try:
            documents, snapshot = check_seed(seed, lambda done, of: progress.update(task, completed=done, total=of))
        except SeedRefused as refused:
            progress.stop()
            for problem in refused.problems:
                typer.echo(problem)
            typer.echo(f"{len(refused.problems)} problems")
            raise typer.Exit(1) from None
    examples = sum(len(one.get("workedExamples", ())) for one in snapshot.instruments.values())
    typer.echo(f"{len(documents)} documents, {len(snapshot.instruments)} instruments, {examples} worked examples: all right")


if __name__ == "__main__":
    cli()
