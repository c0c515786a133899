# SPDX-License-Identifier: Apache-2.0
"""The examples in other languages: what they read, and what they say where there is nothing to read."""
import shutil
import subprocess
import sys

import pytest

from guichet_client import api, process
from guichet_client.personas import LEA, LEA_IBAN

EXAMPLES = {"python": [sys.executable, "examples/python/accounts.py"], "node": ["node", "examples/node/accounts.mjs"]}


@pytest.fixture(params=EXAMPLES)
def example(request):
    program, path = EXAMPLES[request.param]
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")

    def run(data):
        return subprocess.run([program, process.ROOT / path, data], capture_output=True, text=True, timeout=60)

    return run


def says(done, words):
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert words in line


def test_an_example_says_what_to_start_and_to_run_until_it_reads_the_accounts(sandbox, example, tmp_path):
    says(example(tmp_path / "none"), f"start `guichet sandbox --data {tmp_path / 'none'}`")
    (sandbox.data / "tpp" / api.SAMPLE / "tokens.json").unlink(missing_ok=True)
    connect = ["tpp", "connect", "--as", "lea", "--data", sandbox.data]
    says(example(sandbox.data), f"run `guichet {' '.join(map(str, connect))}`")
    assert process.run(*connect).returncode == 0
    done = example(sandbox.data)
    assert done.returncode == 0 and LEA_IBAN in done.stdout, done.stderr


def test_an_example_whose_sandbox_has_ended_says_so(tmp_path, example):
    sandbox = process.Sandbox(tmp_path / "data").start()
    try:
        assert process.run("tpp", "connect", "--as", LEA, "--data", sandbox.data).returncode == 0
    finally:
        assert sandbox.stop() == 0
    done = example(sandbox.data)
    assert done.returncode == 69 and "is `guichet sandbox` running?" in done.stderr and len(done.stderr.splitlines()) == 1
