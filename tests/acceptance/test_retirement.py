# SPDX-License-Identifier: Apache-2.0
"""Row 205: a version that is switched off or over, and what is told of one that will be."""
import email.utils
import re

import pytest

from guichet_client import api, process
from guichet_client.oracle import refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of
from guichet_client.versions import NEW, OLD

ANNOUNCED = 1782770400  # 2026-06-30, midnight in Paris
SUNSET = "Fri, 31 Dec 2027 23:00:00 GMT"


@pytest.fixture
def old(lea):
    assert lea.consent(LEA_IBAN).status == 201
    return lea.in_version(OLD)


def relations(answer):
    return dict(reversed(pair) for pair in re.findall(r'<([^>]*)>; rel="([^"]*)"', ", ".join(answer.all("Link"))))


def judge_told(answer, path):
    assert answer.header("Warning") == '299 - "v1.4.2 is deprecated and ends on 2027-12-31; use v1.6.2"'
    assert answer.header("Deprecation") == f"@{ANNOUNCED}"
    assert answer.header("Sunset") == SUNSET
    assert relations(answer)["successor-version"] == f"/stet/psd2/{NEW}{path}"


def judge_untold(answer):
    assert not any(answer.header(name) for name in ("Warning", "Deprecation", "Sunset"))
    assert "successor-version" not in relations(answer)


def test_row_205_good_answers_of_a_deprecated_version_say_when_it_ends_and_where_to_go(old):
    for path in ("/accounts", balances_of(LEA_IBAN)):
        judge_told(old.get(path), path)
        judge_untold(old.in_version(NEW).get(path))
    body = {"balances": [], "transactions": [], "psuIdentity": False, "trustedBeneficiaries": False}
    judge_told(old.call("PUT", "/consents", body=body), "/consents")


def test_row_205_refusals_of_a_deprecated_version_do_so_beside_their_own_links(old):
    answers = [refused(old.get("/accounts/x/balances"), 404, "ACCOUNT_UNKNOWN"),
               refused(old.get("/accounts/x/overdrafts"), 404, "ROUTE_UNKNOWN"),
               refused(old.get("/accounts", token=None), 401, "TOKEN_MISSING"),
               refused(old.call("POST", "/accounts"), 405, "METHOD_NOT_ALLOWED")]
    for answer, path in zip(answers, ("/accounts/x/balances", "/accounts/x/overdrafts", "/accounts", "/accounts")):
        judge_told(answer, path)
        assert set(relations(answer)) == {"help", "monitor", "successor-version"}
    judge_untold(refused(old.in_version(NEW).get("/accounts/x/balances"), 404, "ACCOUNT_UNKNOWN"))


def test_row_205_a_request_that_is_refused_before_it_is_whole_is_told_too(old):
    judge_told(refused(old.call("PUT", "/consents", body=b" " * (256 * 1024 + 1)), 413, "BODY_TOO_LARGE"), "/consents")


def test_a_deprecated_version_is_served_to_the_midnight_of_its_last_day_in_paris(sandbox, tpp, client):
    end = email.utils.parsedate_to_datetime(SUNSET)
    api.move_clock(sandbox, now="2027-12-31T22:59:30Z")
    customer = client(sandbox, tpp).connect_customer(LEA)
    judge_told(customer.in_version(OLD).accounts(), "/accounts")
    api.move_clock(sandbox, now=end.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for path in ("/accounts", balances_of(LEA_IBAN), "/nothing"):
        answer = refused(customer.in_version(OLD).get(path), 404, "VERSION")
        assert "ended on 2027-12-31" in answer.json()["message"] and NEW in answer.json()["message"]
        assert relations(answer)["successor-version"] == f"/stet/psd2/{NEW}{path}"
    refused(customer.in_version(OLD).call("POST", "/consents"), 404, "VERSION")
    assert customer.accounts().status == 200, "the token is as good in the version that is served"


def test_nothing_is_said_before_the_day_it_is_announced_on(tmp_path_factory):
    with configured(tmp_path_factory, 'v1_4_2_deprecated = "2027-01-01"') as sandbox:
        customer = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        judge_untold(customer.in_version(OLD).accounts())
        api.move_clock(sandbox, now="2026-12-31T23:00:00Z")
        customer.connect_customer(LEA)
        assert customer.in_version(OLD).accounts().header("Deprecation") == "@1798758000"


def test_a_version_without_an_end_has_no_sunset(tmp_path_factory):
    with configured(tmp_path_factory, 'v1_4_2_ends = ""') as sandbox:
        api.move_clock(sandbox, now="2028-03-01T00:00:00Z")
        customer = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        answer = customer.in_version(OLD).accounts()
        assert answer.status == 200 and answer.header("Sunset") is None
        assert answer.header("Warning") == '299 - "v1.4.2 is deprecated; use v1.6.2"'


def test_row_205_a_version_that_is_switched_off_is_unknown(tmp_path_factory):
    with configured(tmp_path_factory, "v1_4_2 = false") as sandbox:
        customer = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert customer.accounts().status == 200
        for path in ("/accounts", "/end-user-identity", "/consents", "/accounts/x/overdrafts"):
            answer = refused(customer.in_version(OLD).get(path), 404, "VERSION")
            assert NEW in answer.json()["message"]
            judge_untold(answer)


@pytest.mark.parametrize("lines, fault", [
    ('v1_4_2_ends = "2027-02-29"', "versions.v1_4_2_ends must be a day such as 2027-12-31"),
    ('v1_4_2_deprecated = ""', "versions.v1_4_2_ends is 2027-12-31 but v1_4_2_deprecated is empty"),
    ('v1_4_2_deprecated = "2028-01-01"', "versions.v1_4_2_ends must be a day after v1_4_2_deprecated"),
    ("v1_4_2_ends = 2027-12-31", '"versions.v1_4_2_ends" must be a text in quotes'),
    ('v1_4_3_ends = ""', 'unknown key "versions.v1_4_3_ends"; did you mean "versions.v1_4_2_ends"'),
    ('v1_6_2_deprecated = "2027-01-01"\nv1_6_2_ends = "2027-06-30"', "versions.v1_6_2_ends must not be before"),
])
def test_a_calendar_that_cannot_be_is_refused_before_anything_starts(tmp_path, lines, fault):
    write_configuration(tmp_path, lines)
    ended = process.run("sandbox", "--data", tmp_path, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert ended.returncode == 78 and fault in ended.stderr, (ended.returncode, ended.stderr)
    assert ended.stderr.count("\n") == 1 and "guichet.toml" in ended.stderr


def write_configuration(data, lines):
    data.mkdir(exist_ok=True)
    (data / "guichet.toml").write_text(f"[versions]\n{lines}\n")


class configured:
    """A sandbox of its own with these lines under [versions]."""

    def __init__(self, factory, lines):
        data = factory.mktemp("versions") / "data"
        write_configuration(data, lines)
        self.sandbox = process.Sandbox(data)

    def __enter__(self):
        return self.sandbox.start()

    def __exit__(self, *_):
        assert self.sandbox.stop() == 0
