# SPDX-License-Identifier: Apache-2.0
"""Row 263: yesterday's backup in place of the books. There is no audit log yet from which what happened since could be
told again, so that nothing is served until an operator has ended all tokens."""
import shutil

import pytest

from guichet_client import api, postgresql, process
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of

TOO_OLD = "a backup took their place"


class Backup:
    """A copy of the books of a gateway that stands still."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        if process.STORE == "sqlite":
            self.file = sandbox.data / "guichet.db"
            self.copy = sandbox.data.with_name("backup.db")
            shutil.copy(self.file, self.copy)
            return
        self.url = postgresql.server().url
        self.name = sandbox.flags[sandbox.flags.index("--store") + 1].split("?")[0].rsplit("/", 1)[1]
        self._copy(self.name, f"{self.name}_backup")

    def restore(self):
        if process.STORE == "sqlite":
            for file in self.file.parent.glob("guichet.db*"):
                file.unlink()
            shutil.copy(self.copy, self.file)
        else:
            self._copy(f"{self.name}_backup", self.name)

    def destroy(self):
        """The books go, and with them what was in them."""
        if process.STORE == "sqlite":
            for file in self.file.parent.glob("guichet.db*"):
                file.unlink()
        else:
            postgresql.query(self.url, f"DROP DATABASE {self.name}")
            postgresql.query(self.url, f"CREATE DATABASE {self.name}")

    def _copy(self, name, to):
        postgresql.query(self.url, f"DROP DATABASE IF EXISTS {to}")
        postgresql.query(self.url, f"CREATE DATABASE {to} TEMPLATE {name}")


@pytest.fixture
def gateway(tmp_path):
    gateway = process.Sandbox(tmp_path / "data").start()
    yield gateway
    if gateway.running:
        assert gateway.stop() == 0


def customer_of(gateway):
    return api.Api(gateway, api.Tpp.sample(gateway.data), watch=False).connect_customer(LEA)


def again(customer, gateway):
    after = api.Api(gateway, customer.tpp, watch=False)
    after.tokens = customer.tokens
    return after


def refused_at_the_start(gateway):
    result = process.run("sandbox", "--data", gateway.data, "--listen", gateway.listen, "--web", gateway.web, *gateway.flags)
    assert result.returncode == 78, result.stderr
    (line,) = result.stderr.splitlines()
    assert TOO_OLD in line and "guichet admin tokens void" in line


def test_row_263_a_restored_backup_is_refused_until_all_tokens_are_ended_and_then_none_of_them_lives(gateway):
    lea = customer_of(gateway)
    assert lea.consent(LEA_IBAN).status == 201
    code = lea.code_for(LEA)
    assert gateway.stop() == 0
    yesterdays = Backup(gateway)
    gateway.start()
    lea = again(lea, gateway)
    assert lea.revoke(lea.tokens.refresh).status == 200
    refused(lea.accounts(), 401, "invalid_token")
    assert gateway.stop() == 0

    yesterdays.restore()
    refused_at_the_start(gateway)
    refused_at_the_start(gateway)
    done = process.run("admin", "tokens", "void", "--data", gateway.data)
    assert done.returncode == 0, done.stderr
    gateway.start()
    lea = again(lea, gateway)
    refused(lea.accounts(), 401, "invalid_token")
    token_refused(lea.refresh(), 400, "invalid_grant")
    token_refused(lea.exchange(code), 400, "invalid_grant")
    lea = customer_of(gateway)
    assert lea.get(balances_of(LEA_IBAN)).status == 200, "consents are the backup's"
    gateway.restart()


def test_row_263_where_it_cannot_be_told_whether_the_books_are_a_backup_an_operator_ends_all_tokens_first(gateway):
    lea = customer_of(gateway)
    assert gateway.stop() == 0
    seen = gateway.data / "books.seen"
    kept = seen.read_text()
    for damaged in ("", "garbage\n", kept.replace(" ", " x"), kept[:-1], kept + "\n"):
        seen.write_text(damaged)
        result = process.run("sandbox", "--data", gateway.data, "--listen", gateway.listen, "--web", gateway.web, *gateway.flags)
        assert result.returncode == 78 and "books.seen is damaged" in result.stderr, (damaged, result.stderr)
    done = process.run("admin", "tokens", "void", "--data", gateway.data)
    assert done.returncode == 0, done.stderr
    gateway.start()
    refused(again(lea, gateway).accounts(), 401, "invalid_token")


def test_row_263_the_same_books_are_served_without_a_word_and_of_new_ones_the_log_says_so(gateway):
    lea = customer_of(gateway)
    assert gateway.stop() == 0
    backup = Backup(gateway)
    backup.restore()
    gateway.start()
    lea = again(lea, gateway)
    assert lea.accounts().status == 200
    assert gateway.stop() == 0
    assert "the books are new" not in gateway.stderr
    backup.destroy()
    gateway.start()
    assert "the books are new, while others were served from here before, until " in gateway.stderr
    refused(again(lea, gateway).accounts(), 401, "invalid_token")


def test_row_263_a_gateway_that_was_killed_knows_its_books_again(gateway):
    lea = customer_of(gateway)
    for _ in range(3):
        gateway.kill()
        gateway.start()
        assert again(lea, gateway).accounts().status == 200
