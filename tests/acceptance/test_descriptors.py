# SPDX-License-Identifier: Apache-2.0
"""Row 267: out of descriptors. The sanitizers want some of their own, so this is asked of the release."""
import os
import pathlib
import resource
import socket

import pytest

from guichet_client import api, process, tls
from guichet_client.personas import LEA

pytestmark = pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")
SPARE = 8
A_WHILE = 1.0  # seconds; far below the 5 that a connection has for its handshake


def descriptors(pid):
    return [int(name) for name in os.listdir(f"/proc/{pid}/fd")]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_row_267_without_descriptors_it_pauses_and_serves_those_inside_then_everybody(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", binary=process.RELEASE_BINARY).start()
    strangers = []
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert lea.accounts().status == 200
        pid = sandbox.child.pid
        limit = max(descriptors(pid)) + 1 + SPARE
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (limit, limit))
        strangers = [socket.create_connection(("127.0.0.1", sandbox.api_port), 10) for _ in range(8 * SPARE)]
        waiting = socket.create_connection(("127.0.0.1", sandbox.api_port), A_WHILE)
        strangers.append(waiting)
        waiting.sendall(tls.client_hello(sandbox.host))
        before = cpu_seconds(pid)
        with pytest.raises(TimeoutError):
            waiting.recv(1)
        assert cpu_seconds(pid) - before < A_WHILE / 5, "it tries again and again instead of pausing"
        assert lea.consent().status == 201, "whoever is inside is served, also what is written"
        assert len(descriptors(pid)) == limit, "there was room all the time"
        for stranger in strangers[:-1]:
            stranger.close()
        waiting.settimeout(tls.PATIENCE)
        assert waiting.recv(1) == b"\x16", "whoever waited is greeted once there is room"
        assert api.Api(sandbox, lea.tpp).connect_customer(LEA).accounts().status == 200
    finally:
        for stranger in strangers:
            stranger.close()
        assert sandbox.stop() == 0
