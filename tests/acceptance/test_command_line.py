# SPDX-License-Identifier: Apache-2.0
"""What every command says of words it does not know, of files that are not there and of folders that are none. Nothing is
served here."""
import itertools
import re

import pytest

from guichet_client import process

pytestmark = pytest.mark.embedded


def one_line(done, code):
    assert done.returncode == code, (done.returncode, done.stderr)
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data directory with a test authority and a QWAC of the sample TPP."""
    folder = tmp_path_factory.mktemp("authority") / "data"
    done = process.run("pki", "issue", "--data", folder, "--oid", "PSDFR-ACPR-13807", "--roles", "PSP_AI", "--kind", "qwac")
    assert done.returncode == 0, done.stderr
    return folder


# --- words ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("words, nearest", [
    ("admin quotas --jsn", "--json"), ("admin tokens vod", "void"), ("admin tokens vod --data x", "void"),
    ("admin tpps amdit --oid X", "admit"), ("admin quotes", "quotas"), ("import camt053 X --lgin 1", "--login"),
    ("import camt54 X", "camt053"), ("demo-bank --lsten x", "--listen"),
    ("check-bank http://127.0.0.1:1 --identifer X", "--identifier"), ("pki isue", "issue"), ("pki crl --otu x", "--out"),
    ("pki renew --oi X", "--oid"), ("tpp acounts", "accounts"), ("tpp accounts --pus-ip 1.2.3.4", "--psu-ip"),
    ("tpp --data x accounts", "--data"), ("sandbox --lsten=x", "--listen"), ("sandbox --preconsnt", "--preconsent"),
    ("hosts --domian x", "--domain"), ("explain QUOTA --lng fr", "--lang")])
def test_a_word_that_no_command_knows_is_a_usage_error_that_names_the_nearest(words, nearest):
    line = one_line(process.run(*words.split()), 2)
    assert f'did you mean "{nearest}"?' in line, line


@pytest.mark.parametrize("words, names", [("admin tpps", ("admit", "refuse", "overrides")), ("admin tokens", ("void",))])
def test_where_a_command_is_to_follow_they_are_named(words, names):
    line = one_line(process.run(*words.split()), 2)
    assert all(name in line for name in names), line


@pytest.mark.parametrize("words, hint", [
    ("check-bank http://127.0.0.1:1", "`guichet check-bank --help`"), ("import camt053", "`guichet import camt053 --help`"),
    ("admin tpps admit --oid X", "`guichet admin tpps admit --help`")])
def test_what_is_missing_is_named_with_where_the_options_are_listed(words, hint):
    assert "required" in (line := one_line(process.run(*words.split()), 2)) and hint in line
    listed = process.run(*hint.strip("`").split()[1:])
    assert listed.returncode == 0 and "--help" in listed.stdout


def test_a_word_too_many_is_named():
    assert '"more" is one argument too many' in one_line(process.run("pki", "crl", "more"), 2)


@pytest.mark.parametrize("command", ["consents", "quotas"])
@pytest.mark.parametrize("option", ["--psu", "--tpp", "--establishment"])
def test_an_empty_filter_stands_for_nobody(tmp_path, command, option):
    line = one_line(process.run("admin", command, option, "", "--data", tmp_path), 2)
    assert f"{command}: {option}: " in line, line


@pytest.mark.parametrize("command, option", [
    *itertools.product(("consents", "quotas", "tokens void"), ("--data", "--store")), ("tpps overrides", "--data")])
def test_an_empty_place_is_not_the_default_one(command, option):
    line = one_line(process.run("admin", *command.split(), option, ""), 2)
    assert f"{option}: expected a value, got an empty one" in line, line


def test_the_version_is_printed():
    done = process.run("--version")
    assert done.returncode == 0 and re.search(r"\d+\.\d+\.\d+", done.stdout)


@pytest.mark.parametrize("arguments, nearest", [(("sandbix",), "sandbox"), (("explian", "QUOTA"), "explain"),
                                                (("sandbox", "--dta", "x"), "--data"), (("--verzion",), "--version")])
def test_an_unknown_command_or_flag_is_a_usage_error_with_the_nearest_match(arguments, nearest):
    assert nearest in one_line(process.run(*arguments), 2)


def test_explain_says_what_a_code_means_and_names_the_nearest_of_an_unknown_one():
    done = process.run("explain", "SIG_COVERAGE")
    assert done.returncode == 0 and "SIG_COVERAGE" in done.stdout and "401" in done.stdout
    unknown = process.run("explain", "SIG_COVERAG")
    assert unknown.returncode != 0 and "SIG_COVERAGE" in unknown.stderr


def test_a_value_may_stand_behind_an_equals_sign_and_is_missed_where_there_is_none():
    for joined, apart in ((("hosts", "--domain=bank.example"), ("hosts", "--domain", "bank.example")),
                          (("explain", "--lang=fr", "QUOTA"), ("explain", "QUOTA", "--lang", "fr"))):
        assert (first := process.run(*joined)).returncode == 0
        assert first.stdout == process.run(*apart).stdout
    for arguments in (("hosts", "--domain"), ("explain", "QUOTA", "--lang")):
        line = one_line(process.run(*arguments), 2)
        assert "missing" in line and "did you mean" not in line


@pytest.mark.parametrize("language", ["", "xx", "FR"])
def test_explain_speaks_french_and_english_and_no_third_language(language):
    line = one_line(process.run("explain", "QUOTA", "--lang", language), 2)
    assert f'expected fr or en, got "{language}"' in line, line


def test_help_lists_the_commands_and_the_flags():
    done = process.run("help")
    assert done.returncode == 0 and "sandbox" in done.stdout and "explain" in done.stdout
    done = process.run("help", "sandbox")
    for flag in ("--data", "--listen", "--web", "--domain", "--clock", "--store", "--profile"):
        assert flag in done.stdout


# --- files ----------------------------------------------------------------------------------------------------

def test_a_file_is_written_under_its_bare_name_in_the_folder_where_the_command_runs(data, tmp_path):
    done = process.run("pki", "crl", "--data", data, "--out", "my.crl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "my.crl").read_text().startswith("-----BEGIN X509 CRL-----")
    done = process.run("pki", "issue", "--data", data, "--broken", "expired", "--out", "mine", cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "mine/qwac.pem").exists(), done.stderr


@pytest.mark.parametrize("words", ["crl", "revoke --serial 01"])
def test_without_a_test_authority_the_command_that_makes_one_is_named(tmp_path, words):
    line = one_line(process.run("pki", *words.split(), "--data", tmp_path), 1)
    assert f"guichet pki init --data '{tmp_path}'" in line


@pytest.mark.parametrize("words", ["renew", "revoke"])
def test_where_a_tpp_has_no_certificate_the_command_that_issues_it_is_named_and_works(data, tmp_path, words):
    asked = [*words.split(), "--data", data, "--oid", f"PSDFR-ACPR-{words}", "--kind", "qseal"]
    line = one_line(process.run("pki", *asked), 1)
    named = line.split("`guichet ")[1].split("`")[0].replace("'", "").split()
    assert process.run(*named).returncode == 0, named
    assert process.run("pki", *asked).returncode == 0


@pytest.mark.parametrize("words", [
    "revoke", "revoke --serial zz", "revoke --oid PSDFR-ACPR-13807", "crl --this-update bad",
    "crl --this-update 2027-01-02T00:00:00Z --next-update 2027-01-01T00:00:00Z",
    "issue --oid psdfr --roles PSP_AI --kind qwac"])
def test_what_cannot_be_meant_of_certificates_is_a_usage_error(data, words):
    one_line(process.run("pki", *words.split(), "--data", data), 2)


@pytest.mark.parametrize("flag", ["--certificate", "--key", "--clients"])
@pytest.mark.parametrize("content", [None, "no PEM\n"])
def test_a_file_of_the_demonstration_bank_that_is_none_is_named(data, tmp_path, flag, content):
    file = tmp_path / "nofile"
    if content:
        file.write_text(content)
    good = data / "tpp/PSDFR-ACPR-13807/qwac"
    files = {"--certificate": f"{good}.pem", "--key": f"{good}.key", "--clients": data / "pki/ca.pem", flag: file}
    words = [word for pair in files.items() for word in pair]
    assert str(file) in one_line(process.run("demo-bank", "--listen", "127.0.0.1:0", *words), 2)


def test_a_file_of_imported_statements_that_is_no_database_is_named(tmp_path):
    (tmp_path / "bank.db").write_bytes(b"no database " * 100)
    done = process.run("import", "camt053", process.ROOT / "examples/statement.xml", "--data", tmp_path, "--login", "9999999901")
    assert str(tmp_path / "bank.db") in one_line(done, 1)


@pytest.mark.parametrize("words", ["overrides", "refuse --oid PSDFR-ACPR-13807 --reason x"])
def test_a_data_directory_that_is_none_has_no_overrides(tmp_path, words):
    assert "is no data directory" in one_line(process.run("admin", "tpps", *words.split(), "--data", tmp_path / "nodir"), 1)
