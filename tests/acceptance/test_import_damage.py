# SPDX-License-Identifier: Apache-2.0
"""Damaged statements: each refused with file, line and reason, and nothing of it kept."""
import dataclasses
import re

import pytest

from guichet_client import statements
from guichet_client.personas import LEA, listed
from guichet_client.statements import Entry
from test_import import FEW, IBAN, days_ago, kept, refusal, run_import, statement

ENTRIES = FEW + [Entry(777, days_ago(2), reference="LAST")]


def replaced(old, new, nth=1):
    """Puts `new` in the place of the nth `old`; the damage lies on its line."""
    def damage(text):
        at = -1
        for _ in range(nth):
            at = text.index(old, at + 1)
        return text[:at] + new + text[at + len(old):], text.count("\n", 0, at) + 1
    return damage


def cut(mark):
    """The file ends before the last `mark`."""
    def damage(text):
        at = text.rindex(mark)
        return text[:at], text.count("\n", 0, at) + 1
    return damage


def without(old, line):
    """`old` is not there; it is missed at the first `line`."""
    def damage(text):
        assert old in text
        text = text.replace(old, "", 1)
        return text, text.count("\n", 0, text.index(line)) + 1
    return damage


def booked_late(text):
    """An entry is booked long after the balance that counts it; the damage is the entry's."""
    at = text.index("<BookgDt><Dt>") + len("<BookgDt><Dt>")
    return text[:at] + "2099-01-01" + text[at + 10:], text.count("\n", 0, text.rindex("<Ntry>", 0, at)) + 1


LAUGHS = ('<!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
          '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Document')
OUTSIDE = '<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document'
FETCHED = '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/camt.dtd"><Document'

