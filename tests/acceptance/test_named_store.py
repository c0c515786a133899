# SPDX-License-Identifier: Apache-2.0
"""Books that `--store` names: everybody finds the same ones, and what cannot be used is told in one line."""
import os
import re
import stat

import pytest

from guichet_client import api, postgresql, process
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN

own_postgresql = pytest.mark.own_postgresql
ADMIN = [("consents",), ("quotas",), ("tokens", "void")]
NOWHERE = "postgresql://guichet:s3cret@127.0.0.1:1/guichet"


@pytest.fixture
def started():
    """Starts sandboxes that end with the test."""
    running = []

    def start(data, *flags):
        running.append(process.Sandbox(data, *flags).start())
        return running[-1]
    yield start
    for sandbox in running:
        if sandbox.running:
            sandbox.kill()


def customer_of(sandbox):
    return api.Api(sandbox, api.Tpp.sample(sandbox.data), watch=False).connect_customer(LEA)


def refused_start(data, *flags):
    done = process.run("sandbox", "--data", data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", *flags, limit=60)
    return told(done)


def told(done):
    """The exit code, and the one line that says why."""
    (line,) = done.stderr.splitlines()
    assert line.startswith("guichet"), line
    return done.returncode, line


@own_postgresql
def test_files_that_hold_the_store_s_address_are_their_owner_s_alone_whatever_the_umask(started, tmp_path):
    before = os.umask(0)
    try:
        sandbox = started(tmp_path / "data", "--store", postgresql.server().database("with_a_password"))
    finally:
        os.umask(before)
    holders = [path for path in sandbox.data.rglob("*") if path.is_file() and b"with_a_password" in path.read_bytes()]
    assert "guichet.toml" in {path.name for path in holders}
    for path in holders:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.embedded
def test_a_relative_path_of_the_store_counts_from_the_data_directory_wherever_a_command_runs(started, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    sandbox = started(tmp_path / "data", "--store", "sqlite:books.db")
    customer_of(sandbox).consent(LEA_IBAN)
    assert sandbox.stop() == 0
    monkeypatch.chdir(tmp_path / "elsewhere")
    sandbox = started(tmp_path / "data")
    assert "P9999999901" in process.run("admin", "consents", "--data", sandbox.data).stdout
    assert list(tmp_path.rglob("books.db")) == [tmp_path / "data/books.db"]
