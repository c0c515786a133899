# SPDX-License-Identifier: Apache-2.0
"""The persona sheet of the reference page, and small readings of answers."""
import datetime
import zoneinfo

LEA_IBAN = "FR7617515000920400430518020"
CLAIRE_EMPTY_IBAN = "FR7617515900000400358074026"
CLAIRE_TRADER_IBAN = "FR7617515900000800358074006"
GEORGES_IBAN = "FR7617515000920400085945890"
GILLES_IBANS = ("FR7617515000920440878790811", "FR7617515000920402428687756", "FR7617515000920402428748381")
LEA, CLAIRE, GEORGES, GILLES, GILLES_AGAIN = (f"999999990{number}" for number in range(1, 6))
PAUL, ATELIER, CHORALE, ALICE, BRUNO, ZOE, NADIA, HOLDING, INES, MAGASIN, OSCAR = (
    f"99999999{number}" for number in range(11, 22))
ALICE_IBAN = "FR7617515000920402134558924"
LOIRE, RHONE = "14265", "13825"
MARIE = {"17515": "9999999931", LOIRE: "9999999932", RHONE: "9999999932"}  # by establishment
MARIE_IBANS = {"17515": "FR7617515000920401732050828", LOIRE: "FR7614265000920401732050921",
               RHONE: "FR7613825000920401732051087"}
USER_NUMBERS = {PAUL: "0001", ATELIER: "0002", CHORALE: "0003", HOLDING: "0004", MAGASIN: "0005"}
OTHER_BANK = "13135"  # an establishment of the group without personas


def resource_of(iban):
    """The page's resourceId: the BBAN without its key."""
    return iban[4:25]


def transactions_of(iban, query=""):
    return f"/accounts/{resource_of(iban)}/transactions" + (f"?{query}" if query else "")


def balances_of(iban):
    return f"/accounts/{resource_of(iban)}/balances"


def overdrafts_of(iban):
    return f"/accounts/{resource_of(iban)}/overdrafts"


def booked_at(transaction):
    """bookingDate as an instant; it is printed with an offset without colon."""
    return datetime.datetime.strptime(transaction["bookingDate"], "%Y-%m-%dT%H:%M:%S%z")


def paris(day, hour=0, minute=0):
    """`day` (a date) at this time in Paris."""
    return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))


def today_in_paris():
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).date()


def written(instant):
    """`instant` in the form of the page, with the plus of the offset percent-encoded."""
    text = instant.isoformat(timespec="milliseconds")
    return text.replace("+", "%2B")


def listed(answer):
    """{IBAN: account} of GET /accounts."""
    return {account["accountId"]["iban"]: account for account in answer.json()["accounts"]}


def entries(answer):
    assert answer.status == 200, f"{answer.status} {answer.text[:300]}"
    return answer.json()["transactions"]
