# SPDX-License-Identifier: Apache-2.0
"""Rows 162 to 182: PUT /consents, in the compatible profile."""
import gzip
import json

import pytest

from guichet_client.oracle import code_of, refused
from guichet_client.parallel import at_once
from guichet_client.personas import (
    CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, GILLES_IBANS, LEA, LEA_IBAN, balances_of, listed, overdrafts_of,
    transactions_of)
from guichet_client.signing import digest_of

OWNERS_OF_THE_PAGE = [{"iban": LEA_IBAN}]


def access(**changes):
    """A good body for LEA with some members replaced; those that are `...` are left out."""
    body = {"balances": [{"iban": LEA_IBAN}], "transactions": [{"iban": LEA_IBAN}], "overdrafts": [],
            "psuIdentity": False, "trustedBeneficiaries": False, "owners": [], **changes}
    return {name: value for name, value in body.items() if value is not ...}


def put(customer, body, **how):
    return customer.call("PUT", "/consents", body=body, **how)


def iban_with_check_digits(country, bban):
    digits = "".join(str(int(character, 36)) for character in bban + country + "00")
    return f"{country}{98 - int(digits) % 97:02}{bban}"


# --- whose accounts -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("iban", [
    GEORGES_IBAN, "FR7617515000920400851811524", iban_with_check_digits("FR", "13135000920400430518020"),
    iban_with_check_digits("DE", "370400440532013000")],
    ids=["another customer's", "nobody's", "another bank's", "another country's"])
def test_row_162_an_account_that_is_not_the_customers_is_refused_and_the_earlier_consent_stays(lea, iban):
    assert lea.consent(LEA_IBAN).status == 201
    for lists in ({"balances": [{"iban": LEA_IBAN}, {"iban": iban}]}, {"transactions": [{"iban": iban}]},
                  {"overdrafts": [{"iban": iban}]}):
        answer = refused(put(lea, access(**lists)), 403, "CONSENT_REFUSED")
        assert iban not in answer.text
    assert lea.get(overdrafts_of(LEA_IBAN)).status == 200


def test_row_162_the_three_kinds_of_foreign_account_get_one_answer(lea):
    answers = []
    for iban in (GEORGES_IBAN, "FR7617515000920400851811524",
                 iban_with_check_digits("FR", "13135000920400430518020")):
        body = put(lea, access(balances=[{"iban": iban}])).json()
        del body["timestamp"]
        answers.append(body)
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("iban", [
    "FR7617515000920400430518021", "FR761751500092040043051802", "FR76175150009204004305180200", LEA_IBAN.lower(),
    "FR76 1751 5000 9204 0043 0518 020", LEA_IBAN + " ", "", "FR", "XX" + LEA_IBAN[2:], LEA_IBAN + "\n"])
def test_row_165_a_malformed_iban_is_invalid(lea, iban):
    refused(put(lea, access(balances=[{"iban": iban}])), 400, "IBAN_INVALID")


# --- the body -------------------------------------------------------------------------------------------------

def test_row_167_more_than_1000_entries_are_too_many(lea):
    assert put(lea, access(balances=[{"iban": LEA_IBAN}] * 1000)).status == 201
    refused(put(lea, access(balances=[{"iban": LEA_IBAN}] * 1001)), 400, "LIST_TOO_LONG")


def test_row_167_a_body_of_more_than_256_kib_is_refused_and_the_connection_ends(lea):
    good = json.dumps(access()).encode()
    limit = 256 * 1024
    assert put(lea, access(note="x" * (limit - len(good) - 12))).status == 201
    with lea.connection() as connection:
        refused(put(lea, access(note="x" * limit)), 413, "BODY_TOO_LARGE")
        assert not connection.open


@pytest.mark.parametrize("name", ["balances", "transactions", "psuIdentity", "trustedBeneficiaries"])
def test_row_168_a_missing_field_is_named(lea, name):
    answer = refused(put(lea, access(**{name: ...})), 400, "FIELD_MISSING")
    assert name in answer.json()["message"]


@pytest.mark.parametrize("name", ["overdrafts", "owners"])
def test_row_168_missing_overdrafts_or_owners_are_empty_in_the_compatible_profile(lea, name):
    assert put(lea, access(**{name: ...})).status == 201
    assert lea.get(balances_of(LEA_IBAN)).status == 200


@pytest.mark.parametrize("changes", [
    {"psuIdentity": "true"}, {"psuIdentity": 1}, {"psuIdentity": None}, {"psuIdentity": []},
    {"trustedBeneficiaries": "false"}, {"trustedBeneficiaries": 0}, {"balances": {}}, {"balances": LEA_IBAN},
    {"balances": None}, {"transactions": True}, {"overdrafts": {"iban": LEA_IBAN}}, {"balances": [LEA_IBAN]},
    {"balances": [{"iban": 76}]}, {"balances": [{"iban": None}]}, {"balances": [[]]}, {"balances": [None]}],
    ids=lambda changes: json.dumps(changes)[:40])
