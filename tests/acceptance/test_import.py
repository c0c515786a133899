# SPDX-License-Identifier: Apache-2.0
"""Statements (ISO 20022) imported by the command, and read back over the API."""
import dataclasses
import datetime
import random

import pytest

from guichet_client import api, process, statements
from guichet_client.oracle import refused
from guichet_client.personas import (
    CLAIRE, LEA, LEA_IBAN, balances_of, entries, listed, overdrafts_of, resource_of, today_in_paris, transactions_of)
from guichet_client.statements import Entry, Statement, iban_of

IBAN = iban_of("00011122233")
DAY = datetime.timedelta(days=1)
STORED = {"account", "statement", "entry"}


def days_ago(number):
    return today_in_paris() - number * DAY


def statement(items, **how):
    return Statement(how.pop("iban", IBAN), items, first=days_ago(30), last=days_ago(1), **how)


def run_import(sandbox, *files, customer=("--login", LEA), word="camt053"):
    return process.run("import", word, *files, "--data", sandbox.data, *customer, limit=120)


def refusal(result):
    """What it says last; where the machine is slow, it has said before how far it was."""
    return result.stderr.splitlines()[-1]


def imported(sandbox, path, *parts, **how):
    """Writes a file of these statements and imports it."""
    result = run_import(sandbox, statements.write(path, *parts), **how)
    assert result.returncode == 0, result.stderr
    return result.stdout


def kept(sandbox):
    """Every row of the imported tables."""
    if not (sandbox.data / "bank.db").exists():
        return {}
    database = process.Database(sandbox.data / "bank.db")
    try:
        return {table: database.rows(table) for table in STORED & set(database.tables()) if database.rows(table)}
    finally:
        database.close()


def cents(shown):
    """The cents of an amount of the wire, sign and all."""
    return round(float(shown) * 100)


def signed(entry):
    size = cents(entry["transactionAmount"]["amount"])
    return -size if entry["creditDebitIndicator"] == "DBIT" else size


def balance(customer, iban=IBAN):
    answer = customer.get(balances_of(iban))
    assert answer.status == 200, answer.text
    return cents(answer.json()["balances"][0]["balanceAmount"]["amount"])


def read_back(customer, iban=IBAN):
    """The entries over the API, oldest first."""
    answer = customer.get(transactions_of(iban))
    return [] if answer.status == 204 else entries(answer)[::-1]


def seen(entry):
    """What the wire must show of an entry of a statement."""
    wire = {"reference": entry.reference or entry.servicer, "cents": entry.cents,
            "status": "BOOK" if entry.status == "BOOK" else "OTHR", "day": str(entry.booked or entry.value),
            "lines": list(entry.lines) or ([entry.text] if entry.text else [])}
    domain = entry.code or (("XTND", "NTAV", "NTAV") if entry.own_code else None)
    if domain:
        code = dict(zip(("domain", "family", "subFamily"), domain))
        wire["code"] = code | (dict(zip(("code", "issuer"), entry.own_code)) if entry.own_code else {})
    return wire


def shown(entry):
    """The same of an entry of the wire."""
    wire = {"reference": entry.get("entryReference"), "cents": signed(entry), "status": entry["status"],
            "day": (entry.get("bookingDate") or entry["expectedBookingDate"])[:10],
            "lines": entry.get("remittanceInformation", {}).get("unstructured", [])}
    return wire | ({"code": entry["bankTransactionCode"]} if "bankTransactionCode" in entry else {})


FEW = [Entry(123456, days_ago(20), days_ago(19), reference="N-1", servicer="SVC-1", end_to_end="E2E-1",
             lines=("FACTURE 2026/11", "MERCI & À BIENTÔT"), own_code=("05", "SI MYSYS - Caisse d'Epargne")),
       Entry(-999, days_ago(12), servicer="SVC-2", text="COTISATION"),
       Entry(-1, days_ago(3), reference="N-3", code=None, own_code=("62", "CFONB"), reversal=True)]


