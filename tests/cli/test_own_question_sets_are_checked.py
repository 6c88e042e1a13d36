"""A service does not start with a question set that cannot be used."""

import os

import pytest

SET = """
key = "pair"
version = 1
title = "A pair"
[[sections]]
key = "us"
title = "Us"
[[questions]]
key = "purpose"
section = "us"
kind = "lines"
heading = "Why"
text = "Why?"
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "sets"
    folder.mkdir()
    return folder


def test_a_service_does_not_start_with_a_set_that_cannot_be_used(program, folder):
    (folder / "pair.toml").write_text(SET, "utf-8")
    program.set(question_sets=folder)
    ended = program("list")
    assert ended.code == os.EX_CONFIG
    assert "pair.toml questions[1].kind: " in ended.err
    assert "FIX  ALLIANCE_QUESTION_SETS: pair.toml questions[1].kind" in program("doctor").out
    program.set(question_sets=folder / "none")
    assert "none: make this folder" in program("list").err
