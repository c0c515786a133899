# SPDX-License-Identifier: Apache-2.0
"""The two versions of the API, and reading all that one of them gives."""
from .personas import balances_of, overdrafts_of, transactions_of

OLD, NEW = "v1.4.2", "v1.6.2"
# The bodies, by the names that docs/versions.md has for them.
COMPONENTS = {"accounts": "HalAccounts", "balances": "HalBalances", "transactions": "HalTransactions",
              "details": "HalTransactionDetails", "overdrafts": "HalOverdrafts", "identity": "HalEndUserIdentity"}


def read_everything(customer, ibans):
    """[(name, body)] of every answer with a body that the customer's version has for these accounts."""
    asked = [("accounts", "/accounts"), ("identity", "/end-user-identity")]
    for iban in ibans:
        asked += [("balances", balances_of(iban)), ("transactions", transactions_of(iban))]
        if customer.base.endswith(NEW):
            asked.append(("overdrafts", overdrafts_of(iban)))
    found = []
    for name, path in asked:
        answer = customer.get(path)
        assert answer.status in (200, 204), f"{path}: {answer.status} {answer.text[:300]}"
        if answer.status == 200:
            found.append((name, answer.json()))
    details = [each["_links"]["details"]["href"] for name, body in found if name == "transactions"
               for each in body["transactions"] if "_links" in each]
    for href in details[:3]:
        answer = customer.get(href)
        if answer.status == 200:
            found.append(("details", answer.json()))
    return found
