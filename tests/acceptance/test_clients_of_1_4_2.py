# SPDX-License-Identifier: Apache-2.0
"""Clients written for 1.4.2: one that asks and reads as two aggregators' connectors did, and our own."""
import datetime
import decimal
import json

import pytest

from guichet_client import process
from guichet_client.personas import GEORGES_IBAN, LEA, LEA_IBAN, overdrafts_of, today_in_paris
from guichet_client.signing import Signing
from guichet_client.versions import OLD

ROOT = f"/stet/psd2/{OLD}"
SHORT = ("(request-target)", "x-request-id")
THERE = [("PSU-IP-Address", "127.0.0.1")]


def connector_reads(customer):
    """{IBAN: (name, currency, balance, {id: (day, amount, text)})}, failing where such a connector would."""
    def asked(path, **how):
        signed = (*SHORT, "digest") if "body" in how else SHORT  # what a body needs is checked here
        answer = customer.call(how.pop("method", "GET"), ROOT + path, signing=Signing(names=signed), more=THERE, **how)
        assert 200 <= answer.status < 300, f"{path}: {answer.status} {answer.text[:300]}"
        return answer

    def accounts():
        return [each for each in asked("/accounts").json()["accounts"] if each["cashAccountType"] == "CACC"]

    ibans = [{"iban": each["accountId"]["iban"]} for each in accounts()]
    consent = {"balances": ibans, "transactions": ibans, "trustedBeneficiaries": True, "psuIdentity": True}
    asked("/consents", method="PUT", body=consent)
    since = (today_in_paris() - datetime.timedelta(days=60)).strftime("%Y-%m-%dT00:00:00Z")
    found = {}
    for account in accounts():
        here = f"/accounts/{account['resourceId']}"
        balances = {each["balanceType"]: each["balanceAmount"] for each in asked(here + "/balances").json()["balances"]}
        assert isinstance(balances["CLBD"]["amount"], str)
        answer = asked(f"{here}/transactions?dateFrom={since}")
        entries = {}
        for entry in answer.json()["transactions"] if answer.status == 200 else []:
            amount = decimal.Decimal(entry["transactionAmount"]["amount"])
            booked = datetime.datetime.strptime(entry["bookingDate"], "%Y-%m-%dT%H:%M:%S%z")
            entries[entry["resourceId"]] = (booked.date(), -amount if entry["creditDebitIndicator"] == "DBIT" else amount,
                                            ", ".join(entry["remittanceInformation"]["unstructured"]))
        found[account["accountId"]["iban"]] = (account["name"], account["currency"],
                                               decimal.Decimal(balances["CLBD"]["amount"]), entries)
    return found


def test_a_connector_of_1_4_2_reads_a_customer_with_four_consent_fields_and_a_short_signature(lea, georges):
    name, currency, balance, entries = connector_reads(lea)[LEA_IBAN]
    assert (name, currency, balance) == ("CPT DEPOT PART.", "EUR", decimal.Decimal("-150.00"))
    assert len(entries) >= 4 and all(amount for _, amount, _ in entries.values())
    assert len(connector_reads(georges)[GEORGES_IBAN][3]) > 150


def tpp(sandbox, command, *arguments):
    return process.run("tpp", command, *arguments, "--api-version", OLD, "--data", sandbox.data)


@pytest.fixture
def connected(sandbox):
    done = process.run("tpp", "connect", "--as", LEA, "--data", sandbox.data)
    assert done.returncode == 0, done.stderr
    return sandbox


def test_the_reference_tpp_walks_the_former_version(connected):
    assert tpp(connected, "consent", "--all").returncode == 0
    assert LEA_IBAN in tpp(connected, "accounts").stdout
    balances = tpp(connected, "balances")
    assert balances.returncode == 0 and "-150.00" in balances.stdout.replace("−", "-"), balances
    assert "VIR SEPA BP RIVES PARIS" in tpp(connected, "transactions").stdout
    assert "SANDBOXA" in tpp(connected, "identity").stdout
    asked = tpp(connected, "accounts", "--json")
    links = json.loads(asked.stdout)["_links"]
    assert all(link["href"].startswith(ROOT) for link in links.values())
    told = tpp(connected, "accounts", "--show-request")
    assert f"{ROOT}/accounts" in told.stderr and "v1.6.2" not in told.stderr.replace("use v1.6.2", ""), told.stderr


def test_the_reference_tpp_says_what_the_former_version_does_not_have(connected):
    assert tpp(connected, "consent", "--all").returncode == 0
    for named in ((), (LEA_IBAN,)):
        asked = tpp(connected, "overdrafts", *named)
        assert asked.returncode == 1 and "v1.4.2 of the standard has no overdrafts" in asked.stderr, asked.stderr
        assert "consent" not in asked.stderr
    by_id = tpp(connected, "overdrafts", overdrafts_of(LEA_IBAN).split("/")[2])
    assert by_id.returncode == 1 and "ROUTE_UNKNOWN" in by_id.stderr and "v1.6.2" in by_id.stderr, by_id.stderr
