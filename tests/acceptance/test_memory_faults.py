# SPDX-License-Identifier: Apache-2.0
"""Row 266: the n-th allocation fails while a call is answered, for n = 1 to as many as the call makes. The sanitizers have
an allocator of their own, so this is asked of the release.

A handshake, or a certificate that was not seen before, makes thousands: there every STRIDE-th fails, beginning with another
one in each run; with GUICHET_ALLOCATIONS=all it is every one."""
import collections
import contextlib
import os
import pathlib
import random
import ssl
import struct
import subprocess
import time

import pytest

from guichet_client import api, http, journey, process
from guichet_client.certificates import Authority, rsa_key
from guichet_client.core_banking import DemoBank, ask_instead
from guichet_client.personas import CLAIRE, CLAIRE_EMPTY_IBAN, CLAIRE_TRADER_IBAN, balances_of, listed

pytestmark = pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")
LIMIT = 1_000_000  # batch accesses a day
MOST = 20_000
HEALED_WITHIN = 5.0  # seconds
STRIDE = 1 if os.environ.get("GUICHET_ALLOCATIONS") == "all" else 97


class Allocations:
    """Which allocation fails, counted from now on; 0: none."""

    def __init__(self, path):
        self.path = path
        path.write_bytes(bytes(8))

    def let_fail(self, number):
        with open(self.path, "r+b") as file:
            file.write(struct.pack("<q", number))

    @property
    def is_to_come(self):
        return struct.unpack("<q", self.path.read_bytes())[0] > 0


def closed_or(call):
    """The answer of `call`, or None if the connection was closed. Whoever is left waiting has a TimeoutError."""
    try:
        return call()
    except TimeoutError:
        raise
    except (OSError, ssl.SSLError, http.Closed):
        return None


def served(call, refused=(503,)):
    """The first answer of `call` that is one: a store or a listener that had no memory may take a moment."""
    began = time.monotonic()
    while (answer := closed_or(call)) is None or answer.status in refused:
        assert time.monotonic() - began < HEALED_WITHIN
    return answer


def first_page(browser, tpp):
    return served(lambda: browser.authorize(tpp), refused=(303, 503))


class Unjudged(api.Api):
    """A refusal for want of memory may lack what an answer has else: the echo of X-Request-ID."""

    def send(self, *arguments, **how):
        return super().send(*arguments, **{**how, "judged": False})


class UnjudgedBrowser(journey.Browser):
    """The same for pages: without memory to tell which page it is, a refusal comes as JSON."""
    judged = False


class Gateway:
    def __init__(self, sandbox, allocations):
        self.sandbox, self.allocations = sandbox, allocations
        self.claire = Unjudged(sandbox, api.Tpp.sample(sandbox.data), watch=False).connect_customer(CLAIRE)
        assert self.claire.consent(CLAIRE_TRADER_IBAN).status == 201

    def rows(self, table):
        return self.sandbox.database.rows(table)

    def try_each(self, name, call, look=lambda answer: None, prepare=None, stride=1):
        """Has the n-th allocation of `call` fail; `look` gets each answer (None: the connection was closed) with enough
        memory again. `prepare` comes before each and gives what `call` is called with."""
        became = collections.Counter()
        prepare = prepare or (lambda: served(self.claire.accounts) and ())
        for number in range(1 if stride == 1 else random.randint(1, stride), MOST, stride):
            prepared = prepare()
            self.allocations.let_fail(number)
            answer = closed_or(lambda: call(*prepared))
            is_over = self.allocations.is_to_come
            self.allocations.let_fail(0)
            assert self.sandbox.running, f"allocation {number}: {self.sandbox.stderr[-2000:]}"
            self.claire.connection().close()  # the server may have closed it behind its answer
            became["closed" if answer is None else answer.status] += 1
            assert answer is None or answer.status in (200, 201, 303, 503), f"allocation {number}: {answer.text}"
            look(answer)
            # Before a good end it may have been turned away by a store that gets up again.
            if is_over and answer is not None and answer.status < 400:
                print(f"{name}: {number} allocations, {dict(became)}")
                return became
        raise AssertionError(f"more than {MOST} allocations")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    built = tmp_path_factory.mktemp("library") / "memory.so"
    source = pathlib.Path(__file__).parent / "faults/memory.cpp"
    subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-fno-builtin", "-o", built, source], check=True)
    return built


