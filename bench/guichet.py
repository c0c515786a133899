# SPDX-License-Identifier: Apache-2.0
"""A guichet sandbox on free ports, for as long as the comparison runs; on the embedded store or on PostgreSQL."""
import json
import pathlib
import subprocess
import time

# Every call without the customer writes its durable unit and is answered; 4 a day would end the run.
SETTINGS = """[quota]
batch_accesses_a_day = 1000000000
"""


class Guichet:
    def __init__(self, program, folder, start_within=30, settings=SETTINGS, postgresql=None):
        self.program = str(program)
        self.postgresql = postgresql
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        (self.folder / "guichet.toml").write_text(settings)
        self.said = self.folder.with_suffix(".out")
        self.complaints = self.folder.with_suffix(".err")
        store = ["--store", postgresql.url] if postgresql else []
        with self.said.open("wb") as out, self.complaints.open("wb") as err:
            self.process = subprocess.Popen(
                [self.program, "sandbox", "--data", str(self.folder), "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", *store],
                stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self.ready = self._wait_until_ready(start_within)

    def _wait_until_ready(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.process.poll() is None:
            for line in self.said.read_text(errors="replace").splitlines():
                if line.startswith('{"ready":true'):
                    return json.loads(line)
            time.sleep(0.05)
        complaints = self.complaints.read_text(errors="replace")[-400:]
        self.close()
        raise RuntimeError(f"guichet does not get ready: {complaints}")

    def processes(self):
        """Its own, and those of its database."""
        return [self.process.pid, *(self.postgresql.processes() if self.postgresql else [])]

    def resident_kib(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True, text=True, timeout=10).stdout.strip()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
