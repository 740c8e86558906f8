import copy
import hashlib
import hmac
import os
import pickle
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from utfall.errors import ParamsError
from utfall.imports.pseudonyms import Key

TEXT = "0123456789abcdef0123456789abcdef"
AS_OF = date(2024, 12, 31)


@pytest.fixture
def key() -> Key:
    return Key(TEXT.encode())


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret" / "key"
    file.parent.mkdir()
    file.write_text(TEXT + "\n")
    file.chmod(0o600)
    return file


def test_a_pseudonym_is_the_first_half_of_an_hmac_of_the_canonical_number(key: Key) -> None:
    # RFC 2104 step by step: the key (32 bytes) padded to the 64 bytes of SHA-256's block.
    padded = TEXT.encode() + bytes(32)
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in padded) + b"identifier:198112189876").digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in padded) + inner).hexdigest()

    assert key.pseudonym("811218-9876", AS_OF) == outer[:32]


@pytest.mark.parametrize(
    "written",
    ["19811218-9876", "198112189876", "8112189876", "811218 9876", " 811218–9876 ",
     "1981-12-18-9876", "198112189876.0", "811218−9876"],
)  # fmt: skip
def test_every_written_form_of_one_number_gives_one_pseudonym(key: Key, written: str) -> None:
    assert key.pseudonym(written, AS_OF) == key.pseudonym("811218-9876", AS_OF)


def test_capitals_and_white_space_of_other_identifiers_do_not_count(key: Key) -> None:
    assert key.pseudonym(" Löp-17B ", AS_OF) == key.pseudonym("löp-17b", AS_OF)
    assert key.pseudonym("löp-17b", AS_OF) != key.pseudonym("löp-17c", AS_OF)


def test_another_key_gives_other_pseudonyms_and_another_check(key: Key) -> None:
    other = Key(TEXT[::-1].encode())

    assert other.pseudonym("811218-9876", AS_OF) != key.pseudonym("811218-9876", AS_OF)
    assert other.check() != key.check()


def test_the_check_is_no_pseudonym_and_no_part_of_the_key(key: Key) -> None:
    assert len(key.check()) == 8
    assert key.check() == hmac.digest(TEXT.encode(), b"check", "sha256").hex()[:8]
    assert not key.pseudonym("check", AS_OF).startswith(key.check())
    assert key.check() not in TEXT


def test_nobody_has_no_pseudonym(key: Key) -> None:
    with pytest.raises(ValueError, match="nobody"):
        key.pseudonym(" ", AS_OF)


def test_a_key_shows_itself_nowhere(key: Key) -> None:
    shown = f"{key} {key!r} {[key]} {vars(type(key)).get('__dict__')}"

    assert TEXT not in shown
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_is_never_pickled_or_copied(key: Key, way: Callable[[Key], object]) -> None:
    with pytest.raises(TypeError, match="never pickled"):
        way(key)


def test_the_file_is_asked_before_the_environment(key_file: Path, tmp_path: Path) -> None:
    env = {"UTFALL_KEY": "fedcba98" * 4}
    data = tmp_path / "data"

    assert Key.load(key_file, env, data).check() == Key(TEXT.encode()).check()
    assert Key.load(None, env, data).check() == Key(b"fedcba98" * 4).check()


def test_a_key_of_32_characters_will_do_and_of_31_will_not(tmp_path: Path) -> None:
    Key.load(None, {"UTFALL_KEY": "åäöéüñøæ" * 4}, tmp_path)
    with pytest.raises(ParamsError, match=r"UTFALL_KEY: a key of fewer than 32 characters"):
        Key.load(None, {"UTFALL_KEY": ("åäöéüñøæ" * 4)[:31]}, tmp_path)


def test_a_long_key_of_few_signs_can_be_guessed(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="UTFALL_KEY: a key that can be guessed"):
        Key.load(None, {"UTFALL_KEY": "hemligt" * 6}, tmp_path)


def test_a_key_that_git_would_take_is_refused(key_file: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    with pytest.raises(ParamsError, match="a key that git has or would take"):
        Key.load(key_file, {}, tmp_path / "data")

    (tmp_path / ".gitignore").write_text("/secret/\n")
    assert Key.load(key_file, {}, tmp_path / "data").check() == Key(TEXT.encode()).check()


def test_a_byte_order_mark_is_no_part_of_the_key(key_file: Path, tmp_path: Path) -> None:
    key_file.write_text(TEXT, encoding="utf-8-sig")

    assert Key.load(key_file, {}, tmp_path / "data").check() == Key(TEXT.encode()).check()


@pytest.mark.parametrize("env", [{}, {"UTFALL_KEY": ""}, {"UTFALL_KEY": "  \n"}])
def test_no_key_says_where_to_give_one(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"no key; make one .*--key-file.*UTFALL_KEY"):
        Key.load(None, env, tmp_path)


def test_an_empty_file_holds_no_key(key_file: Path, tmp_path: Path) -> None:
    key_file.write_text("\n")

    with pytest.raises(ParamsError, match="no key"):
        Key.load(key_file, {"UTFALL_KEY": TEXT}, tmp_path / "data")


@pytest.mark.parametrize("content", [None, b"\xff\xfe xyzzy \xff"])
def test_a_file_that_cannot_be_read_is_no_key(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ParamsError, match=r"no key that can be read") as error:
        Key.load(file, {}, tmp_path / "data")

    assert "xyzzy" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None


def test_a_key_lies_neither_in_the_data_folder_nor_by_a_detour(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "deep").mkdir(parents=True)
    file = data / "deep" / "key"
    file.write_text(TEXT)
    file.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(file)

    for path in (file, link, tmp_path / "data" / ".." / "data" / "deep" / "key"):
        with pytest.raises(ParamsError, match="a key inside the data folder; keep it elsewhere"):
            Key.load(path, {}, data)


@pytest.mark.skipif(os.name != "posix", reason="POSIX's modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_is_its_owners_alone(key_file: Path, tmp_path: Path, mode: int) -> None:
    key_file.chmod(mode)

    with pytest.raises(ParamsError, match=r"a key that others can read; run: chmod 600"):
        Key.load(key_file, {}, tmp_path / "data")


def test_all_that_is_wrong_with_a_key_is_told_at_once_and_never_the_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("too-short-a-secret")
    file.chmod(0o644)

    with pytest.raises(ParamsError) as error:
        Key.load(file, {}, tmp_path)

    told = str(error.value)
    assert len(told.splitlines()) == 3
    assert "too-short" not in told
