"""A file is whole under its name, or the older one is still there."""

import os
from pathlib import Path

import pytest

from core.errors import InputError
from core.vault.disk import write_whole
from desktop.widgets.save_row import write_new


def fails(number: int) -> None:
    raise OSError(5, "Input/output error")


def test_what_cannot_be_flushed_leaves_the_older_file_and_nothing_else(tmp_path: Path, monkeypatch):
    target = tmp_path / "paper"
    write_whole(target, b"older")
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        write_whole(target, b"newer")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"paper": b"older"}


def test_a_new_file_is_never_written_over_and_one_that_failed_is_no_hindrance(tmp_path: Path, monkeypatch):
    target = tmp_path / "paper"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(InputError, match="file_not_written"):
            write_new(target, b"first")
    assert write_new(target, b"second") == target
    with pytest.raises(InputError, match="file_in_the_way"):
        write_new(target, b"third")
    assert target.read_bytes() == b"second"
