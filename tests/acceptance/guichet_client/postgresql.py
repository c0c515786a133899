# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server of this run's own, and looks into the databases of sandboxes on it."""
import atexit
import functools
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

from .database import WRITTEN_LATER

# The server is never without power: its files need no disk, and what the disk is doing decides no test.
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
MOST_DATABASES = 40  # 8 MB each
ROOT = pathlib.Path(__file__).resolve().parents[3]


class Server:
    """Started at once; it ends with this process, whatever ends that."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="guichet-postgresql-", dir=IN_MEMORY))
        self.keeper = subprocess.Popen([ROOT / "scripts/private-postgresql", self.folder], text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self.keeper.stdout.readline().strip()
        assert self.url, "scripts/private-postgresql did not start a server"
        atexit.register(self.stop)

    def stop(self):
        self.keeper.stdin.close()
        self.keeper.wait(60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self):
        """As an operator does: whoever is connected is sent away."""
        binary = next(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        user = [] if os.getuid() else ["runuser", "-u", "postgres", "--"]
        subprocess.run([*user, binary, f"--pgdata={self.folder / 'data'}", f"--log={self.folder / 'server.log'}",
                        "--mode=fast", "--wait", "--silent", "restart"], check=True, timeout=60, cwd=self.folder,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    @property
    def main_process(self):
        """The process that starts all others."""
        return int((self.folder / "data/postmaster.pid").read_text().split()[0])

    def drop_oldest(self):
        """Databases of tests that are over would fill the memory. Those in use stay."""
        names = query(self.url, "SELECT json_agg(datname ORDER BY oid) FROM pg_database WHERE datname LIKE 'of\\_%' "
                                "AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)")
        for name in (names or [])[:-MOST_DATABASES]:
            query(self.url, f"DROP DATABASE IF EXISTS {name}")

    def database(self, name):
        """The address of a database of this name, made if it is not there."""
        url = self.url.replace("/guichet?", f"/{name}?")
        if query(self.url, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == 0:
            self.drop_oldest()
            query(self.url, f"CREATE DATABASE {name}")
        return url


@functools.cache
def server():
    """The one of this process."""
    return Server()


def query(url, sql):
    """The one value that a statement gives, or None."""
    said = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                           "--set=ON_ERROR_STOP=1", url, "--command", sql],
                          capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout) if said.stdout.strip() else None


def value_of(kept):
    return bytes.fromhex(kept[2:]) if isinstance(kept, str) and kept.startswith("\\x") else kept


class Questions:
    """Many looks into one database over one connection."""
    END = ":end:"

    def __init__(self, url):
        self.lock = threading.Lock()
        self.child = subprocess.Popen(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", url], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ask(self, sql):
        """As query()."""
        with self.lock:
            self.child.stdin.write(f"{sql};\n\\echo {self.END}\n")
            self.child.stdin.flush()
            said = ""
            while not said.endswith(self.END + "\n"):
                line = self.child.stdout.readline()
                assert line, f"psql ended: {said}"
                said += line
        said = said.removesuffix(self.END + "\n")
        assert not said.startswith(("ERROR", "psql:")), said
        return json.loads(said) if said.strip() else None

    def close(self):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait(10)


class PostgresqlDatabase:
    """As database.Database. The schema's own table stays out: it is no book."""

    def __init__(self, url):
        self.url = url
        self.questions = None
        self.seen_at = None
        self.seen = None

    def ask(self, sql):
        if self.questions is None:
            self.questions = Questions(self.url)
        return self.questions.ask(sql)

    def close(self):
        if self.questions is not None:
            self.questions.close()
            self.questions = None

    def tables(self):
        names = self.ask("SELECT json_agg(tablename ORDER BY tablename) FROM pg_tables "
                         "WHERE schemaname = 'public'")
        return [name for name in names if name != "schema_migration"]

    def rows(self, table):
        rows = self.ask(f'SELECT json_agg(kept) FROM "{table}" AS kept') or []
        return [tuple(map(value_of, row.values())) for row in rows]

    def column(self, table, name):
        return list(map(value_of, self.ask(f'SELECT json_agg("{name}") FROM "{table}"') or []))

    def digest(self):
        """Cheap while the server wrote nothing at all."""
        at = self.ask("SELECT to_json(pg_current_wal_insert_lsn())")
        if at != self.seen_at:
            self.seen, self.seen_at = self._digest(), at
        return self.seen

    def _digest(self):
        tables = [table for table in self.tables() if table not in WRITTEN_LATER]
        parts = (f"'{table}', (SELECT json_agg(kept) FROM \"{table}\" AS kept)" for table in tables)
        content = self.ask(f"SELECT json_build_object({', '.join(parts)})")
        return {table: hashlib.sha256(repr(sorted(map(repr, rows or []))).encode()).hexdigest()
                for table, rows in content.items()}

    def changed_since(self, digest):
        return sorted(table for table, content in self.digest().items() if digest.get(table) != content)

    def write(self, sql):
        self.ask(sql)

    def bytes(self):
        """Everything that is kept, as text and as the bytes it stands for."""
        values = [value for table in self.tables() for row in self.rows(table) for value in row]
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