def label(customer, iban):
    return customer.get(balances_of(iban)).json()["balances"][0]["name"]


# --- read back ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("version", statements.VERSIONS + statements.REPORT_VERSIONS)
def test_an_imported_account_is_the_customers_and_reads_back_to_the_cent(sandbox, lea, tmp_path, version):
    said = imported(sandbox, tmp_path / "a.xml", statement(FEW, opening=-15000, version=version, name="CPT COURANT",
                                                           owner="Mme LEA SANDBOXA"))
    assert f'statement "S-1" of FR..{IBAN[-4:]}: 3 entries, from -150.00 to 1074.56 EUR' in said
    account = listed(lea.accounts())[IBAN]
    assert account["name"] == "CPT COURANT" and account["usage"] == "PRIV"
    assert lea.consent(LEA_IBAN, IBAN).status == 201
    assert balance(lea) == 107456 and balance(lea, LEA_IBAN) == -15000
    assert label(lea, IBAN) == f"Solde comptable au {days_ago(1):%d/%m/%Y}"
    assert label(lea, LEA_IBAN) == f"Solde comptable au {today_in_paris():%d/%m/%Y}"
    assert [shown(entry) for entry in read_back(lea)] == [seen(entry) for entry in FEW]
    assert lea.get(overdrafts_of(IBAN)).json()["overdrafts"]["allowedAmount"]["amount"] in ("0", "0.00", 0)


def test_every_other_reference_of_an_entry_is_a_line_of_its_details(sandbox, lea, tmp_path):
    imported(sandbox, tmp_path / "a.xml", statement(FEW))
    lea.consent(IBAN)
    first, second, third = read_back(lea)
    lines = lea.get(first["_links"]["details"]["href"]).json()["details"]
    assert lines == ["Référence de la banque : SVC-1", f"Date de valeur : {days_ago(19):%d/%m/%Y}",
                     "Référence de bout en bout : E2E-1"]
    assert "_links" not in second
    assert lea.get(third["_links"]["details"]["href"]).json()["details"] == ["Annulation d'une opération"]


def random_entry(dice):
    booked = days_ago(dice.randrange(1, 30))
    letters = "ABC xyz 0189 éàçœ €& <>'\"+/-"
    words = ["".join(dice.choices(letters, k=dice.randrange(1, 130))).strip() or "-" for _ in range(dice.randrange(3))]
    status = dice.choices(("BOOK", "PDNG"), (9, 1))[0]
    size = dice.choice((dice.randrange(1, 100), dice.randrange(1, 10 ** 7), dice.randrange(1, 10 ** 13)))
    return Entry(dice.choice((1, -1)) * size, booked, dice.choice((None, booked + DAY)), status,
                 dice.choice((None, f"REF{dice.randrange(10 ** 30)}")), f"S{dice.randrange(10 ** 30)}", tuple(words),
                 dice.choice((None, f"E{dice.randrange(10 ** 20)}")), dice.choice((None, ("PMNT", "ICDT", "DMCT"))),
                 dice.choice((None, ("06", "Banque à l'essai"))), dice.random() < 0.1)


@pytest.mark.parametrize("seed", range(6))
def test_random_statements_read_back_as_they_were_written(sandbox, lea, tmp_path, seed):
    dice = random.Random(seed)
    iban = iban_of(f"{dice.randrange(10 ** 11):011}")
    opening, all_entries = dice.randrange(-10 ** 9, 10 ** 9), []
    for number in range(dice.randrange(1, 5)):
        some = sorted((random_entry(dice) for _ in range(dice.randrange(40))), key=lambda entry: entry.booked)
        version = dice.choice(statements.VERSIONS)
        part = dataclasses.replace(statement(some, iban=iban), id=f"S{number}", opening=opening, version=version)
        imported(sandbox, tmp_path / f"{number}.xml", part)
        # What was pending in a former statement is for the later one to say.
        all_entries = [entry for entry in all_entries if entry.status == "BOOK"] + some
        opening = part.end
    lea.consent(iban)
    assert balance(lea, iban) == opening, f"seed {seed}"
    got = sorted(map(repr, map(shown, read_back(lea, iban))))
    assert got == sorted(map(repr, map(seen, all_entries))), f"seed {seed}"


