# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the comparison's own, on the disk and with fsync on, for as long as it runs."""
import pathlib
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Postgresql:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="guichet-bench-"))
        self.keeper = subprocess.Popen([ROOT / "scripts/private-postgresql", self.folder], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self.keeper.stdout.readline().strip()
        if not self.url:
            self.close()
            raise RuntimeError("PostgreSQL does not start")

    def processes(self):
        """The server's first process and its children: one a connection, and those that write."""
        main = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        children = pathlib.Path(f"/proc/{main}/task/{main}/children").read_text()
        return [main, *map(int, children.split())]

    def ask(self, sql, url=None):
        """The one value that a statement gives, as text."""
        done = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", url or self.url,
                               "--command", sql], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def version(self):
        return self.ask("SHOW server_version")

    def database(self, name):
        """The address of a new database."""
        self.ask(f"CREATE DATABASE {name}")
        return self.url.replace("/guichet?", f"/{name}?")

    def close(self):
        self.keeper.stdin.close()
        self.keeper.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)
