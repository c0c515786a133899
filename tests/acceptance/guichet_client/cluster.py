# SPDX-License-Identifier: Apache-2.0
"""scripts/cluster: two gateways behind HAProxy, on PostgreSQL with a synchronous standby."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import postgresql, process

SCRIPT = process.ROOT / "scripts/cluster"
MADE_WITHIN = 120.0
# So that customers' batch accesses do not end within a test.
SETTINGS = "[quota]\nbatch_accesses_a_day = 1000000000\n"


class Cluster(process.Sandbox):
    """What a TPP sees of it: one sandbox at HAProxy's port. The web port is the first gateway's."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="guichet-cluster-", dir=postgresql.IN_MEMORY))
        (self.folder / "guichet.toml").write_text(SETTINGS)
        super().__init__(self.folder / "client", "--store", "that of the cluster")

    def start(self):
        self._call("up", "--port", "0", "--program", pathlib.Path(self.binary).absolute())
        where = json.loads((self.folder / "cluster.json").read_text())
        self.ready = {"api": where["api"]}
        self.api_port = int(where["connect"].rsplit(":", 1)[1])
        self.web_port = int(where["gateways"][0]["web"].rsplit(":", 1)[1])
        self.url = where["store"] + "&target_session_attrs=read-write"
        self.database = postgresql.PostgresqlDatabase(self.url)
        return self

    def stop(self):
        self._call("down")
        shutil.rmtree(self.folder)

    def restart(self):
        self._call("restart")

    def status(self):
        return self._run("status").returncode

    def fail_over(self):
        """Yields when the new primary accepts connections, and ends when it has a standby."""
        with subprocess.Popen([SCRIPT, "fail-over", "--folder", self.folder], text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE) as running:
            for line in running.stdout:
                if line.startswith("accepting: "):
                    yield
        assert running.returncode == 0

    def process_of_primary(self):
        """The number of the one that starts the others."""
        (data,) = [data for data in self.folder.glob("*/data") if not (data / "standby.signal").exists()]
        return int((data / "postmaster.pid").read_text().split()[0])

    def process_of_standby(self):
        """As above."""
        (mark,) = self.folder.glob("*/data/standby.signal")
        return int(mark.with_name("postmaster.pid").read_text().split()[0])

    def said_by_gateways(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("gateway-*/log")))

    def _run(self, *arguments):
        return subprocess.run([SCRIPT, *map(str, arguments), "--folder", self.folder], text=True, env=os.environ,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=MADE_WITHIN)

    def _call(self, *arguments):
        done = self._run(*arguments)
        assert done.returncode == 0, done.stderr
