# SPDX-License-Identifier: Apache-2.0
"""1.4.2 and 1.6.2 side by side: the same customers, the same rules, each answer in the form of its version."""
import copy
import decimal

import pytest

from guichet_client import schemas
from guichet_client.oracle import refused
from guichet_client.personas import (
    ALICE, ATELIER, CHORALE, CLAIRE, GEORGES, GILLES, GILLES_IBANS, LEA, LEA_IBAN, LOIRE, PAUL, ZOE, balances_of,
    entries, listed, overdrafts_of, transactions_of)
from guichet_client.versions import COMPONENTS, OLD, NEW, read_everything

pytestmark = pytest.mark.profiles("compatible", "strict")
# Private customers, a sole trader, professionals, a company, an association, a minor; joint accounts among them.
CUSTOMERS = {"LEA": (LEA,), "CLAIRE": (CLAIRE,), "GEORGES": (GEORGES,), "GILLES": (GILLES,), "PAUL": (PAUL,),
             "ATELIER": (ATELIER,), "CHORALE": (CHORALE, LOIRE), "ALICE": (ALICE,), "ZOE": (ZOE,)}
FOUR_FIELDS = {"balances": [{"iban": LEA_IBAN}], "transactions": [{"iban": LEA_IBAN}], "psuIdentity": True,
               "trustedBeneficiaries": False}


@pytest.fixture(params=CUSTOMERS)
def read(request, sandbox, tpp, client):
    """{version: [(name of the body, body)]} of a customer who consented to everything."""
    login, *elsewhere = CUSTOMERS[request.param]
    customer = client(sandbox, tpp, *map(sandbox.host_of, elsewhere)).connect_customer(login)
    ibans = list(listed(customer.accounts()))
    assert ibans and customer.consent(*ibans, identity=True).status == 201
    return {version: read_everything(customer.in_version(version), ibans) for version in (OLD, NEW)}


def of_kind(found, name):
    return [body for kind, body in found if kind == name]


# --- the answers ----------------------------------------------------------------------------------------------

def test_the_same_customer_is_read_in_both_versions_and_every_answer_is_valid_in_its_own(read, profile):
    for version in (OLD, NEW):
        assert {name for name, _ in read[version]} >= {"accounts", "balances", "identity"}
        for name, body in read[version]:
            assert not schemas.faults(version, profile, COMPONENTS[name], body), (version, name)
    assert "overdrafts" in dict(read[NEW]) and "overdrafts" not in dict(read[OLD])


def test_no_answer_of_a_version_is_one_of_the_other(read, profile):
    for version, other in ((OLD, NEW), (NEW, OLD)):
        for name, body in read[version]:
            if COMPONENTS[name] in schemas.definitions(other, profile):
                assert not schemas.is_valid(other, profile, COMPONENTS[name], body), (version, name)


def test_both_versions_say_the_same_of_the_same_customer(read):
    def money(body):
        return decimal.Decimal(str(body["amount"])).quantize(decimal.Decimal("0.01"))

    lists = [of_kind(read[version], "accounts")[0]["accounts"] for version in (OLD, NEW)]
    old, new = [[(each["accountId"]["iban"], each["name"], each["psuStatus"]) for each in accounts] for accounts in lists]
    assert old == new
    for old, new in zip(of_kind(read[OLD], "balances"), of_kind(read[NEW], "balances"), strict=True):
        assert money(old["balances"][0]["balanceAmount"]) == money(new["balances"][0]["balanceAmount"])
    for old, new in zip(of_kind(read[OLD], "transactions"), of_kind(read[NEW], "transactions"), strict=True):
        shown = [[(money(each["transactionAmount"]), each["creditDebitIndicator"], each["status"],
                   each.get("expectedBookingDate", each.get("bookingDate")), each.get("entryReference"),
                   (each.get("remittanceInformation") or {}).get("unstructured", []))
                  for each in body["transactions"]] for body in (old, new)]
        assert shown[0] == shown[1]
        ids = [each["resourceId"] for each in old["transactions"]]
        assert len(set(ids)) == len(ids)
    assert of_kind(read[OLD], "identity")[0]["identity"] == of_kind(read[NEW], "identity")[0]["identity"]


def test_bare_accounts_and_refusals_are_valid_too(gilles, profile):
    for version in (OLD, NEW):
        asked = gilles.in_version(version)
        assert not schemas.faults(version, profile, "HalAccounts", asked.accounts().json())
        answer = refused(asked.get(balances_of(GILLES_IBANS[0])), 404, "ACCOUNT_UNKNOWN")
        assert not schemas.faults(version, profile, "ErrorModel", answer.json())
        assert answer.json()["path"].startswith(f"/stet/psd2/{version}/")


# --- schemas that can fail ------------------------------------------------------------------------------------

