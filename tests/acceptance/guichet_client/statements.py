# SPDX-License-Identifier: Apache-2.0
"""ISO 20022 statements as a bank would send them, written from the standard: nothing here is shared with the reader."""
import dataclasses
import datetime
import decimal
import itertools
from xml.sax.saxutils import escape

VERSIONS = ("camt.053.001.02", "camt.053.001.08")
REPORT_VERSIONS = ("camt.052.001.02", "camt.052.001.08")
CENT = decimal.Decimal("0.01")


def iban_of(account, establishment="17515", branch="90000"):
    """A French IBAN; `account` is its eleven characters. RIB key and check digits are computed."""
    key = 97 - (89 * int(establishment) + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"{establishment}{branch}{account}{key:02}"
    return f"FR{98 - int(bban + '152700') % 97:02}{bban}"


@dataclasses.dataclass
class Entry:
    """One entry. `cents` is negative for a debit; a day is a datetime.date."""
    cents: int
    booked: datetime.date = None
    value: datetime.date = None
    status: str = "BOOK"
    reference: str = None
    servicer: str = None
    lines: tuple = ()
    end_to_end: str = None
    code: tuple = ("PMNT", "RCDT", "ESCT")
    own_code: tuple = None
    reversal: bool = False
    text: str = None
    currency: str = "EUR"


@dataclasses.dataclass
class Statement:
    iban: str
    entries: list
    id: str = "S-1"
    opening: int = 0
    closing: int = None  # what the entries make, unless said otherwise
    first: datetime.date = datetime.date(2026, 11, 2)
    last: datetime.date = datetime.date(2026, 11, 20)
    version: str = "camt.053.001.02"
    name: str = None
    owner: str = None
    balances: tuple = ("OPBD", "CLBD")
    currency: str = "EUR"

    @property
    def end(self):
        if self.closing is not None:
            return self.closing
        return self.opening + sum(entry.cents for entry in self.entries if entry.status == "BOOK")

    @property
    def newer(self):
        return self.version.endswith("08")

    @property
    def is_report(self):
        return self.version.startswith("camt.052")

    def lines(self):
        tag = "Rpt" if self.is_report else "Stmt"
        yield f"  <{tag}>"
        yield f"    <Id>{escape(self.id)}</Id>"
        yield "    <ElctrncSeqNb>1</ElctrncSeqNb>"
        yield f"    <CreDtTm>{self.last}T23:00:00+01:00</CreDtTm>"
        yield (f"    <FrToDt><FrDtTm>{self.first}T00:00:00</FrDtTm><ToDtTm>{self.last}T23:59:59</ToDtTm></FrToDt>")
        yield "    <Acct>"
        yield f"      <Id><IBAN>{self.iban}</IBAN></Id>"
        yield f"      <Ccy>{self.currency}</Ccy>"
        if self.name:
            yield f"      <Nm>{escape(self.name)}</Nm>"
        if self.owner:
            yield f"      <Ownr><Nm>{escape(self.owner)}</Nm></Ownr>"
        yield "      <Svcr><FinInstnId><Nm>Banque</Nm></FinInstnId></Svcr>"
        yield "    </Acct>"
        for kind in self.balances:
            opens = kind in ("OPBD", "PRCD")
            yield from balance(kind, self.opening if opens else self.end, self.first if opens else self.last,
                               self.currency)
        for entry in self.entries:
            yield from entry_lines(entry, self.newer)
        yield f"  </{tag}>"


def amount(cents, currency="EUR"):
    return f'<Amt Ccy="{currency}">{abs(decimal.Decimal(cents) * CENT):.2f}</Amt>'


def side(cents):
    return f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd>"


def balance(kind, cents, day, currency):
    yield f"    <Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
    yield f"      {amount(cents, currency)}{side(cents)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def entry_lines(entry, newer):
    yield "    <Ntry>"
    if entry.reference is not None:
        yield f"      <NtryRef>{escape(entry.reference)}</NtryRef>"
    yield f"      {amount(entry.cents, entry.currency)}{side(entry.cents)}"
    if entry.reversal:
        yield "      <RvslInd>true</RvslInd>"
    yield f"      <Sts>{f'<Cd>{entry.status}</Cd>' if newer else entry.status}</Sts>"
    if entry.booked:
        yield f"      <BookgDt><Dt>{entry.booked}</Dt></BookgDt>"
    if entry.value:
        yield f"      <ValDt><Dt>{entry.value}</Dt></ValDt>"
    if entry.servicer is not None:
        yield f"      <AcctSvcrRef>{escape(entry.servicer)}</AcctSvcrRef>"
    yield "      <BkTxCd>"
    if entry.code:
        domain, family, sub_family = entry.code
        yield (f"        <Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd>"
               f"<SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn>")
    if entry.own_code:
        yield f"        <Prtry><Cd>{entry.own_code[0]}</Cd><Issr>{escape(entry.own_code[1])}</Issr></Prtry>"
    yield "      </BkTxCd>"
    if entry.end_to_end or entry.lines:
        yield "      <NtryDtls><TxDtls>"
        if entry.end_to_end:
            yield f"        <Refs><EndToEndId>{escape(entry.end_to_end)}</EndToEndId></Refs>"
        if entry.lines:
            yield "        <RmtInf>" + "".join(f"<Ustrd>{escape(line)}</Ustrd>" for line in entry.lines) + "</RmtInf>"
        yield "      </TxDtls></NtryDtls>"
    if entry.text:
        yield f"      <AddtlNtryInf>{escape(entry.text)}</AddtlNtryInf>"
    yield "    </Ntry>"


def document(*statements):
    """The lines of a file that holds these statements, all of one version."""
    version = statements[0].version
    message = "BkToCstmrAcctRpt" if statements[0].is_report else "BkToCstmrStmt"
    head = ['<?xml version="1.0" encoding="UTF-8"?>',
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{message}>',
            "  <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T01:00:00Z</CreDtTm></GrpHdr>"]
    return itertools.chain(head, *(statement.lines() for statement in statements), [f"</{message}></Document>"])


def write(path, *statements):
    """Writes a file of statements; gives its path."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in document(*statements))
    return path


def line_of(path, text, nth=1):
    """The number of the nth line that holds `text`."""
    found = [number for number, line in enumerate(path.read_text(errors="replace").split("\n"), 1) if text in line]
    return found[nth - 1]
