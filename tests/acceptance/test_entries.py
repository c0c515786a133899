# SPDX-License-Identifier: Apache-2.0
"""The life of an entry: OTHR until it is booked, its reference and its id, and what a day of the clock does."""
import datetime
import re

import pytest

from guichet_client import api
from guichet_client.oracle import refused
from guichet_client.personas import (
    ALICE, ATELIER, GEORGES, GEORGES_IBAN, MAGASIN, PAUL, RHONE, booked_at, entries, listed, transactions_of)

PREFIX = r"[0-9]{14}"
FORMS = {"deferred transfer": PREFIX + r"80[0-9]{9}", "direct debit": PREFIX + r"[0-9]{7}G1[0-9]{7}",
         "deferred card": PREFIX + r"[0-9]{8}17[0-9]{16}",
         "other": PREFIX + r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{6}"}
LENGTHS = {"deferred transfer": 25, "direct debit": 30, "deferred card": 40, "other": 40}


def kind_of(reference):
    kinds = [kind for kind, form in FORMS.items() if re.fullmatch(form, reference)]
    assert len(kinds) == 1, reference
    assert len(reference) == LENGTHS[kinds[0]]
    return kinds[0]


class History:
    """What a customer's first account shows today."""

    def __init__(self, customer, iban):
        self.all = entries(customer.get(transactions_of(iban)))
        self.by_reference = {}
        for entry in self.all:
            if entry.get("entryReference"):
                self.by_reference.setdefault(entry["entryReference"], []).append(entry)

    def of(self, status):
        return [entry for entry in self.all if entry["status"] == status]


@pytest.fixture
def at_bank(sandbox, tpp, client):
    """A customer with the consent to his first account, and that account, always on the same day."""
    api.move_clock(sandbox, now="2027-05-13T09:00:00Z")

    def connect(login, establishment="17515"):
        host = None if establishment == "17515" else sandbox.host_of(establishment)
        customer = client(sandbox, tpp, host).connect_customer(login)
        iban = next(iter(listed(customer.accounts())))
        assert customer.consent(iban).status == 201
        return customer, iban

    return connect


def next_day(sandbox, customer):
    effects = api.move_clock(sandbox, advance="P1D")["effects"]
    customer.keep(customer.refresh())
    return effects


@pytest.mark.parametrize("login", [ALICE, PAUL, ATELIER])
def test_an_entry_is_othr_with_an_expected_day_and_then_book_with_a_booking_day(at_bank, login):
    history = History(*at_bank(login))
    for entry in history.of("OTHR"):
        assert "bookingDate" not in entry and entry["expectedBookingDate"].endswith(("T00:00:00+0100", "T00:00:00+0200"))
    for entry in history.of("BOOK"):
        assert "expectedBookingDate" not in entry and booked_at(entry)
    assert history.of("OTHR") and history.of("BOOK")


def test_a_day_of_the_clock_books_entries_that_keep_their_reference_and_their_id(sandbox, at_bank):
    customer, iban = at_bank(MAGASIN, RHONE)
    became_booked = set()
    before = History(customer, iban)
    for _ in range(8):
        assert next_day(sandbox, customer)["entries_booked"] > 0
        after = History(customer, iban)
        assert len([each for each in after.of("BOOK") if each not in before.all]) >= 1
        for reference, (entry, *more) in before.by_reference.items():
            if more or reference not in after.by_reference:
                continue
            now = after.by_reference[reference][0]
            assert now["transactionAmount"] == entry["transactionAmount"]
            assert now.get("_links") == entry.get("_links"), "the id in the link to the details stays"
            if entry["status"] == "OTHR" and now["status"] == "BOOK":
                assert now["bookingDate"] == entry["expectedBookingDate"]
                became_booked.add(kind_of(reference))
            else:
                assert now["status"] == entry["status"]
        before = after
    assert became_booked == {"deferred transfer", "direct debit", "deferred card"}


def test_other_kinds_bear_a_reference_only_once_they_are_booked(at_bank):
    history = History(*at_bank(MAGASIN, RHONE))
    assert any("entryReference" not in entry for entry in history.of("OTHR"))
    assert all(entry["entryReference"] for entry in history.of("BOOK"))
    assert {kind_of(entry["entryReference"]) for entry in history.of("BOOK")} == set(FORMS)
    waiting = {kind_of(entry["entryReference"]) for entry in history.of("OTHR") if "entryReference" in entry}
    assert waiting == {"deferred transfer", "direct debit", "deferred card"}


def test_a_refused_debit_has_its_reference_and_is_never_booked(sandbox, at_bank):
    customer, iban = at_bank(ALICE)
    for _ in range(3):
        rejected = [entry for entry in History(customer, iban).all
                    if entry["remittanceInformation"]["unstructured"][0].endswith("REJETE")]
        assert rejected
        for entry in rejected:
            assert entry["status"] == "OTHR" and kind_of(entry["entryReference"]) == "direct debit"
        api.move_clock(sandbox, advance="P10D")
        customer.keep(customer.refresh())


def id_of(entry):
    return entry["_links"]["details"]["href"].split("/")[-2]


def in_base_36(number):
    return in_base_36(number // 36) + "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36] if number else ""


def test_an_id_tells_no_day_and_is_the_same_after_a_restart(sandbox, at_bank):
    customer, iban = at_bank(ALICE)
    shown = [entry for entry in History(customer, iban).all if "_links" in entry]
    ids = [id_of(entry) for entry in shown]
    for entry, each in zip(shown, ids):
        day = datetime.date.fromisoformat((entry.get("bookingDate") or entry["expectedBookingDate"])[:10])
        assert in_base_36((day - datetime.date(1970, 1, 1)).days) not in each.lower()
    for characters in (3, 8):
        assert len({each[:characters] for each in ids}) == len(ids) == len({each[-characters:] for each in ids})
    assert customer.get(f"{transactions_of(iban)}/{ids[0]}/details").status == 200
    for other in (ids[0][:-1] + ("A" if ids[0][-1] != "A" else "B"), ids[0][:-3], ids[0] + "A", ids[0][:-3] + ids[1][-3:]):
        refused(customer.get(f"{transactions_of(iban)}/{other}/details"), 404, "TRANSACTION_UNKNOWN")
    sandbox.restart()
    customer, iban = at_bank(ALICE)
    assert [id_of(entry) for entry in History(customer, iban).all if "_links" in entry] == ids


def test_the_instalments_of_a_standing_order_share_a_reference_and_have_ids_of_their_own(at_bank):
    history = History(*at_bank(ALICE))
    instalments = [entry for entry in history.all
                   if entry["remittanceInformation"]["unstructured"][0].startswith("VIR PERMANENT")]
    assert len(instalments) >= 2 and len({entry["entryReference"] for entry in instalments}) == 1
    assert len({entry["_links"]["details"]["href"] for entry in instalments}) == len(instalments)


def test_row_202_references_cut_the_order_also_where_entries_wait_to_be_booked(at_bank):
    customer, iban = at_bank(ALICE)
    history = History(customer, iban)
    shared = [reference for reference, several in history.by_reference.items() if len(several) > 1]
    marks = [index for index, entry in enumerate(history.all) if entry.get("entryReference") not in (None, *shared)]
    upper, lower = marks[1], marks[-2]
    asked = (f"entryReferenceFrom={history.all[lower]['entryReference']}"
             f"&entryReferenceTo={history.all[upper]['entryReference']}")
    assert entries(customer.get(transactions_of(iban, asked))) == history.all[upper:lower]


def test_bank_transaction_codes_are_for_professionals_and_companies_only(at_bank):
    for login in (PAUL, ATELIER):
        for entry in History(*at_bank(login)).all:
            assert entry["bankTransactionCode"]["issuer"] == "SI MYSYS - Caisse d'Epargne"
    assert not any("bankTransactionCode" in entry for entry in History(*at_bank(ALICE)).all)


def test_details_are_served_where_a_link_says_so_and_nowhere_else(at_bank):
    customer, iban = at_bank(ALICE)
    history = History(customer, iban)
    linked = [entry for entry in history.all if "_links" in entry]
    assert linked and len(linked) < len(history.all)
    for entry in linked[:10]:
        lines = customer.get(entry["_links"]["details"]["href"]).json()["details"]
        assert lines and all(lines)


def test_an_entry_without_details_answers_204_for_them_and_under_another_account_404(at_bank):
    """Clients of 1.4.2 know the id of every entry."""
    customer, iban = at_bank(ALICE)
    other = list(listed(customer.accounts()))[1]
    assert customer.consent(iban, other).status == 201
    old = entries(customer.in_version("v1.4.2").get(transactions_of(iban)))
    new = entries(customer.get(transactions_of(iban)))
    bare = next(index for index, entry in enumerate(new) if "_links" not in entry)
    assert customer.get(f"{transactions_of(iban)}/{old[bare]['resourceId']}/details").status == 204
    refused(customer.get(f"{transactions_of(other)}/{old[bare]['resourceId']}/details"), 404, "TRANSACTION_UNKNOWN")


def test_in_1_4_2_an_entry_that_is_not_booked_has_its_expected_day_as_booking_day(at_bank):
    customer, iban = at_bank(ALICE)
    old = entries(customer.in_version("v1.4.2").get(transactions_of(iban)))
    new = entries(customer.get(transactions_of(iban)))
    assert [entry["bookingDate"] for entry in old] == [
        entry.get("bookingDate") or entry["expectedBookingDate"] for entry in new]
    assert not any("expectedBookingDate" in entry for entry in old)


def test_a_period_that_ends_before_it_begins_is_refused_and_one_of_no_length_is_empty(at_bank):
    customer, iban = at_bank(ALICE)
    first, second = "2027-05-01T00:00:00.000Z", "2027-05-02T00:00:00.000Z"
    refused(customer.get(transactions_of(iban, f"dateFrom={second}&dateTo={first}")), 400, "PERIOD")
    assert customer.get(transactions_of(iban, f"dateFrom={first}&dateTo={first}")).status == 204


def test_row_200_nothing_that_is_only_expected_lies_in_a_period_that_begins_in_the_future(at_bank):
    customer, iban = at_bank(ALICE)
    assert any(entry["status"] == "OTHR" for entry in History(customer, iban).all)
    assert customer.get(transactions_of(iban, "dateFrom=2027-05-13T10:00:00.000Z")).status == 204


def test_the_entries_of_the_page_are_all_booked(at_bank):
    history = History(*at_bank(GEORGES))
    assert len(history.of("BOOK")) == 200 == len(history.all)
    assert GEORGES_IBAN


def test_a_clock_that_does_not_reach_midnight_books_nothing(sandbox):
    api.move_clock(sandbox, now="2030-01-15T10:00:00Z")
    assert api.move_clock(sandbox, advance="PT1H")["effects"]["entries_booked"] == 0
    assert api.move_clock(sandbox, now="2030-01-15T23:00:00Z")["effects"]["entries_booked"] > 0
