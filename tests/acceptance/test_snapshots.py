# SPDX-License-Identifier: Apache-2.0
"""Snapshots of the sandbox: everything that happened is kept under a name, and one can go back to it."""
import pytest

from guichet_client import api
from guichet_client.oracle import refused
from guichet_client.personas import GEORGES, GEORGES_IBAN, LEA_IBAN, balances_of, listed

pytestmark = pytest.mark.embedded

LIMIT = 4


def snapshot(sandbox, name, status=201):
    return api.controlled(sandbox, "POST", f"/_sandbox/snapshots/{name}", {}, status)


def restore(sandbox, name, status=200):
    return api.controlled(sandbox, "POST", f"/_sandbox/snapshots/{name}/restore", {}, status)


def test_a_restore_brings_back_tokens_consents_units_and_the_clock(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    assert [lea.get(balances_of(LEA_IBAN), batch=True).status for _ in range(LIMIT)] == [200] * LIMIT
    kept = snapshot(sandbox, "day-1")
    api.move_clock(sandbox, advance="P2D")
    refused(lea.accounts(), 401, "invalid_token")
    former = lea.tokens
    lea.keep(lea.refresh())
    assert lea.consent().status == 201
    georges = api.Api(sandbox, lea.tpp).connect_customer(GEORGES)
    back = restore(sandbox, "day-1")
    assert back["now"][:16] == kept["now"][:16]
    refused(lea.accounts(), 401, "invalid_token")
    refused(georges.accounts(), 401, "invalid_token")
    lea.tokens = former
    account = listed(lea.accounts())[LEA_IBAN]
    assert "balances" in account["_links"]
    refused(lea.get(balances_of(LEA_IBAN), batch=True), 429, "QUOTA")


def test_a_snapshot_outlives_a_reset_and_a_restart_and_can_be_replaced(sandbox, lea):
    assert lea.consent(LEA_IBAN).status == 201
    snapshot(sandbox, "kept")
    api.controlled(sandbox, "POST", "/_sandbox/reset", {})
    refused(lea.accounts(), 401, "invalid_token")
    sandbox.restart()
    restore(sandbox, "kept")
    again = api.Api(sandbox, lea.tpp)
    again.tokens = lea.tokens
    assert "_links" in listed(again.accounts())[LEA_IBAN]
    assert again.consent().status == 201
    snapshot(sandbox, "kept")
    assert again.consent(LEA_IBAN).status == 201
    restore(sandbox, "kept")
    assert "_links" not in listed(again.accounts())[LEA_IBAN]


def test_tpps_enrolled_since_are_gone_after_a_restore_and_the_sample_stays(sandbox, lea):
    snapshot(sandbox, "alone")
    other = api.enrol(sandbox, "PSDFR-ACPR-99001")
    customer = api.Api(sandbox, other).connect_customer(GEORGES)
    assert customer.consent(GEORGES_IBAN).status == 201
    restore(sandbox, "alone")
    refused(customer.accounts(), 401, "TPP_UNKNOWN")
    assert lea.accounts().status == 200


def test_what_was_never_kept_cannot_be_restored_and_nothing_changes(sandbox, lea):
    before = sandbox.database.digest()
    restore(sandbox, "never", 404)
    assert sandbox.database.digest() == before and lea.accounts().status == 200


def test_a_damaged_snapshot_is_refused_and_nothing_changes(sandbox, lea):
    snapshot(sandbox, "broken")
    file = sandbox.data / "snapshots/broken.db"
    file.write_bytes(b"no database at all" * 500)
    before = sandbox.database.digest()
    restore(sandbox, "broken", 503)
    assert sandbox.database.digest() == before and lea.accounts().status == 200


@pytest.mark.parametrize("name", ["..", "a%2Fb", "a/b", "", "x" * 65, "é"])
def test_a_name_that_is_no_name_is_refused(sandbox, name):
    before = sorted(path.name for path in sandbox.data.rglob("*"))
    assert api.control(sandbox, "POST", f"/_sandbox/snapshots/{name}", {}).status in (400, 404)
    assert sorted(path.name for path in sandbox.data.rglob("*")) == before
