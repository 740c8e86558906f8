"""What several tests share: the real runs, prepared and displayed once."""

from collections.abc import Callable

import pytest

from pages import Page, pages


@pytest.fixture(scope="session")
def real_pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Page]]:
    """Return all reports of a run of the real data, made once per session."""
    out = tmp_path_factory.getbasetemp() / "real"
    return lambda run: pages(run, out)
