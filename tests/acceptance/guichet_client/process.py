# SPDX-License-Identifier: Apache-2.0
"""Runs the real program as a child process."""
import atexit
import functools
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from . import postgresql, tls
from .database import Database

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("GUICHET_BINARY", str(ROOT / "build/debug/guichet"))
RELEASE_BINARY = os.environ.get("GUICHET_RELEASE_BINARY")
# On which store the sandboxes of a run keep their books: sqlite or postgresql.
STORE = os.environ.get("GUICHET_STORE", "sqlite")

READY_WITHIN = 60.0  # seconds; a sanitized build on a busy machine is slow
STOPPED_WITHIN = 20.0


def run(*arguments, binary=None, limit=30.0, **more):
    """Runs a command to its end."""
    return subprocess.run([binary or BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=limit,
                          stdin=subprocess.DEVNULL, **more)


# Of what a first start makes, what takes it long: RSA keys, and whoever certifies them.
KEYS = ("pki/ca.key", "pki/ca.pem", "pki/ca.crl", "pki/fallback.key", "pki/fallback.pem",
        *(f"tpp/PSDFR-ACPR-13807/{name}.{kind}" for name in ("qwac", "qseal") for kind in ("key", "pem")))


@functools.cache
def keys_of_a_first_start():
    """A data directory, made once in this process."""
    folder = tempfile.mkdtemp(prefix="guichet-keys-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sandbox = Sandbox(pathlib.Path(folder) / "data", "--store", f"sqlite:{folder}/guichet.db", keys_of_its_own=True).start()
    assert sandbox.stop() == 0
    return sandbox.data


class Sandbox:
    """A `guichet sandbox` with its data directory. Start it again and the ports stay. `keys_of_its_own`: the first start makes
    them, which takes as long as all the rest of it; else they are those of another one, as after a restart."""

    def __init__(self, data, *flags, binary=None, environment=None, keys_of_its_own=False):
        self.data = pathlib.Path(data)
        self.flags = list(map(str, flags))
        self.binary = binary or BINARY
        self.environment = {**os.environ, **(environment or {})}
        self.listen = self.web = "127.0.0.1:0"
        self.log = self.data.with_name(self.data.name + ".stderr")
        self.child = None
        self.lines = []
        self.ready = None
        self.database = self._database()
        self.keys_of_its_own = keys_of_its_own

    def _database(self):
        """On PostgreSQL, where the run is to be on it, every data directory has a database of its own there."""
        if STORE != "postgresql" or "--store" in self.flags:
            return Database(self.data / "guichet.db")
        name = "of_" + hashlib.sha256(str(self.data.absolute()).encode()).hexdigest()[:24]
        url = postgresql.server().database(name)
        self.flags += ["--store", url]
        return postgresql.PostgresqlDatabase(url)

    # --- life -------------------------------------------------------------------------------------------------

    def start(self, within=READY_WITHIN):
        if not self.keys_of_its_own and not self.data.exists():
            self._take_keys()
        command = [self.binary, "sandbox", "--data", str(self.data), "--listen", self.listen, "--web", self.web,
                   *self.flags]
        self.lines, self.ready = [], None
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL,
                                          env=self.environment)
        came = threading.Event()
        self.listener = threading.Thread(target=self._listen, args=(self.child.stdout, came), daemon=True)
        self.listener.start()
        assert came.wait(within), f"no ready line within {within} s; stderr: {self.stderr[-2000:]}"
        assert self.ready, f"ended with {self.child.wait(5)} before it was ready; stderr: {self.stderr[-2000:]}"
        self.api_port = int(self.ready["api"].rsplit(":", 1)[1])
        self.web_port = int(self.ready["web"].rsplit(":", 1)[1])
        self.listen, self.web = f"127.0.0.1:{self.api_port}", f"127.0.0.1:{self.web_port}"
        return self

    def _take_keys(self):
        for name in KEYS:
            (self.data / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(keys_of_a_first_start() / name, self.data / name)

    def _listen(self, stream, came):
        for line in stream:
            self.lines.append(line.decode().rstrip("\n"))
            if self.lines[-1].startswith('{"ready"'):
                self.ready = json.loads(self.lines[-1])
                came.set()
        stream.close()
        came.set()

    def stop(self):
        """SIGTERM; gives the exit code."""
        return self.end(signal.SIGTERM)

    def end(self, number):
        self.database.close()
        if self.child.poll() is None:
            self.child.send_signal(number)
        code = self.child.wait(STOPPED_WITHIN)
        self.listener.join(STOPPED_WITHIN)
        return code

    def kill(self):
        """As a power cut would: kill -9."""
        return self.end(signal.SIGKILL)

    def restart(self):
        assert self.stop() == 0
        return self.start()

    @property
    def running(self):
        return self.child is not None and self.child.poll() is None

    # --- what it says -----------------------------------------------------------------------------------------

    @property
    def stderr(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def logged(self, x_request_id):
        """The line of the log about a request; it is written by a thread of its own."""
        give_up = time.monotonic() + 10
        mark = f'"x_request_id":"{x_request_id}"'
        while not (lines := [line for line in self.stderr.splitlines() if mark in line]):
            assert time.monotonic() < give_up, f"no line about {x_request_id}"
        return json.loads(lines[-1])

    def logged_at(self, path, mark):
        """The last line of the log about a request to this path, after so many characters."""
        give_up = time.monotonic() + 10
        while not (lines := [line for line in self.stderr[mark:].splitlines() if f'"path":"{path}"' in line]):
            assert time.monotonic() < give_up, f"no line about {path}: {self.stderr[mark:]}"
            time.sleep(0.02)
        return json.loads(lines[-1])

    @property
    def host(self):
        """The establishment's name, without port."""
        return self.ready["api"].split("//")[1].rsplit(":", 1)[0]

    def host_of(self, code, environment="sandbox"):
        return f"www.{code}.{environment}.api.localhost"

    @property
    def ca_file(self):
        return str(self.data / "pki/ca.pem")

    # --- doors ------------------------------------------------------------------------------------------------

    def connect(self, pair=None, server_name=None, **settings):
        """A TLS connection to the API, with the certificate of `pair`."""
        settings = tls.context(self.ca_file, pair.files if pair else None, **settings)
        return tls.Connection(self.api_port, settings, server_name or self.host)

    def connect_web(self):
        return tls.Connection(self.web_port)

    # --- what the kernel knows of it --------------------------------------------------------------------------

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def cpu_seconds(self):
        """Time of the processors that it has used; the kernel counts in hundredths."""
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def sockets(self):
        """(local, remote) addresses in hex of every Internet socket it has open, as /proc prints them."""
        inodes = set()
        for entry in pathlib.Path(f"/proc/{self.child.pid}/fd").iterdir():
            try:
                target = os.readlink(entry)
            except FileNotFoundError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
        found = []
        for table in ("tcp", "tcp6", "udp", "udp6"):
            path = pathlib.Path(f"/proc/{self.child.pid}/net/{table}")
            for line in path.read_text().splitlines()[1:] if path.exists() else []:
                fields = line.split()
                if fields[9] in inodes:
                    found.append((fields[1].split(":")[0], fields[2].split(":")[0]))
        return found
