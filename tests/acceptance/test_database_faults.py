# SPDX-License-Identifier: Apache-2.0
"""Rows 229, 258 and 260 to 262, and schemas that are not this program's: a gateway and a PostgreSQL in real trouble."""
import contextlib
import subprocess
import time

import pytest

from guichet_client import api, journey, postgresql, process
from guichet_client.cut_line import CutLine
from guichet_client.dashboard import PERMISSIONS
from guichet_client.oracle import refused
from guichet_client.parallel import at_once
from guichet_client.personas import LEA, LEA_IBAN, balances_of

pytestmark = pytest.mark.own_postgresql

HEALED_WITHIN = 5.0
# Row 261 says 2 s, which is what the waiting times add up to. The rest is for a sanitized build that shares two cores
# with other tests: no run of the suite may hang on how busy its machine is.
REFUSED_WITHIN = 5.0  # seconds
NAME = "of_faults"
UNITS = "SELECT coalesce(sum(taken), 0) FROM batch_access"
VERSIONS = "SELECT count(*) FROM consent_version"


@pytest.fixture(scope="module")
def server():
    server = postgresql.Server()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def line(server):
    line = CutLine(server.folder / ".s.PGSQL.5432")
    yield line
    line.close()


@pytest.fixture(scope="module")
def gateway(server, line, tmp_path_factory):
    server.database(NAME)
    gateway = process.Sandbox(tmp_path_factory.mktemp("faults") / "data", "--store",
                              f"postgresql://guichet@127.0.0.1:{line.port}/{NAME}?sslmode=disable&gssencmode=disable").start()
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture
def lea(gateway):
    api.reset(gateway)
    lea = api.Api(gateway, api.Tpp.sample(gateway.data), watch=False).connect_customer(LEA)
    assert lea.consent(LEA_IBAN).status == 201
    return lea


def value(server, sql):
    return postgresql.query(server.database(NAME), sql)


def serves_again(lea):
    began = time.monotonic()
    while (status := lea.get(balances_of(LEA_IBAN)).status) != 200 or lea.consent(LEA_IBAN).status != 201:
        assert status in (200, 503)
        assert time.monotonic() - began < HEALED_WITHIN


@contextlib.contextmanager
def holding(server, *statements):
    """Somebody else's session, in which these were said."""
    held = postgresql.Questions(server.database(NAME))
    try:
        for statement in statements:
            held.ask(statement)
        yield held
    finally:
        held.close()


# --- row 260: nobody knows whether it was committed -----------------------------------------------------------

def test_row_260_a_consent_whose_commit_nobody_heard_of_is_503_and_asking_again_is_good(server, line, lea):
    before, cuts = value(server, VERSIONS), line.cuts
    line.cut_next(b"COMMIT")
    answer = lea.consent(LEA_IBAN, balances=(), may_change=True)
    assert line.cuts == cuts + 1
    refused(answer, 503, "STORE")
    assert int(answer.header("Retry-After")) >= 1
    assert value(server, VERSIONS) == before + 1, "the server had committed it"
    refused(lea.get(balances_of(LEA_IBAN)), 403, "CONSENT_MISSING")
    began = time.monotonic()
    while (status := lea.consent(LEA_IBAN, balances=()).status) != 201:
        assert status == 503
        assert time.monotonic() - began < HEALED_WITHIN


def test_row_260_a_unit_whose_commit_nobody_heard_of_is_503_and_may_be_spent_once(server, line, lea):
    cuts = line.cuts
    line.cut_next(b"INSERT INTO batch_access")
    refused(lea.get("/accounts", batch=True), 503, "STORE")
    assert line.cuts == cuts + 1
    began = time.monotonic()
    while (answer := lea.get("/accounts", batch=True)).status == 503:
        assert time.monotonic() - began < HEALED_WITHIN
    statuses = [answer.status] + [lea.get("/accounts", batch=True).status for _ in range(4)]
    assert statuses == [200] * 3 + [429] * 2, "the lost unit was spent: it was committed"
    assert value(server, UNITS) == 4


