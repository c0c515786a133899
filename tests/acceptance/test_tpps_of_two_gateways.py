# SPDX-License-Identifier: Apache-2.0
"""Two gateways on one PostgreSQL: what becomes of a TPP at the one is so at the other, without a restart."""
import time

import pytest

from guichet_client import api, nodes, postgresql
from guichet_client.certificates import Authority
from guichet_client.oracle import refused
from guichet_client.parallel import at_once
from guichet_client.personas import LEA, LEA_IBAN
from guichet_client.registration import Registrar, metadata

pytestmark = pytest.mark.own_postgresql

OID = "PSDFR-ACPR-99207"
# Each looks once a second. The rest is for a sanitized build that shares two cores with other tests.
KNOWN_WITHIN = 10.0


@pytest.fixture(scope="module")
def gateways(tmp_path_factory):
    both = nodes.started(tmp_path_factory.mktemp("gateways"), postgresql.server().database("tpps_of_two"))
    yield both
    for gateway in both:
        assert gateway.stop() == 0


@pytest.fixture
def registrars(gateways):
    """One TPP that has registered at neither, as a caller of each."""
    api.reset(gateways[0])
    authority = Authority.of(gateways[0].data)
    qwac, qseal = authority.issue(OID, "qwac"), authority.issue(OID, "qseal")
    callers = [Registrar(gateway, OID, qwac, qseal) for gateway in gateways]
    for caller in callers:
        caller.caller.watch = False
        caller.access = callers[0].token()
    return callers


def until(is_so):
    give_up = time.monotonic() + KNOWN_WITHIN
    while not is_so():
        assert time.monotonic() < give_up, "the other gateway has not learnt of it"
        time.sleep(0.05)


def is_known_at(registrar, client_id):
    until(lambda: registrar.read(client_id).status == 200)


def customer_of(registrar, client_id):
    """LEA, connected to this client at this gateway."""
    lea = registrar.client(client_id)
    lea.watch = False
    return lea.connect_customer(LEA)


def registered(registrar):
    answer = registrar.register()
    assert answer.status == 201, answer.text
    return answer.json()["client_id"]


def test_of_two_that_ask_for_one_name_and_seal_at_both_at_once_one_has_them(registrars):
    """The name is what customers read, the seal says whose request it is: not to be had twice by asking at once."""
    for number in range(8):
        answers = at_once(2, lambda who: registrars[who].register(
            metadata(OID, registrars[who].qseal, client_name=f"Asked for twice {number}")))
        assert sorted(answer.status for answer in answers) == [201, 400], [answer.text for answer in answers]
        for registrar, answer in zip(registrars, answers):
            if answer.status == 201:  # the other has not heard of it yet
                assert registrar.remove(answer.json()["client_id"]).status == 204
            else:
                assert answer.json()["error"] == "invalid_client_metadata"


def test_whoever_enrols_at_one_is_served_at_the_other(registrars):
    at_one, at_other = registrars
    client_id = registered(at_one)
    is_known_at(at_other, client_id)
    lea = customer_of(at_other, client_id)
    assert lea.consent(LEA_IBAN).status == 201
    assert lea.accounts().status == 200


def test_what_a_tpp_changes_at_one_is_so_at_the_other(registrars):
    at_one, at_other = registrars
    client_id = registered(at_one)
    is_known_at(at_other, client_id)
    elsewhere = ["https://tpp.example/elsewhere"]
    assert at_one.change(client_id, metadata(OID, at_one.qseal, redirect_uris=elsewhere)).status == 200
    until(lambda: at_other.read(client_id).json()["redirect_uris"] == elsewhere)


def test_whoever_is_removed_at_one_is_refused_at_the_other(registrars):
    at_one, at_other = registrars
    client_id = registered(at_one)
    is_known_at(at_other, client_id)
    lea = customer_of(at_other, client_id)
    assert lea.accounts().status == 200
    assert at_one.remove(client_id).status == 204
    assert lea.accounts().status == 401
    until(lambda: "TPP_UNKNOWN" in lea.accounts().text)
    assert lea.refresh().json()["error"] == "invalid_client"
    refused(at_other.read(client_id), 404, "CLIENT_UNKNOWN")


def test_row_032_whoever_the_bank_suspends_at_one_is_suspended_at_the_other_until_it_says_otherwise(registrars):
    at_one, at_other = registrars
    client_id = registered(at_one)
    is_known_at(at_other, client_id)
    lea = customer_of(at_other, client_id)
    api.controlled(at_one.sandbox, "POST", f"/_sandbox/tpps/{client_id}", {"suspended": True})
    until(lambda: lea.accounts().status != 200)
    refused(lea.accounts(), 403, "TPP_SUSPENDED")
    api.controlled(at_one.sandbox, "POST", f"/_sandbox/tpps/{client_id}", {"suspended": False})
    until(lambda: lea.accounts().status == 200)


def test_row_032_a_suspension_at_one_outlives_a_change_that_the_tpp_makes_at_the_other_just_then(registrars):
    at_one, at_other = registrars
    client_id = registered(at_one)
    is_known_at(at_other, client_id)
    api.controlled(at_one.sandbox, "POST", f"/_sandbox/tpps/{client_id}", {"suspended": True})
    # The other does not know yet, or it does: that may not decide.
    assert at_other.change(client_id, metadata(OID, at_other.qseal)).status in (200, 403)
    until(lambda: at_other.read(client_id).status == 403)
    refused(at_one.read(client_id), 403, "TPP_SUSPENDED")
    refused(at_other.change(client_id, metadata(OID, at_other.qseal)), 403, "TPP_SUSPENDED")
    shown = {tpp["client_id"]: tpp for tpp in api.controlled(at_one.sandbox, "GET", "/_sandbox/tpps")["tpps"]}
    assert shown[client_id]["suspended"]
