# SPDX-License-Identifier: Apache-2.0
"""Certificates that their issuer takes back, by list and by OCSP: rows 6 to 8, 10, 12 and 74, and what happens
when the issuer is silent. `guichet pki` is the issuer."""
import datetime
import pathlib
import socket
import ssl
import subprocess
import time

import pytest

from guichet_client import api, process, tls
from guichet_client.certificates import Pair, now
from guichet_client.oracle import refused
from guichet_client.personas import LEA

PATIENCE = 20.0  # seconds within which a running sandbox must have seen a changed list
HOUR = datetime.timedelta(hours=1)


def pki(sandbox, command, *arguments):
    done = process.run("pki", command, "--data", sandbox.data, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def issued(sandbox, tmp_path, kind="qwac", oid="PSDFR-ACPR-13807"):
    pki(sandbox, "issue", "--oid", oid, "--roles", "PSP_AI", "--kind", kind, "--out", tmp_path)
    return Pair.read(tmp_path / f"{kind}.pem", tmp_path / f"{kind}.key")


def until(call, status, patience=PATIENCE):
    """Repeats a call whose answer is 200 until it is something else, which must be `status`."""
    give_up = time.monotonic() + patience
    while (answer := call()).status == 200:
        assert time.monotonic() < give_up, f"still 200 after {patience} s"
    assert answer.status == status
    return answer


def rfc3339(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_row_006_a_serial_in_a_fresh_list_is_refused(lea, tmp_path):
    qwac = issued(lea.sandbox, tmp_path)
    pki(lea.sandbox, "revoke", tmp_path / "qwac.pem")
    until(lambda: lea.as_presenting(qwac).accounts(), 401)
    answer = lea.as_presenting(qwac).accounts()
    refused(answer, 401, "CERT_REVOKED")
    token = lea.as_presenting(qwac).refresh()
    assert (token.status, token.json()["error"]) == (401, "invalid_client")
    assert lea.accounts().status == 200, "the TPP's other certificate is not concerned"


def test_row_007_what_only_the_responder_knows_is_refused_at_the_first_request(lea, tmp_path):
    qwac = issued(lea.sandbox, tmp_path)
    pki(lea.sandbox, "revoke", "--responder-only", tmp_path / "qwac.pem")
    caller = lea.as_presenting(qwac)
    connection = caller.connection()
    refused(caller.accounts(), 401, "CERT_REVOKED")
    assert connection.is_closed_by_server()
    token = lea.as_presenting(qwac).refresh()
    assert (token.status, token.json()["error"]) == (401, "invalid_client")


def test_row_010_a_qwac_revoked_on_an_open_connection_is_refused_at_the_next_request(lea, tmp_path):
    caller = lea.as_presenting(issued(lea.sandbox, tmp_path))
    assert caller.accounts().status == 200
    connection = caller.connection()
    pki(lea.sandbox, "revoke", "--certificate", tmp_path / "qwac.pem")
    refused(until(caller.accounts, 401), 401, "CERT_REVOKED")
    assert connection.is_closed_by_server(), "it was refused on the connection that had served it"


def test_row_010_a_certificate_named_by_its_serial_or_its_holder_is_revoked_too(lea, tmp_path):
    by_serial = issued(lea.sandbox, tmp_path)
    serial = subprocess.run(["openssl", "x509", "-noout", "-serial", "-in", by_serial.files[0]], capture_output=True,
                            text=True, check=True).stdout.strip().split("=")[1]
    pki(lea.sandbox, "revoke", "--serial", serial)
    refused(until(lea.as_presenting(by_serial).accounts, 401), 401, "CERT_REVOKED")
    third = "PSDFR-ACPR-99017"
    pki(lea.sandbox, "issue", "--oid", third, "--roles", "PSP_AI", "--kind", "qwac")
    assert "Revoked" in pki(lea.sandbox, "revoke", "--oid", third, "--kind", "qwac")
    assert "already" in pki(lea.sandbox, "revoke", "--oid", third, "--kind", "qwac")


def test_row_012_a_new_connection_of_a_revoked_certificate_inherits_nothing(lea, tmp_path):
    qwac = issued(lea.sandbox, tmp_path)
    assert lea.as_presenting(qwac).accounts().status == 200
    context = tls.context(lea.sandbox.ca_file, qwac.files)
    with lea.sandbox.connect(qwac) as first:
        session = first.socket.session
    pki(lea.sandbox, "revoke", tmp_path / "qwac.pem")
    until(lea.as_presenting(qwac).accounts, 401)
    with socket.create_connection(("127.0.0.1", lea.sandbox.api_port), timeout=10) as raw:
        with context.wrap_socket(raw, server_hostname=lea.sandbox.host, session=session) as again:
            assert not again.session_reused
    refused(lea.as_presenting(qwac).accounts(), 401, "CERT_REVOKED")


def test_row_074_a_revoked_seal_is_refused(sandbox, tmp_path):
    second = api.enrol(sandbox, "PSDFR-ACPR-99018")
    customer = api.Api(sandbox, second).connect_customer(LEA)
    assert customer.accounts().status == 200
    pki(sandbox, "revoke", second.qseal.files[0])
    refused(until(customer.accounts, 401), 401, "SIG_KEY_REVOKED")


def test_a_revoked_seal_is_refused_at_its_first_use_when_only_the_responder_knows(sandbox, tmp_path):
    second = api.enrol(sandbox, "PSDFR-ACPR-99019")
    customer = api.Api(sandbox, second).connect_customer(LEA)
    pki(sandbox, "revoke", "--responder-only", second.qseal.files[0])
    refused(customer.accounts(), 401, "SIG_KEY_REVOKED")


def test_revocation_survives_a_restart(lea, tmp_path):
    qwac = issued(lea.sandbox, tmp_path)
    pki(lea.sandbox, "revoke", tmp_path / "qwac.pem")
    lea.sandbox.restart()
    refused(lea.as_presenting(qwac).accounts(), 401, "CERT_REVOKED")


def test_the_server_staples_its_own_status(lea):
    shown = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{lea.sandbox.api_port}", "-servername", lea.sandbox.host,
         "-CAfile", lea.sandbox.ca_file, "-status"], capture_output=True, text=True, input="", timeout=20).stdout
    assert "OCSP Response Status: successful" in shown
    assert "Cert Status: good" in shown