# --- again, and otherwise -------------------------------------------------------------------------------------

def test_the_same_statement_again_changes_nothing_in_whatever_message_it_comes(sandbox, tmp_path):
    imported(sandbox, tmp_path / "a.xml", statement(FEW))
    before = kept(sandbox)
    said = imported(sandbox, tmp_path / "b.xml", statement(FEW, version="camt.053.001.08"), customer=())
    assert "already there" in said and kept(sandbox) == before


@pytest.mark.parametrize("changed, line", [
    ({"opening": 1}, "<Stmt>"), ({"entries": FEW[:2] + [dataclasses.replace(FEW[2], reference="N-4")]}, "N-4"),
    ({"entries": FEW + [Entry(5, days_ago(2)), Entry(-5, days_ago(2))]}, "Ntry")])
def test_the_same_id_with_other_content_is_refused(sandbox, tmp_path, changed, line):
    imported(sandbox, tmp_path / "a.xml", statement(FEW))
    before = kept(sandbox)
    path = statements.write(tmp_path / "b.xml", dataclasses.replace(statement(FEW), **changed))
    result = run_import(sandbox, path)
    assert result.returncode == 1 and line
    assert "was imported before with other content" in result.stderr and str(path) + ":" in result.stderr
    assert kept(sandbox) == before


def test_statements_follow_one_another_and_a_gap_is_noted(sandbox, lea, tmp_path):
    first = dataclasses.replace(statement(FEW), last=days_ago(2))
    imported(sandbox, tmp_path / "a.xml", first)
    later = statement([Entry(10, days_ago(1))], id="S-2", opening=first.end)
    assert "note" not in imported(sandbox, tmp_path / "b.xml", later)
    gap = dataclasses.replace(later, id="S-3", opening=7, first=today_in_paris(), last=today_in_paris())
    assert "one between them is missing" in imported(sandbox, tmp_path / "c.xml", gap)
    lea.consent(IBAN)
    assert balance(lea) == 17 and len(read_back(lea)) == 5


def test_a_statement_takes_the_place_of_the_reports_before_it(sandbox, lea, tmp_path):
    today = [Entry(500, days_ago(1), servicer="A"), Entry(-20, status="PDNG", value=days_ago(1), servicer="B")]
    imported(sandbox, tmp_path / "r.xml", statement(today, id="R", version="camt.052.001.08",
                                                    balances=("OPBD", "ITBD")), word="camt052")
    lea.consent(IBAN)
    assert [signed(entry) for entry in read_back(lea)] == [500, -20] and balance(lea) == 500
    final = [dataclasses.replace(entry, status="BOOK", booked=days_ago(1)) for entry in today]
    imported(sandbox, tmp_path / "s.xml", statement(final))
    assert [signed(entry) for entry in read_back(lea)] == [500, -20] and balance(lea) == 480
    assert {entry["status"] for entry in read_back(lea)} == {"BOOK"}


# --- whose ----------------------------------------------------------------------------------------------------

def test_an_import_shows_at_once_to_its_customer_alone_and_a_reset_forgets_it(sandbox, lea, claire, tmp_path):
    assert IBAN not in listed(lea.accounts())
    imported(sandbox, tmp_path / "a.xml", statement(FEW))
    assert IBAN in listed(lea.accounts()) and IBAN not in listed(claire.accounts())
    assert claire.get(transactions_of(IBAN)).status in (403, 404)
    sandbox.restart()
    assert IBAN in listed(api.Api(sandbox, lea.tpp).connect_customer(LEA).accounts())
    api.reset(sandbox)
    assert kept(sandbox) == {}
    assert IBAN not in listed(api.Api(sandbox, lea.tpp).connect_customer(LEA).accounts())


