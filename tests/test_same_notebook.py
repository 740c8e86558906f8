"""The executed notebook is the record, so it may not show which kernel has run it.

Each fixture is run by papermill with a plain kernel, with the forked one that JupyterLab offers, and
with the one of a build, in a forked process; streams, errors, updates and early ends come out alike.
"""

from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from utfall.execute.inprocess import InProcessKernelManager
from utfall.execute.nursery import Nursery, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing is forked here")

TESTS = Path(__file__).parent
GIVEN = {"member": "beta", "year": 2021, "prepared": "."}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    one = Nursery(["papermill", Path(__file__).stem], env={"PYTHONPATH": str(TESTS)})
    yield one
    one.stop()


def run(notebook: str, folder: str, **options: Any) -> str:
    """Run a notebook by papermill and return what it says of its end."""
    try:
        papermill.execute_notebook(
            TESTS / "notebooks" / notebook,
            Path(folder) / "executed.ipynb",
            GIVEN,
            progress_bar=False,
            request_save_on_cell_execute=False,
            resources={"metadata": {"path": folder}},
            **options,
        )
    except PapermillExecutionError as err:
        return str(err)
    return ""


def in_this_process(connection: Connection, notebook: str, folder: str) -> None:
    kernel = InProcessKernelManager
    connection.send(run(notebook, folder, kernel_name="python3", kernel_manager_class=kernel))


def cells(folder: Path) -> list[Any]:
    """Return the executed cells without times, and with each stream in one piece.

    Into how many pieces a plain kernel cuts what is printed is a matter of its clock.
    """
    notebook = nbformat.read(folder / "executed.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.id = ""  # papermill gives its own cells random ones
        cell.metadata = {"tags": cell.metadata.get("tags", [])}
        if cell.cell_type == "code":
            cell.outputs = [dict(output) for output in joined(cell.outputs)]
    return list(notebook.cells)


def joined(outputs: list[Any]) -> Iterator[Any]:
    before: Any = None
    for output in outputs:
        if (
            before
            and output.output_type == "stream"
            and (before.output_type, before.get("name")) == (output.output_type, output.get("name"))
        ):
            before.text += output.text
            continue
        if before:
            yield before
        before = output
    if before:
        yield before


@pytest.mark.parametrize("notebook", ["shows_everything.ipynb", "leaves.ipynb"])
def test_every_kernel_gives_the_notebook_that_a_plain_one_gives(
    nursery: Nursery, tmp_path: Path, notebook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Under pytest, ipykernel leaves out what programs print that a cell has started.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    plain, forked, lab = (tmp_path / name / "report" for name in ("plain", "forked", "lab"))
    for folder in (plain, forked, lab):
        folder.mkdir(parents=True)
        (folder / "input.json").write_text("{}", encoding="utf-8")

    said = run(notebook, str(plain), kernel_name="python3")
    said_in_lab = run(notebook, str(lab), kernel_name="utfall")
    call = f"{Path(__file__).stem}:in_this_process"
    with nursery.fork(call, notebook, str(forked))[0] as connection:
        said_in_process = connection.recv()

    assert said_in_process == said_in_lab == said
    for one, other, third in zip(*map(cells, (plain, forked, lab)), strict=True):
        assert one == other
        assert one == third