def test_row_169_a_field_of_another_type_is_refused(lea, changes):
    answer = refused(put(lea, access(**changes)), 400, "FIELD_TYPE")
    assert next(iter(changes)) in answer.json()["message"] or "iban" in answer.json()["message"]


def test_row_169_an_entry_without_an_iban_is_refused(lea):
    refused(put(lea, access(balances=[{}])), 400, "FIELD_MISSING", "FIELD_TYPE")
    refused(put(lea, access(balances=[{"other": {"identification": "x"}}])), 400, "FIELD_MISSING", "FIELD_TYPE")


@pytest.mark.parametrize("owners", [True, False, [], OWNERS_OF_THE_PAGE, [{"iban": GEORGES_IBAN}]],
                         ids=["true", "false", "empty", "as on the page", "another customer's"])
def test_row_170_owners_may_be_a_boolean_or_a_list_and_are_ignored(lea, owners):
    assert put(lea, access(owners=owners)).status == 201
    assert set(listed(lea.accounts())) == {LEA_IBAN}


@pytest.mark.parametrize("owners", ["true", 1, {}, None, [1], ["x"], [{"iban": 1}], [{}], [{"x": 1}]], ids=str)
def test_row_170_owners_of_any_other_type_are_refused(lea, owners):
    refused(put(lea, access(owners=owners)), 400, "FIELD_TYPE")


def test_row_171_empty_lists_take_everything_back(lea):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    assert lea.consent().status == 201
    account = listed(lea.accounts())[LEA_IBAN]
    assert "resourceId" not in account and not account.get("_links")
    for path in (balances_of(LEA_IBAN), transactions_of(LEA_IBAN), overdrafts_of(LEA_IBAN)):
        refused(lea.get(path), 404, "ACCOUNT_UNKNOWN")
    refused(lea.get("/end-user-identity"), 403, "CONSENT_MISSING")


AS_PRINTED = ('{"balances":[{"iban":"%s"}],"transactions":[{"iban":"%s"}],"overdrafts":[{"iban":"%s"}],'
              '"owners":[{"iban":"%s"},],"psuIdentity":true,"trustedBeneficiaries":true}' % ((LEA_IBAN,) * 4))


def test_row_172_the_body_as_the_page_prints_it_is_no_json(lea):
    refused(put(lea, AS_PRINTED.encode()), 400, "JSON_INVALID")
    unclosed = AS_PRINTED.replace(',],"psu', ',"psu')
    refused(put(lea, unclosed.encode()), 400, "JSON_INVALID")


GOOD = json.dumps(access()).encode()


@pytest.mark.parametrize("body", [
    b"", b"[]", b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"false", b"NaN", 1), GOOD.replace(b"false", b"Infinity", 1),
    b"/* */" + GOOD, GOOD + b"// x", GOOD + b"x", GOOD + GOOD, GOOD[:-1], GOOD[:-1] + b",}", b"{" + GOOD, b"null",
    b"\"x\"", b"1", b"{1:2}", b"{'a':1}", b"{\"a\":01}", b"{\"a\":.5}", b"{\"a\":+1}", b"{\"a\":1.}", b"{\"a\":0x1}",
    b"{\"a\":\"\\x\"}", b"{\"a\":\"\n\"}", b"{\"a\":\"\\ud8\"}", b"{\"a\":\"\xff\"}", b"{\"a\":tru}", b"{\"a\" 1}",
    b"{\"a\":1,,\"b\":2}", b"{\"a\":1e}", b"\x00", b"{\"a\":-}", GOOD + b"\x00"], ids=lambda body: repr(body)[:30])
def test_row_173_what_is_not_one_json_object_is_refused(lea, body):
    refused(put(lea, body), 400, "JSON_INVALID")


@pytest.mark.parametrize("body", [
    pytest.param(b"[" * 100_000 + b"]" * 100_000, id="100,000 arrays"),
    pytest.param(b'{"a":' * 33 + b"1" + b"}" * 33, id="33 levels"),
    pytest.param(GOOD[:-1] + b',"n":' + b"1" * 100_000 + b"}", id="a number of 100,000 digits"),
    pytest.param(GOOD[:-1] + b',"n":1e999999}', id="1e999999")])
def test_row_175_bodies_made_to_exhaust_are_refused(lea, body):
    answer = put(lea, body)
    if b'"n":' in body and answer.status == 201:
        return  # a number in a member that nobody reads may also be passed over
    refused(answer, 400, "JSON_DEPTH", "JSON_INVALID")


