# SPDX-License-Identifier: Apache-2.0
"""Rows 290 to 295: establishments apart from each other, their own configurations, and names that are given up."""
import time
import urllib.parse

import pytest

from guichet_client import api, journey, process
from guichet_client.dashboard import PERMISSIONS
from guichet_client.oracle import refused, token_refused
from guichet_client.personas import LEA, LEA_IBAN, balances_of

HOME, OTHER, THIRD = "17515", "13335", "42559"
PATIENCE = 20.0  # seconds within which a running sandbox must have seen a changed file
FORM = "/stet/psd2/oauth/sca"


@pytest.fixture
def other_host(sandbox):
    return sandbox.host_of(OTHER)


# --- rows 290, 291: what one bank gave is worth nothing at another --------------------------------------------

def test_row_290_the_access_token_of_one_bank_is_unknown_at_every_other(sandbox, lea):
    for code in ("11315", OTHER, "18919", THIRD):
        refused(lea.at(sandbox.host_of(code)).accounts(), 401, "invalid_token")
    refused(lea.at(sandbox.host_of(OTHER)).get(balances_of(LEA_IBAN)), 401, "invalid_token")
    refused(lea.at(sandbox.host_of(OTHER)).consent(LEA_IBAN), 401, "invalid_token")
    assert lea.accounts().status == 200


def test_row_291_a_code_of_one_bank_is_refused_at_another_and_stays_good_at_its_own(stranger, other_host):
    code = stranger.code_for(LEA)
    token_refused(stranger.at(other_host).exchange(code), 400, "invalid_grant")
    stranger.keep(stranger.exchange(code))
    assert stranger.accounts().status == 200


def test_row_291_a_refresh_token_of_one_bank_is_refused_at_another_and_stays_good_at_its_own(lea, other_host):
    token_refused(lea.at(other_host).refresh(), 400, "invalid_grant")
    lea.keep(lea.refresh())
    assert lea.accounts().status == 200


def test_row_291_a_revocation_at_another_bank_ends_nothing(lea, other_host):
    for token in (lea.tokens.access, lea.tokens.refresh):
        assert lea.at(other_host).revoke(token).status == 200
    assert lea.accounts().status == 200


def at_bank(sandbox, code):
    return journey.Browser(sandbox, tls_pair=None, host=sandbox.host_of(code))


def test_row_291_the_cookie_and_the_form_token_of_one_bank_open_nothing_at_another(sandbox, tpp):
    browser = at_bank(sandbox, HOME)
    page = browser.authorize(tpp)
    assert page.status == 200
    elsewhere = at_bank(sandbox, OTHER)
    elsewhere.cookies = dict(browser.cookies)
    before = sandbox.database.digest()
    taken = elsewhere.submit(page, {"identifier": LEA})
    assert taken.status == 403 and "otp" not in taken.asks
    assert elsewhere.get(FORM + "?journey=" + page.form.fields["journey"]).status == 403
    assert sandbox.database.digest() == before, "the journey at its own bank is as it was"
    assert "otp" in browser.identify(page, LEA).asks


def test_row_291_another_bank_opens_a_journey_of_its_own_whatever_cookies_come(sandbox, tpp):
    browser = at_bank(sandbox, HOME)
    own = browser.authorize(tpp).form.fields["journey"]
    elsewhere = at_bank(sandbox, OTHER)
    elsewhere.cookies = dict(browser.cookies)
    page = elsewhere.authorize(tpp)
    assert page.status == 200 and page.form.fields["journey"] != own


def test_row_291_the_pass_of_one_bank_is_refused_at_another(sandbox, stranger):
    form = [("client_id", stranger.tpp.client_id), ("grant_type", "client_credentials"), ("scope", "aisp")]
    location = stranger.ask_token(form, more=[("fallback", "1")]).header("Location")
    here = location.removeprefix(sandbox.ready["web"])
    assert f"cdetab={HOME}" in here
    assert journey.Browser(sandbox).get(here.replace(f"cdetab={HOME}", f"cdetab={OTHER}")).status == 403
    assert journey.Browser(sandbox).get(here).status != 403


# --- row 293: every key starts with the establishment ---------------------------------------------------------

OF_THE_GROUP = {"schema_migration", "tpp", "tpp_role", "tpp_redirect_uri", "tpp_seal", "tpp_key_id", "tpp_qwac",
                "write_probe", "clock_mark"}


@pytest.mark.embedded
def test_row_293_every_key_of_a_customers_data_starts_with_the_establishment(sandbox):
    look = sandbox.database._opened().execute
    tables = set(sandbox.database.tables())
    assert OF_THE_GROUP < tables
    for table in tables - OF_THE_GROUP:
        columns = look(f'PRAGMA table_info("{table}")').fetchall()
        key = [name for _, name, _, _, _, place in sorted(columns, key=lambda column: column[5]) if place]
        assert key and key[0] == "establishment", f"{table}: {key}"