@contextlib.contextmanager
def gateway_in(place, library, configure):
    allocations = Allocations(place / "allocations")
    environment = {"LD_PRELOAD": str(library), "GUICHET_MEMORY_FAULT": str(allocations.path)}
    sandbox = process.Sandbox(place / "data", binary=process.RELEASE_BINARY, environment=environment).start()
    assert sandbox.stop() == 0
    settings = sandbox.data / "guichet.toml"
    settings.write_text(settings.read_text().replace("batch_accesses_a_day = 4", f"batch_accesses_a_day = {LIMIT}"))
    configure(sandbox.data)
    sandbox.start()
    yield Gateway(sandbox, allocations)
    assert sandbox.running
    allocations.let_fail(0)
    assert sandbox.stop() == 0


@pytest.fixture(scope="module")
def gateway(tmp_path_factory, library):
    with gateway_in(tmp_path_factory.mktemp("memory"), library, lambda data: None) as gateway:
        yield gateway


@pytest.fixture
def before_core_banking(tmp_path, library):
    """The same in front of a bank that is reached over HTTP."""
    banks = []

    def configure(data):
        pair = data / "to-the-bank"
        done = process.run("pki", "issue", "--data", data, "--oid", "PSDFR-ACPR-99801", "--roles", "PSP_AI", "--kind", "qwac",
                           "--out", pair)
        assert done.returncode == 0, done.stderr
        banks.append(DemoBank(data, pair).start())
        ask_instead(data, banks[0])

    try:
        with gateway_in(tmp_path, library, configure) as gateway:
            yield gateway
    finally:
        for bank in banks:
            assert bank.stop() == 0


def test_row_266_a_gateway_that_nobody_calls_goes_on(gateway):
    # What it does each second is some tens of allocations.
    for number in range(1, 100) if STRIDE == 1 else random.sample(range(1, 40), 8):
        gateway.allocations.let_fail(number)
        deadline = time.monotonic() + 30.0
        while gateway.allocations.is_to_come:
            assert gateway.sandbox.running, f"allocation {number}: {gateway.sandbox.stderr[-2000:]}"
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert served(gateway.claire.accounts).status == 200


def test_row_266_a_batch_read_is_503_or_closed_and_a_unit_is_counted_once_for_each_answer_at_least(gateway):
    def units():
        return sum(row[-1] for row in gateway.rows("batch_access"))

    before, good, asked = units(), 0, 0

    def look(answer):
        nonlocal good, asked
        good, asked = good + (answer is not None and answer.status == 200), asked + 1
        assert good <= units() - before <= asked

    became = gateway.try_each("batch read", lambda: gateway.claire.get(balances_of(CLAIRE_TRADER_IBAN), batch=True), look)
    assert set(became) <= {200, 503, "closed"} and became[503] > 5


def test_row_266_a_read_with_the_customer_there_is_503_or_closed(gateway):
    became = gateway.try_each("connected read", lambda: gateway.claire.get(balances_of(CLAIRE_TRADER_IBAN)))
    assert set(became) <= {200, 503, "closed"} and became[503] > 5


def test_row_266_a_read_of_a_bank_over_http_is_503_or_closed_and_the_bank_is_asked_again(before_core_banking):
    gateway = before_core_banking

    def bank_answers():
        assert served(gateway.claire.accounts).status == 200
        return ()

    became = gateway.try_each("read over HTTP", lambda: gateway.claire.get(balances_of(CLAIRE_TRADER_IBAN)), prepare=bank_answers)
    assert set(became) <= {200, 503, "closed"} and became[503] > 5