@pytest.mark.parametrize("iban, customer, reason", [
    (LEA_IBAN, ("--login", LEA), "the bank's already"),
    (IBAN, ("--login", "1234567890"), "no customer 1234567890"),
    (IBAN, (), "--login or --psu"),
    (iban_of("00011122233", "99999"), ("--login", LEA), "no establishment that is served")])
def test_an_account_that_cannot_be_the_customers_is_refused(sandbox, tmp_path, iban, customer, reason):
    path = statements.write(tmp_path / "a.xml", statement(FEW, iban=iban))
    result = run_import(sandbox, path, customer=customer)
    assert result.returncode == 1 and reason in result.stderr and kept(sandbox) == {}
    assert refusal(result).startswith(f"{path}:{statements.line_of(path, '<Stmt>')}: ")


def test_an_account_stays_with_its_customer(sandbox, tmp_path):
    imported(sandbox, tmp_path / "a.xml", statement(FEW), customer=("--psu", "P" + LEA))
    path = statements.write(tmp_path / "b.xml", statement(FEW, id="S-2"))
    result = run_import(sandbox, path, customer=("--login", CLAIRE))
    assert result.returncode == 1 and "another customer's" in result.stderr


# --- whole or nothing -----------------------------------------------------------------------------------------

def test_of_several_files_each_is_whole_or_not_there(sandbox, tmp_path):
    good = statements.write(tmp_path / "good.xml", statement(FEW))
    two = statements.write(tmp_path / "bad.xml", statement(FEW, iban=iban_of("00000000001")),
                           statement(FEW, iban=iban_of("00000000002"), closing=1))
    result = run_import(sandbox, two, good, tmp_path / "none.xml")
    assert result.returncode == 1
    assert f"{two}:{statements.line_of(two, 'CLBD', 2)}: the balances do not add up" in result.stderr
    assert f"{tmp_path / 'none.xml'}: No such file" in result.stderr
    assert [row[2] for row in kept(sandbox)["account"]] == [IBAN]


def test_kill_9_while_importing_leaves_nothing_and_the_next_import_is_whole(sandbox, lea, tmp_path):
    many = [Entry(index % 7 + 1, days_ago(index % 20 + 2), reference=f"R{index}") for index in range(20_000)]
    path = statements.write(tmp_path / "long.xml", statement(many))
    for _ in range(3):
        child = process.subprocess.Popen(
            [process.BINARY, "import", "camt053", path, "--data", sandbox.data, "--login", LEA],
            stderr=process.subprocess.DEVNULL, stdout=process.subprocess.DEVNULL)
        # In the middle: what it has written so far lies in the log beside the file.
        log = sandbox.data / "bank.db-wal"
        give_up = process.time.monotonic() + 60
        while not (log.exists() and log.stat().st_size > 200_000) and child.poll() is None:
            assert process.time.monotonic() < give_up
        child.kill()
        assert child.wait(30) == -9
        assert kept(sandbox) == {} and IBAN not in listed(lea.accounts())
    assert "20000 entries" in run_import(sandbox, path).stdout
    lea.consent(IBAN)
    assert balance(lea) == sum(entry.cents for entry in many)


def test_words_it_does_not_know_end_with_2(sandbox):
    for arguments, said in ((["mt940", "x"], 'did you mean "camt053"?'), (["camt053"], "FILE"), ([], "")):
        result = process.run("import", *arguments)
        assert result.returncode == 2 and said in result.stderr
    assert "camt053" in process.run("import", "--help").stdout
    assert process.run("help", "import").returncode == 0


def test_the_statement_among_the_examples_becomes_an_account(sandbox, lea):
    assert run_import(sandbox, process.ROOT / "examples/statement.xml").returncode == 0
    assert iban_of("00070605040") in listed(lea.accounts())