def test_openssl_verifies_a_revoked_certificate_against_the_list(lea, tmp_path):
    issued(lea.sandbox, tmp_path)

    def verdict():
        return subprocess.run(["openssl", "verify", "-crl_check", "-CRLfile", lea.sandbox.data / "pki/ca.crl",
                               "-CAfile", lea.sandbox.ca_file, tmp_path / "qwac.pem"], capture_output=True, text=True)

    assert verdict().returncode == 0
    pki(lea.sandbox, "revoke", tmp_path / "qwac.pem")
    assert "certificate revoked" in verdict().stderr


def test_openssl_asks_the_responder(lea, tmp_path):
    """It speaks HTTP/1.0 (RFC 6960 A.1 does not mind)."""
    issued(lea.sandbox, tmp_path)

    def answer():
        asked = subprocess.run(["openssl", "ocsp", "-issuer", lea.sandbox.ca_file, "-CAfile", lea.sandbox.ca_file,
                                "-cert", tmp_path / "qwac.pem", "-url", lea.sandbox.ready["web"] + "/_sandbox/pki/ocsp"],
                               capture_output=True, text=True, timeout=20)
        assert asked.returncode == 0 and "Response verify OK" in asked.stderr, asked.stderr
        return asked.stdout

    assert "qwac.pem: good" in answer()
    pki(lea.sandbox, "revoke", tmp_path / "qwac.pem")
    assert "qwac.pem: revoked" in answer()


# --- the issuer is silent -------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def deaf(tmp_path_factory):
    """A sandbox whose OCSP responder never answers: only the list counts."""
    data = pathlib.Path(tmp_path_factory.mktemp("deaf") / "data")
    first = process.Sandbox(data)
    first.start()
    assert first.stop() == 0
    settings = (data / "guichet.toml").read_text()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
    assert settings.count("responder = ''") == 1
    (data / "guichet.toml").write_text(settings.replace("responder = ''", f"responder = '{silent}'"))
    sandbox = process.Sandbox(data)
    sandbox.start()
    yield sandbox
    assert sandbox.stop() == 0


def list_that_ended(sandbox, ago):
    pki(sandbox, "crl", "--this-update", rfc3339(now() - ago - 24 * HOUR), "--next-update", rfc3339(now() - ago))


def seen_in_log(sandbox, words):
    give_up = time.monotonic() + PATIENCE
    while words not in sandbox.stderr:
        assert time.monotonic() < give_up, f"{words!r} never came"
        time.sleep(0.05)