# --- row 295: names that are given up -------------------------------------------------------------------------

RETIRED = "www.17515.live.api.89c3.com"


def test_row_295_a_name_serves_until_its_last_paris_midnight_and_is_misdirected_from_then_on(tmp_path):
    """The reference page: not available from 28/09/2025 on."""
    sandbox = process.Sandbox(tmp_path / "data", "--clock", "2025-09-27T21:50:00Z").start()
    try:
        caller = api.Api(sandbox, api.Tpp.sample(sandbox.data), host=RETIRED)
        refused(caller.accounts(token="0" * 43), 401, "invalid_token")
        api.move_clock(sandbox, now="2025-09-27T21:59:59Z")
        refused(caller.accounts(token="0" * 43), 401, "invalid_token")
        api.move_clock(sandbox, now="2025-09-27T22:00:00Z")
        refused(caller.accounts(token="0" * 43), 421, "MISDIRECTED")
        refused(caller.at(sandbox.host_of(HOME, "live")).accounts(token="0" * 43), 401, "invalid_token")
    finally:
        assert sandbox.stop() == 0


def test_row_295_the_list_of_hosts_names_the_day_of_those_that_are_given_up():
    lines = process.run("hosts").stdout.splitlines()
    retired = [line for line in lines if ".live.api.89c3.com" in line]
    assert len(retired) == 22
    assert "127.0.0.1 www.17515.live.api.89c3.com # refused (421) from 2025-09-28 on, Paris" in retired
    for spelling in ("oba-bad-me-live.api.89c3.com", "oba-bad-me-live-api.89c3.com"):
        assert f"127.0.0.1 www.17515.{spelling}" in lines


def test_the_list_of_hosts_has_the_names_that_a_data_directory_gives(tmp_path):
    def listed(*options, code=0):
        done = process.run("hosts", *options)
        assert done.returncode == code, done.stderr
        return done.stdout.splitlines(), done.stderr

    folder = tmp_path / "establishments"
    folder.mkdir()
    (tmp_path / "guichet.toml").write_text('domain = "bank.example"\n')
    (folder / f"{OTHER}.toml").write_text('sandbox_hosts = "test.lac.example"\nlive_hosts = "psd2.lac.example"\n')
    own = {"127.0.0.1 test.lac.example", "127.0.0.1 psd2.lac.example"}
    names, _ = listed("--data", tmp_path)
    assert own <= set(names) and f"127.0.0.1 www.{OTHER}.live.api.bank.example" in names
    assert not own & set(listed()[0])
    assert f"127.0.0.1 www.{OTHER}.live.api.other.example" in listed("--data", tmp_path, "--domain", "other.example")[0]
    (folder / f"{HOME}.toml").write_text("nonsense")
    names, said = listed("--data", tmp_path, code=78)
    assert own <= set(names) and f"{HOME}.toml" in said
    assert "is no data directory" in listed("--data", tmp_path / "nowhere", code=1)[1]


def test_the_list_of_hosts_has_nothing_in_it_that_is_no_name_and_passes_over_no_configuration(tmp_path):
    for domain in ("a b", "x\n127.0.0.1 bank.example", "-x"):
        for data in ((), ("--data", tmp_path)):
            done = process.run("hosts", "--domain", domain, *data)
            assert done.returncode == 2 and not done.stdout and "--domain must be a name" in done.stderr, done.stderr
    own = tmp_path / f"establishments/{HOME}.toml"
    own.mkdir(parents=True)
    done = process.run("hosts", "--data", tmp_path)
    assert done.returncode == 78 and f"{own}: Is a directory" in done.stderr and f".{OTHER}." in done.stdout
    (tmp_path / "guichet.toml").mkdir()
    done = process.run("hosts", "--data", tmp_path)
    assert done.returncode == 78 and "guichet.toml is a directory" in done.stderr and not done.stdout


# --- row 294: a configuration for each ------------------------------------------------------------------------

