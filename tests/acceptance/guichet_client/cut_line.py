# SPDX-License-Identifier: Apache-2.0
"""A line to a PostgreSQL server that can be cut after the server did what it was asked, before anybody hears of it."""
import socket
import threading


class Statements:
    """What one client has the server run (PostgreSQL's protocol 3.0: Parse names a statement, Bind runs it)."""

    def __init__(self):
        self.rest = b""
        self.begun = False
        self.prepared = {}

    def bound_in(self, data):
        self.rest += data
        while True:
            head = 1 if self.begun else 0  # the very first message has no letter
            if len(self.rest) < head + 4:
                return
            size = head + int.from_bytes(self.rest[head:head + 4], "big")
            if len(self.rest) < size:
                return
            letter, body = self.rest[:head], self.rest[head + 4:size]
            self.rest, self.begun = self.rest[size:], True
            if letter == b"P":
                name, sql = body.split(b"\0")[:2]
                self.prepared[name] = sql
            elif letter == b"B":
                yield self.prepared.get(body.split(b"\0")[1], b"")


class CutLine:
    """Listens on a port of its own and passes everything on, until it is told to cut."""

    def __init__(self, socket_file):
        self.socket_file = str(socket_file)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.cut_after = None  # what a statement says whose answer ends the line
        self.cuts = 0
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_next(self, words):
        """Cuts the one line on which a statement with these words is run next."""
        with self.lock:
            self.cut_after = words

    def close(self):
        self.door.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.socket_file)
            except OSError:
                client.close()
                continue
            doomed = threading.Event()
            threading.Thread(target=self._ask, args=(client, server, doomed), daemon=True).start()
            threading.Thread(target=self._answer, args=(client, server, doomed), daemon=True).start()

    def _ask(self, client, server, doomed):
        said = Statements()
        try:
            while data := client.recv(65536):
                for sql in said.bound_in(data):
                    with self.lock:
                        if self.cut_after and self.cut_after in sql:
                            self.cut_after = None
                            doomed.set()
                server.sendall(data)
        except OSError:
            pass
        self._end(client, server)

    def _answer(self, client, server, doomed):
        try:
            while data := server.recv(65536):
                if doomed.is_set():
                    self.cuts += 1
                    break
                client.sendall(data)
        except OSError:
            pass
        self._end(client, server)

    @staticmethod
    def _end(*ends):
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