# --- rows 229 and 261: it takes too long, or lets nobody in ----------------------------------------------------

def test_row_261_a_table_that_is_locked_is_503_within_2_s_and_nothing_stays_behind(server, lea):
    callers = [lea.unwatched() for _ in range(16)]
    with holding(server, "BEGIN", "LOCK TABLE batch_access, consent_version IN ACCESS EXCLUSIVE MODE"):
        took = []

        def ask(number):
            began = time.monotonic()
            if number % 4 == 0:
                answer = callers[number].consent(LEA_IBAN)
            else:
                answer = callers[number].get(balances_of(LEA_IBAN), batch=number % 2 == 0)
            took.append(time.monotonic() - began)
            return answer

        for answer in at_once(len(callers), ask):
            refused(answer, 503, "STORE")
        assert max(took) < REFUSED_WITHIN, sorted(took)[-3:]
    serves_again(lea)


def test_rows_229_and_261_a_server_that_takes_no_more_connections_is_503_and_healed_by_itself(server, lea):
    user = postgresql.query(server.url, "SELECT to_json(current_user)")
    postgresql.query(server.url, f"ALTER DATABASE {NAME} CONNECTION LIMIT 0")
    postgresql.query(server.url, "CREATE ROLE watcher SUPERUSER LOGIN")
    try:
        # A superuser is let in whatever the limit, so for now the gateway's is none.
        watched = server.url.replace("guichet@", "watcher@")
        postgresql.query(watched, f"ALTER ROLE {user} NOSUPERUSER")
        postgresql.query(watched, f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{NAME}'")
        for batch in (False, True):
            began = time.monotonic()
            refused(lea.get(balances_of(LEA_IBAN), batch=batch), 503, "STORE")
            assert time.monotonic() - began < REFUSED_WITHIN
        postgresql.query(watched, f"ALTER DATABASE {NAME} CONNECTION LIMIT -1")
        serves_again(lea)
    finally:
        postgresql.query(server.url.replace("guichet@", "watcher@"), f"ALTER ROLE {user} SUPERUSER")
        postgresql.query(server.url, f"ALTER DATABASE {NAME} CONNECTION LIMIT -1")


def test_row_229_while_accesses_cannot_be_recorded_nobody_is_served_not_even_who_is_connected(server, lea):
    with holding(server, "BEGIN", "LOCK TABLE data_access IN EXCLUSIVE MODE"):
        began = time.monotonic()
        while (answer := lea.get(balances_of(LEA_IBAN))).status == 200:
            assert time.monotonic() - began < HEALED_WITHIN
        refused(answer, 503, "STORE")
        refused(lea.get(balances_of(LEA_IBAN), batch=True), 503, "STORE")
    serves_again(lea)


def test_customers_sent_away_because_the_store_keeps_nothing_are_errors_in_the_log(server, gateway, lea):
    with holding(server, "BEGIN", "LOCK TABLE journey IN ACCESS EXCLUSIVE MODE"):
        mark = len(gateway.stderr)
        assert journey.Browser(gateway).authorize(lea.tpp).redirect["error"] == "temporarily_unavailable"
        closed = journey.Browser(gateway).get(PERMISSIONS)
        assert (closed.status, closed.location) == (303, f"{PERMISSIONS}/closed?why=temporarily_unavailable")
    for path in (journey.AUTHORIZE, PERMISSIONS):
        line = gateway.logged_at(path, mark)
        assert (line["level"], line["status"], line["code"]) == ("error", 303, "STORE")
    serves_again(lea)


# --- row 262: others were in the way ---------------------------------------------------------------------------

def test_row_262_who_is_in_the_way_for_less_than_a_second_is_waited_for(server, lea):
    with holding(server, "BEGIN", "LOCK TABLE batch_access, consent_version IN EXCLUSIVE MODE") as other:
        def act(number):
            if number == 0:
                return lea.unwatched().get(balances_of(LEA_IBAN), batch=True).status
            if number == 1:
                return lea.unwatched().consent(LEA_IBAN).status
            time.sleep(0.4)  # twice as long as one try waits for a lock
            other.ask("COMMIT")
            return None

        assert at_once(3, act) == [200, 201, None]


# --- a schema of another program -------------------------------------------------------------------------------

@pytest.mark.parametrize("change, said", [
    ("INSERT INTO schema_migration VALUES (999, '0999_later.sql', '')", "its schema is number 999"),
    ("UPDATE schema_migration SET checksum = 'other' WHERE number = 1", "was not made by 0001_first_books.sql")],
    ids=["newer", "altered"])
def test_a_schema_that_is_not_this_programs_is_refused_in_one_line(server, tmp_path, change, said):
    url = server.database("of_another_schema")
    gateway = process.Sandbox(tmp_path / "data", "--store", url).start()
    assert gateway.stop() == 0
    before = postgresql.query(url, "SELECT json_agg(kept) FROM schema_migration AS kept")
    postgresql.query(url, change)
    try:
        result = process.run("sandbox", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0",
                             "--store", url)
        assert result.returncode == 78
        (line,) = result.stderr.splitlines()
        assert said in line
    finally:
        postgresql.query(url, "DELETE FROM schema_migration")
        for row in before:
            postgresql.query(url, f"INSERT INTO schema_migration VALUES ({row['number']}, '{row['name']}', "
                                  f"'{row['checksum']}')")


@pytest.mark.parametrize("schema", ["older", "none"])
def test_an_older_schema_is_refused_in_one_line_where_nodes_may_not_migrate_and_nothing_is_changed(server, tmp_path, schema):
    migrated, empty = server.database("of_an_older_schema"), server.database("of_no_schema")
    gateway = process.Sandbox(tmp_path / "data", "--store", migrated).start()
    assert gateway.stop() == 0
    configuration = gateway.data / "guichet.toml"
    configuration.write_text(configuration.read_text().replace("store_migrates = true", "store_migrates = false"))
    newest = postgresql.query(migrated, "SELECT max(number) FROM schema_migration")
    has, url = (newest - 1, migrated) if schema == "older" else (0, empty)
    # A database from before the newest step. What that made stays: nobody gets so far as to see it.
    kept = postgresql.query(migrated, f"SELECT json_agg(kept) FROM schema_migration AS kept WHERE number = {newest}")
    postgresql.query(migrated, f"DELETE FROM schema_migration WHERE number = {newest}")
    tables = "SELECT json_agg(tablename) FROM pg_tables WHERE schemaname = 'public'"
    steps = "SELECT count(*) FROM schema_migration"
    try:
        before = postgresql.query(url, tables), postgresql.query(migrated, steps)
        result = process.run("sandbox", "--data", gateway.data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", "--store", url)
        assert result.returncode == 78
        (line,) = result.stderr.splitlines()
        assert f"its schema is number {has}, this program knows {newest}" in line
        assert (postgresql.query(url, tables), postgresql.query(migrated, steps)) == before
    finally:
        for row in kept:
            postgresql.query(migrated, f"INSERT INTO schema_migration VALUES ({row['number']}, '{row['name']}', "
                                       f"'{row['checksum']}')")


def test_a_server_that_may_lose_what_it_acknowledged_is_refused(server, tmp_path):
    user = [] if process.os.getuid() else ["runuser", "-u", "postgres", "--"]
    configuration = server.folder / "data/postgresql.conf"
    subprocess.run([*user, "tee", "-a", configuration], input="fsync = off\n", text=True, check=True,
                   stdout=subprocess.DEVNULL, cwd=server.folder)
    server.restart()
    try:
        result = process.run("sandbox", "--data", tmp_path / "data", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0",
                             "--store", server.url)
        assert result.returncode == 78 and "fsync is off" in result.stderr
    finally:
        subprocess.run([*user, "tee", "-a", configuration], input="fsync = on\n", text=True, check=True,
                       stdout=subprocess.DEVNULL, cwd=server.folder)
        server.restart()