class Bank:
    """One establishment's configuration in a running sandbox."""

    def __init__(self, sandbox, code):
        self.sandbox, self.code = sandbox, code
        self.file = sandbox.data / "establishments" / f"{code}.toml"
        self.host = sandbox.host_of(code)

    def set(self, text):
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(text)

    def caller(self, host=None):
        return api.Api(self.sandbox, api.Tpp.sample(self.sandbox.data), host=host or self.host)

    def status(self, host=None):
        """What a call without a token comes to there."""
        return self.caller(host).accounts(token="0" * 43).status

    def name(self):
        page = at_bank(self.sandbox, self.code).authorize(api.Tpp.sample(self.sandbox.data))
        return page.answer.text.split('<p class="bank" lang="fr">')[1].split("</p>")[0]

    def means(self):
        page = at_bank(self.sandbox, self.code).authorize(api.Tpp.sample(self.sandbox.data))
        return [part.split('"')[0] for part in page.answer.text.split('<option value="')[1:]]

    def online_bank(self):
        caller = self.caller()
        form = [("client_id", caller.tpp.client_id), ("grant_type", "client_credentials"), ("scope", "aisp")]
        return caller.ask_token(form, more=[("fallback", "1")]).header("Location")


def comes_to(look, wanted):
    give_up = time.monotonic() + PATIENCE
    while (seen := look()) != wanted:
        assert time.monotonic() < give_up, f"still {seen!r}"
        time.sleep(0.05)


def says(sandbox, words):
    comes_to(lambda: words in sandbox.stderr, True)


@pytest.fixture
def bank(sandbox):
    bank = Bank(sandbox, OTHER)
    yield bank
    bank.file.unlink(missing_ok=True)
    comes_to(bank.status, 401)
    comes_to(bank.name, "Caisse d&#39;Epargne Aquitaine Poitou-Charentes")


def test_an_establishment_sets_its_name_its_means_and_its_online_bank_while_it_runs(sandbox, bank):
    third = Bank(sandbox, THIRD)
    before = third.name(), third.means()
    assert bank.means() == ["otp_sms", "secur_pass", "cap_reader", "hardware_certificate"]
    bank.set('name = "Caisse d\'Epargne du Bout du Lac"\nmeans = "secur_pass otp_sms"\n'
             'online_bank = "https://www.lac.example"\n')
    comes_to(bank.name, "Caisse d&#39;Epargne du Bout du Lac")
    assert bank.means() == ["secur_pass", "otp_sms"]
    assert bank.online_bank().startswith("https://www.lac.example/se-connecter/sso?service=dei&cdetab=13335&")
    assert (third.name(), third.means()) == before
    assert third.online_bank().startswith(sandbox.ready["web"])


def test_an_establishment_has_further_host_names_and_may_be_closed(sandbox, bank):
    bank.set('live_hosts = "api.lac.example"\n')
    more = [("Host", "api.lac.example")]
    plain = bank.caller(host=sandbox.host)
    # The sandbox's certificate gets the name at its next start; the web port has none.
    comes_to(lambda: api.control(sandbox, "GET", "/.well-known/oauth-authorization-server", headers=more).status, 200)
    assert plain.accounts(token="0" * 43, more=more).status == 421, "another bank's TLS name"
    bank.set("served = false\n")
    comes_to(bank.status, 421)
    assert Bank(sandbox, THIRD).status() == 401


def test_row_294_a_broken_file_changes_nothing_for_its_bank_and_less_for_another(sandbox, bank):
    bank.set('name = "Before"\n')
    comes_to(bank.name, "Before")
    third = Bank(sandbox, THIRD)
    before = third.name()
    for text, place, what in (
            ('name = "After"\nmeans = "otp_sms telepathy"\n', ":2:9: ", "means is not good"),
            ('name = "After"\nnmae = "x"\n', ":2:1: ", 'unknown key "nmae"; did you mean "name"?'),
            ('name = "After"\nserved = "no"\n', ":2:10: ", "served must be true or false"),
            ('name = "After', ":1:", "13335.toml"),
            ('name = "After"\nlive_hosts = "www.42559.live.api.localhost"\n', ": ", "is a name of establishment 42559"),
            ('name = "After"\nlive_hosts = "www.17515.live.api.89c3.com"\n', ": ", "is given up"),
            ('name = "After"\nseal = "nowhere.pem"\n', ": ", "nowhere.pem")):
        mark = len(sandbox.stderr)
        bank.set(text)
        comes_to(lambda: "keeps what it had" in sandbox.stderr[mark:], True)
        said = sandbox.stderr[mark:].replace('\\"', '"')
        assert f"13335.toml{place}" in said and what in said, said
        assert bank.name() == "Before" and bank.status() == 401
        assert third.name() == before and third.status() == 401
    bank.set('name = "After"\n')
    comes_to(bank.name, "After")


