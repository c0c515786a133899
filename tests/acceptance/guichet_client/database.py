# SPDX-License-Identifier: Apache-2.0
"""Looks into a sandbox's embedded store from outside, read-only, to see that a refusal changed nothing."""
import contextlib
import hashlib
import sqlite3


# Accesses, and the time of the last call, come to the disk within a second after the answer, whatever is asked
# meanwhile.
WRITTEN_LATER = ("data_access", "clock_mark")


class Database:
    """The file may be in use by the program: every look is one read transaction of our own."""

    def __init__(self, path):
        self.path = path
        self.connection = None
        self.seen_version = None
        self.seen = None

    def _opened(self):
        if self.connection is None:
            self.connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10,
                                              isolation_level=None, check_same_thread=False)
            self.seen_version = None
        return self.connection

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def tables(self):
        names = self._opened().execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return [name for (name,) in names]

    def rows(self, table):
        return self._opened().execute(f'SELECT * FROM "{table}"').fetchall()

    def column(self, table, name):
        return [value for (value,) in self._opened().execute(f'SELECT "{name}" FROM "{table}"')]

    def digest(self):
        """A hash over all rows of each table but WRITTEN_LATER, by table. Cheap while nothing was committed."""
        version = self._opened().execute("PRAGMA data_version").fetchone()
        if version != self.seen_version:
            self._opened().execute("BEGIN")
            try:
                self.seen = {table: hashlib.sha256(repr(sorted(map(repr, self.rows(table)))).encode()).hexdigest()
                             for table in self.tables() if table not in WRITTEN_LATER}
            finally:
                self._opened().execute("ROLLBACK")
            self.seen_version = version
        return self.seen

    def changed_since(self, digest):
        """The names of the tables that are not as they were."""
        return sorted(table for table, content in self.digest().items() if digest.get(table) != content)

    def write(self, sql):
        """As somebody who has the file and no program running on it."""
        self.close()
        with contextlib.closing(sqlite3.connect(self.path)) as store, store:
            store.execute(sql)

    def bytes(self):
        """The store's files as they lie on the disk."""
        return b"".join(path.read_bytes() for path in sorted(self.path.parent.glob(self.path.name + "*")))