DAMAGES = {
    "truncated": (cut("</Ntry>"), "well-formed"),
    "cut within a tag": (cut("SubFmlyCd>"), None),
    "two roots": (lambda text: (text + "<Document/>", text.count("\n") + 1), "well-formed"),
    "tags crossed": (replaced("</Amt>", "</Ntry>"), "well-formed"),
    "latin-1 bytes": (replaced("À", "\udcc0"), "UTF-8"),
    "latin-1 declared": (replaced("UTF-8", "ISO-8859-1"), 'the encoding is "ISO-8859-1"'),
    "billion laughs": (replaced("<Document", LAUGHS), "DOCTYPE"),
    "external entity": (replaced("<Document", OUTSIDE), "DOCTYPE"),
    "external subset": (replaced("<Document", FETCHED), "DOCTYPE"),
    "unknown entity": (replaced("FACTURE", "&facture;"), "well-formed"),
    "another message": (replaced("camt.053.001.02", "camt.054.001.02"), "camt.054.001.02"),
    "no message": (replaced(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', ""), "expected a Document"),
    "unknown element": (replaced("<NtryRef>N-3</NtryRef>", "<NtryRef>N-3</NtryRef><Surprise/>"), "Surprise"),
    "out of order": (replaced("<Sts>BOOK</Sts>", "<Sts>BOOK</Sts><RvslInd>true</RvslInd>"), "RvslInd"),
    "no status": (without("      <Sts>BOOK</Sts>\n", "<BookgDt>"), "<Sts> is missing"),
    "no code": (replaced("</BkTxCd>", "</BkTxCd><BkTxCd/>"), "at most 1"),
    "text among elements": (replaced("<Ntry>", "<Ntry>12"), "has elements"),
    "two currencies": (replaced('Ccy="EUR"', 'Ccy="USD"', 4), 'currency is "USD"'),
    "account in dollars": (replaced("<Ccy>EUR", "<Ccy>USD"), 'currency is "USD"'),
    "no currency": (replaced(' Ccy="EUR"', "", 3), "no currency"),
    "fraction of a cent": (replaced("1234.56", "1234.561"), "two decimals"),
    "comma": (replaced("1234.56", "1234,56"), "expected an amount"),
    "exponent": (replaced("1234.56", "1E9"), "expected an amount"),
    "negative": (replaced("1234.56", "-1234.56"), "expected an amount"),
    "too large": (replaced("1234.56", "999999999999999999"), "beyond"),
    "one cent more": (replaced("1234.56", "1234.57"), "do not add up"),
    "side turned": (replaced("CRDT", "DBIT", 3), "do not add up"),
    "neither side": (replaced("CRDT", "BOTH", 3), "CRDT or DBIT"),
    "no such day": (replaced(f"<Dt>{days_ago(20)}", "<Dt>2026-02-30"), "expected a date"),
    "booked after the closing": (booked_late, "booked on 2099-01-01"),
    "no such status": (replaced("<Sts>BOOK", "<Sts>DONE"), "expected the status"),
    "no IBAN": (replaced(f"<IBAN>{IBAN}</IBAN>", "<Othr><Id>1234</Id></Othr>"), "not named by an IBAN"),
    "IBAN mistyped": (replaced(IBAN, IBAN[:-1] + str((int(IBAN[-1]) + 1) % 10)), "is not valid"),
    "no opening": (replaced("OPBD", "OPAV"), "no opening balance"),
    "no closing": (replaced("CLBD", "CLAV"), "no closing balance"),
    "two closings": (replaced("OPBD", "CLBD"), "a second balance"),
    "reference too long": (replaced("SVC-1", "X" * 36), "longer than 35"),
    "empty reference": (replaced("SVC-1", " "), "is empty"),
    "no XML": (lambda text: ("id;amount\n1;2\n", 1), "no XML"),
    "empty": (lambda text: ("", 1), "empty"),
}
# The line of the balance, or of the statement, where that is what does not fit.
ELSEWHERE = {"one cent more": "CLBD", "side turned": "CLBD", "no opening": "<Stmt>", "no closing": "<Stmt>",
             "empty reference": "<AcctSvcrRef>", "two closings": None, "truncated": None, "cut within a tag": None}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_refused_with_its_line_and_nothing_of_it_is_kept(sandbox, lea, tmp_path, kind):
    path = statements.write(tmp_path / "statement.xml", dataclasses.replace(statement(ENTRIES), owner="Mme LEA"))
    damage, reason = DAMAGES[kind]
    text, line = damage(path.read_text())
    path.write_bytes(text.encode(errors="surrogateescape"))
    mark = ELSEWHERE.get(kind, "")
    if mark:
        line = statements.line_of(path, mark)
    result = run_import(sandbox, path, customer=("--login", LEA))
    assert result.returncode == 1 and result.stdout == ""
    said = re.fullmatch(rf"{re.escape(str(path))}:(\d+): (.*); nothing of this file was imported", refusal(result))
    assert said, result.stderr
    assert reason is None or reason in said[2]
    assert mark is None or int(said[1]) == line, f"{said[0]} instead of line {line}"
    assert kept(sandbox) == {} and IBAN not in listed(lea.accounts())


def test_utf_16_is_refused(sandbox, tmp_path):
    path = statements.write(tmp_path / "statement.xml", statement(ENTRIES))
    path.write_bytes(path.read_text().replace("UTF-8", "UTF-16").encode("utf-16"))
    result = run_import(sandbox, path)
    assert result.returncode == 1 and f"{path}:1: " in result.stderr and kept(sandbox) == {}


def test_a_line_beyond_65535_is_still_the_right_one(sandbox, tmp_path):
    many = [Entry(1, days_ago(3)) for _ in range(9_000)]
    many[-1] = dataclasses.replace(many[-1], currency="GBP")
    path = statements.write(tmp_path / "long.xml", statement(many))
    line = statements.line_of(path, "GBP")
    assert line > 65_535
    assert refusal(run_import(sandbox, path)).startswith(f'{path}:{line}: the currency is "GBP"')