def test_row_266_a_refresh_is_503_or_closed_and_one_pair_lives_whose_refresh_token_is_good(gateway):
    def look(_):
        gateway.claire.keep(served(gateway.claire.refresh))
        assert served(gateway.claire.accounts).status == 200
        assert len(gateway.rows("access_grant")) == 1

    became = gateway.try_each("refresh", gateway.claire.refresh, look)
    assert set(became) <= {200, 503, "closed"} and became[503] > 5


def test_row_266_a_consent_is_503_or_closed_and_the_old_one_or_the_new_one_is_in_force(gateway):
    choices = [{CLAIRE_EMPTY_IBAN}, {CLAIRE_TRADER_IBAN}]
    assert served(lambda: gateway.claire.consent(*choices[1])).status == 201
    in_force = choices[1]

    def put():
        choices.reverse()
        return gateway.claire.consent(*choices[1])

    def look(answer):
        nonlocal in_force
        now = {iban for iban, account in listed(served(gateway.claire.accounts)).items() if account.get("_links")}
        assert now == choices[1] if answer is not None and answer.status == 201 else now in (choices[1], in_force)
        in_force = now

    became = gateway.try_each("consent", put, look)
    assert set(became) <= {201, 503, "closed"} and became[503] > 5
    assert served(lambda: gateway.claire.consent(CLAIRE_TRADER_IBAN)).status == 201


def to_the_tpp_or(page):
    """What a customer sees, where it is nothing that is not so: 503, or the way back with temporarily_unavailable."""
    assert page.status != 303 or "error" not in page.redirect or page.redirect["error"] == "temporarily_unavailable"
    return page.answer


def test_row_266_the_first_page_of_a_customer_is_503_or_closed_or_leads_back(gateway):
    def browser():
        opened = UnjudgedBrowser(gateway.sandbox)
        assert first_page(opened, gateway.claire.tpp).status == 200
        return [opened]

    became = gateway.try_each("page", lambda opened: to_the_tpp_or(opened.authorize(gateway.claire.tpp)), prepare=browser)
    assert set(became) <= {200, 303, 503, "closed"} and became[503] > 5


def test_row_266_a_form_is_503_or_closed_or_leads_back_and_nobody_waits_for_one_that_was_lost(gateway):
    def page():
        opened = UnjudgedBrowser(gateway.sandbox)
        return opened, first_page(opened, gateway.claire.tpp)

    def look_again(answer):
        opened, form = latest
        assert served(lambda: to_the_tpp_or(opened.submit(form, action="language-en"))).status in (200, 303)

    def submit(opened, form):
        nonlocal latest
        latest = opened, form
        return to_the_tpp_or(opened.submit(form, action="language-fr"))

    latest = None
    became = gateway.try_each("form", submit, look_again, prepare=page)
    assert set(became) <= {200, 303, 503, "closed"} and became[503] > 5


def test_row_266_a_call_on_a_new_connection_is_503_or_closed_and_nobody_is_refused_for_want_of_memory(gateway):
    def no_connection():
        gateway.claire.connection().close()
        return ()

    became = gateway.try_each("new connection", gateway.claire.accounts, lambda _: served(gateway.claire.accounts),
                              prepare=no_connection, stride=STRIDE)
    assert set(became) <= {200, 503, "closed"} and became["closed"] > 0


def test_row_266_a_certificate_not_seen_before_is_503_or_closed_and_never_refused_for_want_of_memory(gateway):
    authority = Authority.of(gateway.sandbox.data)

    def connected():
        tpp = gateway.claire.as_presenting(authority.issue(key=rsa_key("qwac")))
        closed_or(tpp.connection)  # the certificate is judged with the first call
        return [tpp]

    became = gateway.try_each("new certificate", lambda tpp: tpp.accounts(), lambda _: served(gateway.claire.accounts),
                              prepare=connected, stride=STRIDE)
    assert set(became) <= {200, 503, "closed"} and became[503] > 3
