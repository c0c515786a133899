# SPDX-License-Identifier: Apache-2.0
"""listener = "split": TLS demands a certificate, and where it has an alert for the verdict (CERT(n, code) of rows 1 to
34) the handshake ends with it. What TLS has no word for is said in HTTP."""
import ssl
import time

import pytest

from guichet_client import api, process, tls
from guichet_client.certificates import Pair
from guichet_client.oracle import refused
from guichet_client.personas import LEA
from guichet_client.variants import Presented, make, settings_for, variants

# What OpenSSL calls the alerts of RFC 8446 6.2.
WORDS = {40: "handshake_failure", 42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked",
         45: "certificate_expired", 48: "unknown_ca", 116: "certificate_required"}
NO_TOKEN = "0" * 43


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    data = tmp_path_factory.mktemp("sandbox") / "data"
    first = process.Sandbox(data)
    first.start()
    assert first.stop() == 0
    settings = (data / "guichet.toml").read_text()
    assert settings.count("listener = 'shared'") == 1
    (data / "guichet.toml").write_text(settings.replace("listener = 'shared'", "listener = 'split'"))
    sandbox = process.Sandbox(data).start()
    yield sandbox
    assert sandbox.stop() == 0


@pytest.mark.parametrize("version, alert", [(ssl.TLSVersion.TLSv1_3, 116), (ssl.TLSVersion.TLSv1_2, 40)],
                         ids=["TLS 1.3", "TLS 1.2"])
def test_row_001_without_a_certificate_the_handshake_ends(sandbox, version, alert):
    assert WORDS[alert] in tls.alert_that_ends(sandbox, None, version=version)


def test_row_034_a_key_on_the_curve_p_192_is_no_certificate_in_tls_1_3(sandbox, tmp_path):
    (p192,) = [row for row in variants() if row["name"] == "p192"]
    files = make(sandbox, tmp_path, p192)
    assert WORDS[116] in tls.alert_that_ends(sandbox, files, weak=True, version=ssl.TLSVersion.TLSv1_3)


JUDGED_IN_TLS = [row for row in variants() if row["alert"]]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["TLS 1.2", "TLS 1.3"])
@pytest.mark.parametrize("variant", JUDGED_IN_TLS, ids=[f"row {row['row']}: {row['name']}" for row in JUDGED_IN_TLS])
def test_a_broken_certificate_ends_the_handshake_with_the_alert_of_its_row(sandbox, tmp_path, variant, version):
    settings = {"version": version, **settings_for(variant)}
    alert = tls.alert_that_ends(sandbox, make(sandbox, tmp_path, variant), **settings)
    assert WORDS[variant["alert"]] in alert


def test_row_006_a_revoked_certificate_ends_the_handshake(sandbox, tmp_path):
    def pki(*arguments):
        done = process.run("pki", *arguments, "--data", sandbox.data)
        assert done.returncode == 0, done.stderr

    pki("issue", "--oid", api.SAMPLE, "--roles", "PSP_AI", "--kind", "qwac", "--out", tmp_path)
    pki("revoke", tmp_path / "qwac.pem")
    files = (str(tmp_path / "qwac.pem"), str(tmp_path / "qwac.key"))
    give_up = time.monotonic() + 20
    while (alert := tls.alert_that_ends(sandbox, files)) is None:
        assert time.monotonic() < give_up
    assert WORDS[44] in alert


IN_HTTP = [row for row in variants() if row["kind"] == "qwac" and row["meeting"] == "refused" and not row["alert"]]


@pytest.mark.parametrize("variant", IN_HTTP, ids=[f"row {row['row']}: {row['name']}" for row in IN_HTTP])
def test_what_tls_has_no_word_for_is_said_in_http(stranger, tmp_path, variant):
    presenting = stranger.as_presenting(Presented(make(stranger.sandbox, tmp_path, variant)), weak=True)
    refused(presenting.accounts(token=NO_TOKEN), variant["status"], variant["code"])


def test_a_good_certificate_is_served_and_customers_come_through_the_web_port(lea):
    assert lea.accounts().status == 200


def test_what_is_revoked_while_the_connection_is_open_is_refused_on_it(lea, tmp_path):
    done = process.run("pki", "issue", "--oid", api.SAMPLE, "--roles", "PSP_AI", "--kind", "qwac", "--out", tmp_path,
                       "--data", lea.sandbox.data)
    assert done.returncode == 0
    kept = lea.as_presenting(Pair.read(tmp_path / "qwac.pem", tmp_path / "qwac.key"))
    with kept.connection():
        assert kept.accounts().status == 200
        assert process.run("pki", "revoke", tmp_path / "qwac.pem", "--data", lea.sandbox.data).returncode == 0
        give_up = time.monotonic() + 20
        while (answer := kept.accounts()).status == 200:
            assert time.monotonic() < give_up
        refused(answer, 401, "CERT_REVOKED")


def test_another_word_is_refused_with_the_two_that_exist(tmp_path):
    (tmp_path / "guichet.toml").write_text("listener = 'both'\n")
    done = process.run("sandbox", "--data", tmp_path)
    assert done.returncode == 78 and 'listener must be shared or split, not "both"' in done.stderr
