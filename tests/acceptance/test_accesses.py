# SPDX-License-Identifier: Apache-2.0
"""What is kept of each access of a TPP to a customer's data, for the customer."""
import time

from guichet_client import api, process
from guichet_client.oracle import refused
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, LEA, LEA_IBAN, balances_of, overdrafts_of, transactions_of)

WRITTEN_WITHIN = 20.0  # seconds; it is one, on a machine that is not busy


def accesses(sandbox):
    """(method, account, connected) of each access on disk, as often as it was made."""
    found = []
    for *_, method, account, connected, count in sandbox.database.rows("data_access"):
        found += [(method, account, bool(connected))] * count
    return sorted(found)


def expect_accesses(sandbox, expected):
    deadline = time.monotonic() + WRITTEN_WITHIN
    while accesses(sandbox) != sorted(expected) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert accesses(sandbox) == sorted(expected)


def test_each_access_to_data_is_kept_with_its_account_and_whether_the_customer_was_there(georges):
    assert georges.consent(GEORGES_IBAN, identity=True).status == 201
    assert georges.accounts().status == 200
    assert georges.accounts(batch=True).status == 200
    for _ in range(3):
        assert georges.get(balances_of(GEORGES_IBAN)).status == 200
    assert georges.get(overdrafts_of(GEORGES_IBAN), batch=True).status == 200
    entries = georges.get(transactions_of(GEORGES_IBAN)).json()["transactions"]
    details = next(entry["_links"]["details"]["href"] for entry in entries if "_links" in entry)
    assert georges.get(details).status == 200
    assert georges.get("/end-user-identity").status == 200
    expect_accesses(georges.sandbox, [
        ("accounts", "", True), ("accounts", "", False), *[("balances", GEORGES_IBAN, True)] * 3,
        ("overdrafts", GEORGES_IBAN, False), ("transactions", GEORGES_IBAN, True), ("details", GEORGES_IBAN, True),
        ("identity", "", True)])


def test_an_answer_without_entries_is_an_access_and_a_refusal_is_none(claire):
    assert claire.consent(balances=[CLAIRE_TRADER_IBAN], transactions=[CLAIRE_EMPTY_IBAN], overdrafts=[]).status == 201
    refused(claire.get(balances_of(CLAIRE_EMPTY_IBAN)), 403, "CONSENT_MISSING")
    refused(claire.get("/end-user-identity"), 403, "CONSENT_MISSING")
    refused(claire.get(balances_of(LEA_IBAN)), 404, "ACCOUNT_UNKNOWN")
    refused(claire.accounts(token="0" * 43), 401, "invalid_token")
    assert claire.get(transactions_of(CLAIRE_EMPTY_IBAN)).status == 204
    expect_accesses(claire.sandbox, [("transactions", CLAIRE_EMPTY_IBAN, True)])


def test_an_orderly_stop_loses_no_access(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert [lea.accounts().status for _ in range(20)] == [200] * 20
        assert sandbox.stop() == 0
        sandbox.start()
        assert accesses(sandbox) == [("accounts", "", True)] * 20
    finally:
        if sandbox.running:
            sandbox.stop()
