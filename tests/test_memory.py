"""What is known of files is never what they said before they changed."""

import json
import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from utfall.memory import Memory


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour pass between a change and the question: nobody can set the time of a change."""
    now = time.time_ns
    monkeypatch.setattr("utfall.memory.time.time_ns", lambda: now() + 3_600_000_000_000)


def aged(file: Path, text: str, seconds: int = 60) -> Path:
    """Write a file that was last changed a while ago."""
    file.write_text(text, encoding="utf-8")
    then = time.time_ns() - seconds * 1_000_000_000
    os.utime(file, ns=(then, then))
    return file


def asked(memory: Memory, file: Path) -> tuple[str, int]:
    """Return what is known of a file, and how often it was read for that."""
    read = []

    def text(path: Path) -> str:
        read.append(path)
        return path.read_text(encoding="utf-8")

    return memory.of(file, "text", text), len(read)


def test_an_unchanged_file_is_read_once_also_by_the_next_build(tmp_path: Path) -> None:
    file = aged(tmp_path / "a", "one")
    first = Memory(tmp_path / "memory.json")

    assert asked(first, file) == ("one", 1)
    assert asked(first, file) == ("one", 0)
    first.keep()
    assert asked(Memory(tmp_path / "memory.json"), file) == ("one", 0)


def test_a_touched_file_is_read_again_and_says_the_same(tmp_path: Path) -> None:
    file = aged(tmp_path / "a", "one")
    memory = Memory(tmp_path / "memory.json")
    digest = memory.digest(file)

    os.utime(file, ns=(1, 1))

    assert memory.digest(file) == digest == sha256(b"one").hexdigest()


def test_a_change_of_the_same_length_is_seen(tmp_path: Path) -> None:
    file = aged(tmp_path / "a", "one")
    memory = Memory(tmp_path / "memory.json")
    asked(memory, file)

    aged(file, "two", seconds=59)

    assert asked(memory, file) == ("two", 1)


def test_another_file_with_the_same_length_and_time_is_seen(tmp_path: Path) -> None:
    file = aged(tmp_path / "a", "one")
    memory = Memory(tmp_path / "memory.json")
    asked(memory, file)
    other, time_ns = tmp_path / "b", file.stat().st_mtime_ns

    other.write_text("two", encoding="utf-8")
    os.utime(other, ns=(time_ns, time_ns))
    other.replace(file)

    assert asked(memory, file) == ("two", 1)


@pytest.mark.parametrize("seconds", [0, -3600])
def test_a_file_that_may_change_again_at_the_same_time_is_read_each_time(
    tmp_path: Path, seconds: int
) -> None:
    # Within one tick of the clock a second change of the same length would leave no trace.
    file = aged(tmp_path / "a", "one", seconds=seconds)
    memory = Memory(tmp_path / "memory.json")
    asked(memory, file)
    stamp = file.stat().st_mtime_ns

    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(stamp, stamp))

    assert asked(memory, file) == ("two", 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"text": 3}', '{"text": {"1.1.1.1": "zwei"}}'])
def test_a_broken_memory_knows_nothing(tmp_path: Path, text: str) -> None:
    file = aged(tmp_path / "a", "one")
    (tmp_path / "memory.json").write_text(text, encoding="utf-8")

    assert asked(Memory(tmp_path / "memory.json"), file) == ("one", 1)


def test_a_build_forgets_files_that_are_no_more_and_nobody_else_reads_its_memory(
    tmp_path: Path,
) -> None:
    one, two = aged(tmp_path / "a", "one"), aged(tmp_path / "b", "two")
    first = Memory(tmp_path / "memory.json")
    asked(first, one)
    asked(first, two)
    first.keep()

    second = Memory(tmp_path / "memory.json")
    asked(second, two)
    second.keep()
    both = json.loads((tmp_path / "memory.json").read_text(encoding="utf-8"))
    second.keep(only_asked=True)
    left = json.loads((tmp_path / "memory.json").read_text(encoding="utf-8"))

    assert sorted(both["text"].values()) == ["one", "two"]
    assert list(left["text"].values()) == ["two"]
    assert os.name != "posix" or (tmp_path / "memory.json").stat().st_mode & 0o077 == 0


def test_a_change_that_keeps_length_place_and_time_is_seen(tmp_path: Path) -> None:
    # As `cp -p` and archives with fixed times make it.
    file = aged(tmp_path / "a", "one")
    memory = Memory(tmp_path / "memory.json")
    then = file.stat().st_mtime_ns
    asked(memory, file)

    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(then, then))

    assert asked(memory, file) == ("two", 1)


def test_of_files_that_a_release_links_the_time_of_the_content_counts(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    file = aged(tmp_path / "site" / "a", "one")
    memory = Memory(tmp_path / "memory.json", linked=tmp_path / "site")
    asked(memory, file)

    os.link(file, tmp_path / "b")

    assert asked(memory, file) == ("one", 0)
