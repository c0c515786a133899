# SPDX-License-Identifier: Apache-2.0
"""Row 267: out of descriptors. The sanitizers want some of their own, so this is asked of the release."""
import os
import resource
import socket

import pytest

from guichet_client import api, process
from guichet_client.personas import LEA

pytestmark = pytest.mark.skipif(not process.RELEASE_BINARY, reason="GUICHET_RELEASE_BINARY is not set")
SPARE = 8


def test_row_267_without_descriptors_those_inside_are_served_and_others_once_there_is_room(tmp_path):
    sandbox = process.Sandbox(tmp_path / "data", binary=process.RELEASE_BINARY).start()
    strangers = []
    try:
        lea = api.Api(sandbox, api.Tpp.sample(sandbox.data)).connect_customer(LEA)
        assert lea.accounts().status == 200
        used = len(os.listdir(f"/proc/{sandbox.child.pid}/fd"))
        resource.prlimit(sandbox.child.pid, resource.RLIMIT_NOFILE, (used + SPARE, used + SPARE))
        strangers = [socket.create_connection(("127.0.0.1", sandbox.api_port), 10) for _ in range(4 * SPARE)]
        assert lea.consent().status == 201, "whoever is inside is served, also what is written"
        assert len(os.listdir(f"/proc/{sandbox.child.pid}/fd")) <= used + SPARE
        for stranger in strangers:
            stranger.close()
        assert api.Api(sandbox, lea.tpp).connect_customer(LEA).accounts().status == 200
    finally:
        for stranger in strangers:
            stranger.close()
        assert sandbox.stop() == 0