def test_row_008_a_list_past_its_end_counts_a_day_longer_with_an_alarm_then_nobody_is_blamed(deaf):
    lea = api.Api(deaf, api.Tpp.sample(deaf.data)).connect_customer(LEA)
    list_that_ended(deaf, HOUR)
    seen_in_log(deaf, "should have been renewed by")
    assert lea.accounts().status == 200
    list_that_ended(deaf, 25 * HOUR)
    answer = until(lea.accounts, 503)
    refused(answer, 503, "CERT_STATUS")
    assert answer.header("retry-after") == "60"
    token = lea.refresh()
    assert (token.status, token.json()["error"]) == (503, "temporarily_unavailable")
    pki(deaf, "crl")
    give_up = time.monotonic() + PATIENCE
    while lea.accounts().status != 200:
        assert time.monotonic() < give_up, "a new list did not heal it"


def test_row_008_a_list_that_is_older_altered_or_anothers_leaves_the_former_in_force(deaf, tmp_path):
    lea = api.Api(deaf, api.Tpp.sample(deaf.data)).connect_customer(LEA)
    in_force = deaf.data / "pki/ca.crl"
    earlier = in_force.read_bytes()
    qwac = issued(deaf, tmp_path)
    pki(deaf, "revoke", tmp_path / "qwac.pem")
    until(lea.as_presenting(qwac).accounts, 401)
    in_force.write_bytes(earlier)
    seen_in_log(deaf, "older than the one in force")
    refused(lea.as_presenting(qwac).accounts(), 401, "CERT_REVOKED")
    in_force.write_text("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")
    seen_in_log(deaf, "the former list stays in force")
    refused(lea.as_presenting(qwac).accounts(), 401, "CERT_REVOKED")
    assert lea.accounts().status == 200
    pki(deaf, "crl")


# --- trust anchors --------------------------------------------------------------------------------------------

def test_trust_anchors_are_read_again_while_the_gateway_runs(lea, tmp_path):
    anchors = lea.sandbox.data / "pki/ca.pem"
    ours = anchors.read_text()
    other = tmp_path / "other"
    assert process.run("pki", "init", "--data", other).returncode == 0
    foreign_pem = (other / "pki/ca.pem").read_text()
    assert process.run("pki", "issue", "--data", other, "--oid", "PSDFR-ACPR-13807", "--roles", "PSP_AI", "--kind",
                       "qwac").returncode == 0
    folder = other / "tpp/PSDFR-ACPR-13807"
    foreign = Pair.read(folder / "qwac.pem", folder / "qwac.key")
    refused(lea.as_presenting(foreign).accounts(), 401, "CERT_UNTRUSTED")
    try:
        anchors.write_text(ours + foreign_pem)
        give_up = time.monotonic() + PATIENCE
        # Trusted now, but nobody publishes the status of that authority's certificates.
        while (answer := lea.as_presenting(foreign).accounts()).status == 401:
            assert time.monotonic() < give_up
        refused(answer, 503, "CERT_STATUS")
    finally:
        anchors.write_text(ours)
    give_up = time.monotonic() + PATIENCE
    while (answer := lea.as_presenting(foreign).accounts()).status != 401:
        assert time.monotonic() < give_up
    refused(answer, 401, "CERT_UNTRUSTED")
    assert lea.accounts().status == 200


def test_the_live_hosts_may_trust_others_than_the_sandbox_hosts_do(tmp_path):
    data, other = tmp_path / "data", tmp_path / "other"
    for folder in (data, other):
        assert process.run("pki", "init", "--data", folder).returncode == 0
        assert process.run("pki", "issue", "--data", folder, "--oid", api.SAMPLE, "--roles", "PSP_AI", "--kind", "qwac",
                           "--out", folder).returncode == 0
    (data / "guichet.toml").write_text(f"[live]\nanchors = '{other / 'pki/ca.pem'}'\n")
    ours, foreign = (Pair.read(folder / "qwac.pem", folder / "qwac.key") for folder in (data, other))
    sandbox = process.Sandbox(data)
    sandbox.start()
    try:
        at_sandbox = api.Api(sandbox, api.Tpp.sample(data)).connect_customer(LEA)
        at_live = at_sandbox.at(sandbox.host_of("17515", "live"))
        assert at_sandbox.accounts().status == 200
        refused(at_live.as_presenting(ours).accounts(), 401, "CERT_UNTRUSTED")
        refused(at_sandbox.as_presenting(foreign).accounts(), 401, "CERT_UNTRUSTED")
        refused(at_live.as_presenting(foreign).accounts(), 503, "CERT_STATUS")  # trusted; nobody tells its status
        # Whatever host the connection was opened for.
        refused(at_sandbox.accounts(more=[("Host", at_live.host)]), 401, "CERT_UNTRUSTED")
    finally:
        assert sandbox.stop() == 0


def test_tls_has_no_session_to_resume(lea):
    with lea.sandbox.connect(lea.tpp.qwac) as connection:
        assert isinstance(connection.socket, ssl.SSLSocket)
        assert not connection.socket.session_reused
