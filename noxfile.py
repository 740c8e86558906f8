"""Everything that can be run in this project; `python -m nox --list` shows the sessions."""

from pathlib import Path

import nox

nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True

LOCK = "requirements.lock"
RUNS = ("params/rar.toml", "params/tibro.toml", "params/uppsala.toml")


def install(session: nox.Session, *groups: str, extras: str = "") -> None:
    """Install the project and dependency groups at the locked versions."""
    wanted = nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *groups)
    session.install("-e", f".{extras}", *wanted, "-c", LOCK)


@nox.session
def reports(session: nox.Session) -> None:
    """Build every report on the real data and say where to open them."""
    install(session)
    for run in RUNS:
        session.run("utfall", "build", run, *session.posargs)
    for run in RUNS:
        session.log("open %s", Path("build", Path(run).stem, "site", "index.html"))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the whole test suite but the browser's."""
    install(session, "tests", extras="[cluster,lab]")
    # The browser's tests need Chromium and packages of their own: `nox -s site`.
    session.run("pytest", "--ignore=tests/test_browser.py", *session.posargs)


@nox.session(default=False)
def figures(session: nox.Session) -> None:
    """Compare charts and published values with the accepted ones."""
    install(session, "tests")
    session.run("pytest", "tests/published", "tests/figures", *session.posargs)


@nox.session(default=False)
def accept(session: nox.Session) -> None:
    """Take over changed published values; review the diff before you commit it."""
    install(session, "tests")
    session.run("python", "tests/published/accept.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, style, import contracts and that notebooks hold no outputs."""
    install(session, "lint")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports")
    session.run(
        "nbstripout", "--keep-id", "--verify", *map(str, sorted(Path("notebooks").glob("*.ipynb")))
    )


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy, strictly."""
    install(session, "tests", "browser", "types", extras="[cluster]")
    session.run("mypy", *session.posargs)


@nox.session(default=False)
def site(session: nox.Session) -> None:
    """Try the built pages in a real browser (Debian's Chromium)."""
    install(session, "tests", "browser")
    session.run("pytest", "tests/test_browser.py", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure what reports cost, as ratios; `-- FILE …` runs another file of benchmarks/."""
    install(session, extras="[cluster]")
    file, *words = session.posargs or ("reports",)
    session.run("python", f"benchmarks/{file}.py", *words)


@nox.session(default=False)
def lab(session: nox.Session) -> None:
    """Open the notebooks in JupyterLab."""
    install(session, extras="[lab]")
    session.run("jupyter", "lab", "--notebook-dir", "notebooks", *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Resolve all dependencies anew and write the lock file, without addresses."""
    session.install("uv")
    groups = ("tests", "browser", "lint", "types")
    session.run(
        "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11",
        "--all-extras", *(word for group in groups for word in ("--group", group)),
        "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
        "-q", "-o", LOCK, *session.posargs,
    )  # fmt: skip