def places(value, path=()):
    """Every place in a JSON value, as the way to it."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from places(each, path + (step,))


def damaged(body, path):
    """`body` with damage at one place, several ways."""
    def with_damage(change):
        whole = copy.deepcopy(body)
        holder = whole
        for step in path[:-1]:
            holder = holder[step]
        change(holder, path[-1])
        return whole

    def put(value):
        return with_damage(lambda holder, step: holder.__setitem__(step, value))

    at = body
    for step in path:
        at = at[step]
    if isinstance(at, dict):
        yield put({**at, "surplus": 1})
        yield put([at])
    if isinstance(at, str):
        yield put(17 if path[-1] == "amount" else {"was": at})
    if isinstance(at, bool) or isinstance(at, list):
        yield put("x")
    elif isinstance(at, (int, float)):
        yield put("1")
    if path[-1] == "href":
        yield put(at.replace("/v1.", "/v9."))
    if path[-1] in ("href", "iban", "amount", "currency", "status", "name", "balanceType", "creditDebitIndicator",
                    "transactionAmount", "balanceAmount", "self", "fullName", "cashAccountType", "allowedAmount"):
        yield with_damage(lambda holder, step: holder.pop(step))
    if path[-1] == "bookingDate":
        yield put(at.split("T")[0])


def test_a_damaged_answer_is_refused_wherever_the_damage_is(lea, profile):
    assert lea.consent(LEA_IBAN, identity=True).status == 201
    tried = 0
    for version in (OLD, NEW):
        for name, body in read_everything(lea.in_version(version), [LEA_IBAN]):
            for path in places(body):
                for broken in damaged(body, path) if path else []:
                    assert not schemas.is_valid(version, profile, COMPONENTS[name], broken), (version, name, path)
                    tried += 1
    assert tried > 200


# --- the same rules -------------------------------------------------------------------------------------------

def test_a_consent_of_1_4_2_has_four_fields_and_replaces_the_whole(lea):
    assert lea.consent(LEA_IBAN).status == 201
    assert lea.get(overdrafts_of(LEA_IBAN)).status == 200
    assert lea.in_version(OLD).call("PUT", "/consents", body=FOUR_FIELDS).status == 201
    refused(lea.get(overdrafts_of(LEA_IBAN)), 403, "CONSENT_MISSING")
    assert lea.get(balances_of(LEA_IBAN)).status == 200
    assert set(listed(lea.accounts())[LEA_IBAN]["_links"]) == {"balances", "transactions"}


@pytest.mark.parametrize("value", [[{"iban": LEA_IBAN}], True, [1], None], ids=str)
@pytest.mark.parametrize("field", ["overdrafts", "owners"])
def test_what_1_4_2_does_not_know_is_ignored_in_its_consents(lea, field, value):
    assert lea.in_version(OLD).call("PUT", "/consents", body={**FOUR_FIELDS, field: value}).status == 201
    refused(lea.get(overdrafts_of(LEA_IBAN)), 403, "CONSENT_MISSING")


@pytest.mark.parametrize("field", sorted(FOUR_FIELDS))
def test_each_of_the_four_fields_is_wanted(lea, field):
    body = {name: value for name, value in FOUR_FIELDS.items() if name != field}
    answer = refused(lea.in_version(OLD).call("PUT", "/consents", body=body), 400, "FIELD_MISSING")
    assert field in answer.json()["message"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_method_that_1_4_2_does_not_have_is_unknown_and_names_the_version_that_has_it(lea, method):
    assert lea.consent(LEA_IBAN).status == 201
    details = next(each["_links"]["details"]["href"] for each in entries(lea.get(transactions_of(LEA_IBAN)))
                   if "_links" in each)
    assert lea.get(details).status == 200
    for path in (overdrafts_of(LEA_IBAN), details.replace(f"/stet/psd2/{NEW}", "")):
        answer = refused(lea.in_version(OLD).call(method, path), 404, "ROUTE_UNKNOWN")
        assert f"/stet/psd2/{NEW}/" in answer.json()["message"]


def test_an_account_consented_for_its_overdraft_alone_is_bare_in_1_4_2(lea):
    assert lea.consent(balances=[], transactions=[], overdrafts=[LEA_IBAN]).status == 201
    assert set(listed(lea.accounts())[LEA_IBAN]["_links"]) == {"overdrafts"}
    bare = listed(lea.in_version(OLD).accounts())[LEA_IBAN]
    assert "resourceId" not in bare and not bare.get("_links")


def test_both_versions_count_against_one_quota(lea):
    assert lea.consent(LEA_IBAN).status == 201
    for path in ("/accounts", balances_of(LEA_IBAN), transactions_of(LEA_IBAN)):
        for version in (OLD, NEW, NEW, OLD):
            assert lea.in_version(version).get(path, batch=True).status == 200
        for version in (OLD, NEW):
            refused(lea.in_version(version).get(path, batch=True), 429, "QUOTA")