def test_row_294_a_file_broken_at_the_start_refuses_its_bank_alone_until_it_is_corrected(tmp_path):
    data = tmp_path / "data"
    (data / "establishments").mkdir(parents=True)
    (data / "establishments" / f"{OTHER}.toml").write_text("served = maybe\n")
    (data / "establishments" / "1333.toml").write_text("")
    sandbox = process.Sandbox(data).start()
    try:
        bank, third = Bank(sandbox, OTHER), Bank(sandbox, THIRD)
        says(sandbox, f"{OTHER}.toml:1:10: ")
        says(sandbox, f"establishment {OTHER} is refused (503 ESTABLISHMENT)")
        says(sandbox, f"1333.toml is of no establishment; did you mean {OTHER}.toml?")
        answer = refused(bank.caller().accounts(token="0" * 43), 503, "ESTABLISHMENT")
        assert answer.header("Retry-After") == "60"
        for page in (at_bank(sandbox, OTHER).authorize(bank.caller().tpp), at_bank(sandbox, OTHER).get(PERMISSIONS)):
            assert (page.status, page.answer.header("Retry-After")) == (503, "60")
        assert at_bank(sandbox, OTHER).get("/.well-known/oauth-authorization-server").status == 200
        token = bank.caller().ask_token([("grant_type", "authorization_code")])
        assert (token.status, token.json()["error"]) == (503, "temporarily_unavailable")
        assert third.status() == 401
        lea = api.Api(sandbox, api.Tpp.sample(data)).connect_customer(LEA)
        assert lea.accounts().status == 200
        bank.set("served = true\n")
        comes_to(bank.status, 401)
    finally:
        assert sandbox.stop() == 0


def test_a_file_of_no_establishment_is_named_while_it_runs_too(sandbox, bank):
    bank.set("served = true\n")
    says(sandbox, f"{OTHER}.toml: in force")
    (bank.file.parent / "14256.toml").write_text("served = false\n")
    says(sandbox, "14256.toml is of no establishment; did you mean 14265.toml?")
    (bank.file.parent / "14265.tml").write_text("served = false\n")
    says(sandbox, "14265.tml is of no establishment; did you mean 14265.toml?")


@pytest.mark.parametrize("section, key", [("establishments", "folder"), ("responses", "seals")])
def test_a_folder_that_is_named_and_not_there_is_refused_at_the_start(tmp_path, section, key):
    data = tmp_path / "data"
    data.mkdir()
    (data / "guichet.toml").write_text(f'[{section}]\n{key} = "{tmp_path}/none"\n')
    done = process.run("sandbox", "--data", data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert done.returncode == 78 and f"{section}.{key}: {tmp_path}/none is no folder" in done.stderr, done.stderr


def test_a_folder_of_seals_without_a_seal_is_refused_at_the_start(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "guichet.toml").write_text(f'[responses]\nseals = "{tmp_path}"\n')
    done = process.run("sandbox", "--data", data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert done.returncode == 78 and "has no <cdetab>.pem" in done.stderr, done.stderr
    (tmp_path / "17515.pem").write_text("garbage")
    done = process.run("sandbox", "--data", data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0")
    assert done.returncode == 78 and f"{tmp_path}/17515.pem: " in done.stderr, done.stderr


def test_a_name_of_its_own_is_in_the_certificate_from_the_next_start_on(tmp_path):
    data = tmp_path / "data"
    (data / "establishments").mkdir(parents=True)
    (data / "establishments" / f"{OTHER}.toml").write_text('sandbox_hosts = "test.lac.example"\n')
    sandbox = process.Sandbox(data).start()
    try:
        bank = Bank(sandbox, OTHER)
        assert bank.status(host="test.lac.example") == 401
    finally:
        assert sandbox.stop() == 0


def test_an_establishment_brings_its_own_seal(tmp_path):
    data = tmp_path / "data"
    folder = data / "establishments"
    first = process.Sandbox(data).start()
    assert first.stop() == 0
    folder.mkdir()
    issued = process.run("pki", "issue", "--oid", "PSDFR-ACPR-13335", "--roles", "PSP_AS", "--kind", "qseal",
                         "--out", folder, "--data", data)
    assert issued.returncode == 0, issued.stderr
    (folder / f"{OTHER}.toml").write_text('seal = "qseal.pem"\n')
    sandbox = process.Sandbox(data).start()
    try:
        sealed = Bank(sandbox, OTHER).caller().accounts(token="0" * 43)
        assert f'keyId="https://{sandbox.host_of(OTHER)}' in sealed.header("Signature")
        key_id = urllib.parse.urlsplit(sealed.header("Signature").split('"')[1]).path
        published = api.control(sandbox, "GET", key_id, headers=[("Host", sandbox.host_of(OTHER))])
        assert published.status == 200 and published.text == (folder / "qseal.pem").read_text()
        assert Bank(sandbox, THIRD).caller().accounts(token="0" * 43).header("Signature") is None
    finally:
        assert sandbox.stop() == 0
