# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 messages read and written byte by byte, so that nothing is corrected on the way."""
import dataclasses
import json


@dataclasses.dataclass
class Answer:
    """A response as it came. Header names are compared without case."""
    status: int
    reason: str
    headers: list
    body: bytes
    version: str = "HTTP/1.1"
    interim: list = dataclasses.field(default_factory=list)

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        """The only value of this header, or None."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} stands {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    @property
    def closes(self):
        return any("close" in value.lower() for value in self.all("Connection"))


def in_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def request_bytes(method, target, headers, body=b"", version="HTTP/1.1"):
    lines = [in_bytes(method) + b" " + in_bytes(target) + b" " + version.encode()]
    lines += [in_bytes(name) + b": " + in_bytes(value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Closed(Exception):
    """The other side ended the connection before a whole answer came."""


class Reader:
    """Reads responses off a stream of bytes. `receive`: gives more bytes, b"" at the end."""

    def __init__(self, receive):
        self.receive = receive
        self.buffer = b""

    def _received(self):
        more = self.receive(65536)
        if not more:
            raise Closed(f"closed after {self.buffer[:200]!r}")
        return more

    def _more(self):
        self.buffer += self._received()

    def _until(self, mark):
        while (at := self.buffer.find(mark)) < 0:
            self._more()
        head, self.buffer = self.buffer[:at], self.buffer[at + len(mark):]
        return head

    def _exactly(self, size):
        pieces, got = [self.buffer], len(self.buffer)
        while got < size:
            pieces.append(self._received())
            got += len(pieces[-1])
        whole = b"".join(pieces)
        content, self.buffer = whole[:size], whole[size:]
        return content

    def answer(self, to_head=False):
        """The next final response; 1xx ones are kept in `interim`."""
        interim = []
        while True:
            answer = self._one(to_head)
            if answer.status >= 200:
                answer.interim = interim
                return answer
            interim.append(answer.status)

    def _one(self, to_head):
        first, *lines = self._until(b"\r\n\r\n").split(b"\r\n")
        version, status, *reason = first.decode("latin-1").split(" ", 2)
        headers = []
        for line in lines:
            name, colon, value = line.decode("latin-1").partition(":")
            assert colon and name == name.strip(), f"malformed header line {line!r}"
            headers.append((name, value.strip()))
        answer = Answer(int(status), reason[0] if reason else "", headers, b"", version)
        if to_head or answer.status < 200 or answer.status in (204, 304):
            assert not answer.all("Transfer-Encoding"), "a response without a body has a Transfer-Encoding"
            return answer
        if (answer.header("Transfer-Encoding") or "").lower() == "chunked":
            answer.body = self._chunks()
        else:
            answer.body = self._exactly(int(answer.header("Content-Length")))
        return answer

    def _chunks(self):
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            assert self._exactly(2) == b"\r\n"
        assert self._until(b"\r\n") == b"", "trailers are not expected"
        return body