def test_row_177_unknown_members_are_ignored(lea):
    body = access(trustedWorkspaceBeneficiaries=[], x={"y": [1, "z", None]})
    body["balances"][0].update({"currency": "EUR", "workspace": "x"})
    assert put(lea, body).status == 201


# --- replacing, order, access ---------------------------------------------------------------------------------

def test_each_consent_replaces_the_former_as_a_whole(gilles):
    first, second, third = GILLES_IBANS
    assert gilles.consent(first, second).status == 201
    assert gilles.consent(balances=[third], transactions=[], overdrafts=[]).status == 201
    assert gilles.get(balances_of(third)).status == 200
    refused(gilles.get(transactions_of(third)), 403, "CONSENT_MISSING")
    for iban in (first, second):
        refused(gilles.get(balances_of(iban)), 404, "ACCOUNT_UNKNOWN")


def test_an_account_may_be_consented_before_it_was_ever_listed(lea):
    assert lea.consent(LEA_IBAN).status == 201


def test_row_178_of_32_parallel_consents_one_whole_body_is_in_force(claire):
    bodies = [({"iban": CLAIRE_EMPTY_IBAN}, {"iban": CLAIRE_TRADER_IBAN})[number % 2] for number in range(32)]

    def send(number):
        return claire.unwatched().call("PUT", "/consents", body=access(
            balances=[bodies[number]], transactions=[bodies[number]], overdrafts=[bodies[number]]))

    assert [answer.status for answer in at_once(32, send)] == [201] * 32
    versions = claire.sandbox.database.rows("consent_version")
    assert len(versions) == 32
    consented = [iban for iban, account in listed(claire.accounts()).items() if account.get("_links")]
    assert len(consented) == 1
    for path in (balances_of(consented[0]), transactions_of(consented[0]), overdrafts_of(consented[0])):
        assert claire.get(path).status == (204 if path == transactions_of(CLAIRE_EMPTY_IBAN) else 200)


def test_row_179_a_consent_that_races_a_revocation_is_recorded_before_it_or_refused(lea):
    def act(number):
        if number == 3:
            return lea.unwatched().revoke(lea.tokens.access)
        return lea.unwatched().consent(LEA_IBAN)

    recorded = 0
    for _ in range(10):
        answers = at_once(8, act)
        assert answers.pop(3).status == 200
        for answer in answers:
            if answer.status != 201:
                refused(answer, 401, "invalid_token")
        recorded += sum(answer.status == 201 for answer in answers)
        refused(lea.consent(LEA_IBAN), 401, "invalid_token")
        assert len(lea.sandbox.database.rows("consent_version")) == recorded
        lea.connect_customer(LEA)


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "GET"])
def test_row_180_consents_take_put_only(lea, method):
    assert refused(lea.call(method, "/consents"), 405, "METHOD_NOT_ALLOWED").header("Allow") == "PUT"


@pytest.mark.parametrize("more", [
    [("Content-Type", "text/plain")], [("Content-Type", "application/x-www-form-urlencoded")],
    [("Content-Type", "application/json; charset=utf-16")], [("Content-Type", "application/json ; a=b; CHARSET=utf-16")],
    [("Content-Type", "")]], ids=lambda more: more[0][1])
def test_row_181_another_content_type_is_refused(lea, more):
    refused(put(lea, access(), more=more), 415, "MEDIA_TYPE")


def test_row_181_a_body_without_a_content_type_or_with_a_coding_is_refused(lea):
    refused(put(lea, access(), without=["Content-Type"]), 415, "MEDIA_TYPE")
    zipped = gzip.compress(json.dumps(access()).encode())
    refused(put(lea, zipped, more=[("Content-Encoding", "gzip"), ("Digest", digest_of(zipped))]), 415, "MEDIA_TYPE")


@pytest.mark.parametrize("value", ["application/json", "application/json; charset=utf-8",
                                   "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"',
                                   "application/json ; Charset=utf-8 ; a=b"])
def test_row_181_json_in_utf_8_is_accepted(lea, value):
    assert put(lea, access(), more=[("Content-Type", value)]).status == 201


def test_row_182_a_consent_with_another_scope_is_refused(lea_cbpii):
    refused(lea_cbpii.consent(LEA_IBAN), 403, "insufficient_scope")


def test_a_consent_is_of_one_tpp(lea, lea_by_other_tpp):
    assert lea.consent(LEA_IBAN).status == 201
    refused(lea_by_other_tpp.get(balances_of(LEA_IBAN)), 404, "ACCOUNT_UNKNOWN")
    assert "_links" not in listed(lea_by_other_tpp.accounts())[LEA_IBAN] or \
        not listed(lea_by_other_tpp.accounts())[LEA_IBAN]["_links"]


def test_the_refusals_of_a_body_come_after_those_of_the_token(lea):
    assert code_of(put(lea, b"x", token="0" * 43)) == "invalid_token"
