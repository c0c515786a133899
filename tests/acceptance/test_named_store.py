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


def served_from_another_store_than_the_first(started, data):
    """The data directory was begun with the embedded store, and its gateway serves PostgreSQL now."""
    assert started(data, "--store", "sqlite:guichet.db").stop() == 0
    return started(data, "--store", postgresql.server().database("named_by_a_flag"))


@own_postgresql
def test_admin_commands_look_into_the_store_that_was_last_served_whatever_the_configuration_says(started, tmp_path):
    sandbox = served_from_another_store_than_the_first(started, tmp_path / "data")
    lea = customer_of(sandbox)
    assert lea.consent(LEA_IBAN).status == 201
    assert lea.accounts(batch=True).status == 200
    assert "P9999999901" in process.run("admin", "consents", "--data", sandbox.data).stdout
    assert "1 of 4 taken" in process.run("admin", "quotas", "--data", sandbox.data).stdout
    done = process.run("admin", "tokens", "void", "--data", sandbox.data)
    assert done.returncode == 0 and "PostgreSQL" in done.stdout, done.stderr
    refused(lea.accounts(), 401, "invalid_token")


@own_postgresql
def test_admin_commands_look_into_the_store_that_they_are_told(started, tmp_path):
    sandbox = served_from_another_store_than_the_first(started, tmp_path / "data")
    assert customer_of(sandbox).consent(LEA_IBAN).status == 201
    done = process.run("admin", "consents", "--data", sandbox.data, "--store", "sqlite:guichet.db")
    assert done.returncode == 0 and done.stdout.startswith("No such consent"), done.stdout
    assert "must begin with" in told(process.run("admin", "consents", "--data", sandbox.data, "--store", "mysql:x"))[1]


@own_postgresql
def test_a_second_gateway_on_the_data_directory_is_told_of_the_directory_and_of_no_file_that_is_not_there(started, tmp_path):
    url = postgresql.server().database("of_two_gateways")
    sandbox = started(tmp_path / "data", "--store", url)
    code, line = refused_start(sandbox.data, "--store", url)
    assert code == 78 and f" {sandbox.data} is in use by another guichet (pid {sandbox.child.pid})" in line


@own_postgresql
def test_files_that_hold_the_store_s_address_are_their_owner_s_alone_whatever_the_umask(started, tmp_path):
    before = os.umask(0)
    try:
        sandbox = started(tmp_path / "data", "--store", postgresql.server().database("with_a_password"))
    finally:
        os.umask(before)
    holders = [path for path in sandbox.data.rglob("*") if path.is_file() and b"with_a_password" in path.read_bytes()]
    assert {"guichet.toml", "store.served"} <= {path.name for path in holders}
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


def test_a_database_that_is_not_reached_is_69_at_the_start_and_of_every_admin_command(tmp_path):
    code, line = refused_start(tmp_path / "data", "--store", NOWHERE)
    assert code == 69 and "check that it runs" in line and "s3cret" not in line
    for command in ADMIN:
        code, line = told(process.run("admin", *command, "--data", tmp_path / "data", "--store", NOWHERE))
        assert code == 69 and "check that it runs" in line and "s3cret" not in line


@own_postgresql
@pytest.mark.parametrize("limit, rights, code, said", [
    (-1, "", 78, "user limited may not read and write the table .*; GRANT SELECT, INSERT, UPDATE, DELETE"),
    (1, "INSERT, UPDATE, DELETE, SELECT", 69, "too many connections.*; check that it runs and has six connections left")],
    ids=["without rights", "one connection"])
def test_a_user_who_may_not_do_enough_is_told_what_he_lacks(started, tmp_path, limit, rights, code, said):
    url = postgresql.server().database("of_a_limited_user")
    assert started(tmp_path / "owner", "--store", url).stop() == 0
    postgresql.query(url, "DROP OWNED BY limited" if postgresql.query(
        url, "SELECT count(*) FROM pg_roles WHERE rolname = 'limited'") else "CREATE ROLE limited LOGIN")
    postgresql.query(url, f"ALTER ROLE limited CONNECTION LIMIT {limit}")
    postgresql.query(url, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO limited")
    if rights:
        postgresql.query(url, f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO limited")
    got, line = refused_start(tmp_path / "data", "--store", url.replace("guichet@", "limited@"))
    assert got == code and re.search(said, line), line


@own_postgresql
@pytest.mark.parametrize("change, said", [
    (("guichet@", "nobody@"), 'role "nobody" does not exist'), (("guichet@", "secretive:wrong@"), "password authentication failed"),
    (("of_who_may_enter", "of_nobody"), 'database "of_nobody" does not exist')], ids=["user", "password", "database"])
def test_whom_the_database_does_not_let_in_is_78_and_told_what_to_check(tmp_path, change, said):
    server = postgresql.Server()
    try:
        rules = server.folder / "data/pg_hba.conf"
        url = server.database("of_who_may_enter")
        postgresql.query(url, "CREATE ROLE secretive LOGIN PASSWORD 'right'")
        rules.write_text("local all secretive scram-sha-256\nhost all secretive all scram-sha-256\n" + rules.read_text())
        server.restart()
        code, line = refused_start(tmp_path / "data", "--store", url.replace(*change))
        assert code == 78 and said in line and "check the user, his password" in line and "wrong" not in line, line
        for command in ADMIN:
            code, line = told(process.run("admin", *command, "--data", tmp_path / "data", "--store", url.replace(*change)))
            assert code == 78 and said in line and "auth.c" not in line, line
    finally:
        server.stop()


@own_postgresql
@pytest.mark.parametrize("withheld, said", [
    ("CONNECT ON DATABASE of_somebody_else", 'permission denied for database "of_somebody_else"'),
    ("CREATE ON SCHEMA public", "permission denied for schema public")], ids=["connect", "make tables"])
def test_a_user_without_a_right_is_78_and_told_to_check_his_rights(tmp_path, withheld, said):
    server = postgresql.Server()
    try:
        url = server.database("of_somebody_else")
        postgresql.query(url, "CREATE ROLE powerless LOGIN")
        postgresql.query(url, f"REVOKE {withheld} FROM PUBLIC")
        code, line = refused_start(tmp_path / "data", "--store", url.replace("guichet@", "powerless@"))
        assert code == 78 and said in line and "the rights of this user" in line and "password" not in line, line
    finally:
        server.stop()


@pytest.mark.parametrize("store", ["nonsense", "sqlite:", "postgresql://u@h:port/x"])
def test_a_store_that_nothing_can_be_made_of_is_78_of_whoever_reads_the_configuration(tmp_path, store):
    (tmp_path / "guichet.toml").write_text(f"store = '{store}'\n")
    assert refused_start(tmp_path)[0] == 78
    for command in ADMIN:
        assert told(process.run("admin", *command, "--data", tmp_path))[0] == 78, command
