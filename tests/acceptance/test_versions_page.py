# SPDX-License-Identifier: Apache-2.0
"""docs/versions.md says what the two versions do: its tables are read here and held against their answers."""
import pathlib

import pytest
import yaml

from guichet_client import schemas
from guichet_client.personas import ALICE, ALICE_IBAN, CLAIRE_TRADER_IBAN, GEORGES_IBAN, LEA_IBAN
from guichet_client.versions import NEW, OLD, read_everything

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMS = {"compatible": "1.6.2 compatible", "strict": "1.6.2 strict"}


def table(heading):
    """The rows of the first table under a heading, as dictionaries by the words of its first line."""
    section = (ROOT / "docs/versions.md").read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [[cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
             for line in section.splitlines() if line.startswith("|")]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]]


def members(value, path=""):
    """{member: word of its type} of all leaves and links below a value."""
    if isinstance(value, dict):
        found = {}
        for name, inner in value.items():
            here = f"{path}.{name}" if path else name
            found.update({here: "link"} if path.endswith("_links") else members(inner, here))
        return found
    if isinstance(value, list):
        return {member: word for inner in value for member, word in members(inner, path + "[]").items()}
    return {path: "true or false" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"}


@pytest.mark.profiles("compatible", "strict")
def test_the_table_of_members_is_what_differs_between_the_answers(lea, claire, georges, stranger, profile):
    alice = stranger.connect_customer(ALICE)  # has entries that are not booked yet
    seen = {OLD: {}, NEW: {}}
    for customer, iban in ((lea, LEA_IBAN), (claire, CLAIRE_TRADER_IBAN), (georges, GEORGES_IBAN), (alice, ALICE_IBAN)):
        assert customer.consent(iban, identity=True).status == 201
        for version, found in seen.items():
            for body, answer in read_everything(customer.in_version(version), [iban]):
                found.setdefault(body, {}).update(members(answer))
    differing = {(body, member): (old.get(member, ""), seen[NEW][body].get(member, ""))
                 for body, old in seen[OLD].items() for member in {**old, **seen[NEW][body]}
                 if old.get(member) != seen[NEW][body].get(member)}
    rows = {(row["body"], row["member"]): (row["1.4.2"], row[FORMS[profile]]) for row in table("Members of answers")}
    assert differing == {key: words for key, words in rows.items() if words[0] != words[1]}


def test_the_table_of_methods_is_what_the_two_descriptions_offer():
    offered = {}
    for version in ("1.4.2", "1.6.2"):
        paths = yaml.safe_load((ROOT / f"api/openapi-{version}.yaml").read_text())["paths"]
        prefix = f"/stet/psd2/v{version}"
        offered[version] = {f"{method.upper()} {path.removeprefix(prefix)}" for path, item in paths.items()
                            if path.startswith(prefix) for method in item if method in ("get", "put")}
    rows = table("Methods")
    for version, methods in offered.items():
        assert methods == {row["method"] for row in rows if row[version] == "yes"}
    assert {row["1.4.2"] for row in rows} == {"yes", "404 `ROUTE_UNKNOWN"}


def word_of(version, form, field):
    access = schemas.definitions(version, form)["Access"]
    if field not in access["properties"]:
        return "ignored"
    return "required" if field in access["required"] else "may be left out"


def test_the_table_of_the_consents_fields_is_that_of_the_schemas():
    rows = table("Fields of PUT /consents")
    assert {row["field"] for row in rows} == set(schemas.definitions(NEW, "strict")["Access"]["properties"])
    for row in rows:
        for form, column in FORMS.items():
            assert row[column] == word_of(NEW, form, row["field"])
            assert row["1.4.2"] == word_of(OLD, form, row["field"])


@pytest.mark.profiles("compatible", "strict")
def test_the_server_takes_the_consents_that_the_schemas_take(lea, profile):
    whole = {"balances": [{"iban": LEA_IBAN}], "transactions": [], "overdrafts": [], "owners": False,
             "psuIdentity": True, "trustedBeneficiaries": False}
    for version in (OLD, NEW):
        asked = lea.in_version(version)
        for field in whole:
            for value in (None, "x", [{"iban": "nobody"}], ...):
                body = {name: each for name, each in whole.items() if name != field}
                body |= {} if value is ... else {field: value}
                answer = asked.call("PUT", "/consents", body=body)
                taken = schemas.is_valid(version, profile, "Access", body)
                assert answer.status == (201 if taken else 400), (version, field, value, answer.text)
