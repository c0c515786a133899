# SPDX-License-Identifier: Apache-2.0
"""Services behind the connector to core banking: the demonstration, and one that says whatever a test wants."""
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
import urllib.request

from . import frozen, process


def configured(data, **keys):
    """Puts [bank] keys into a data directory's configuration."""
    path = data / "guichet.toml"
    lines = path.read_text().splitlines()
    start = lines.index("[bank]")
    for name, value in keys.items():
        (at,) = [number for number, line in enumerate(lines[start:], start) if line.startswith(f"{name} =")][:1]
        lines[at] = f"{name} = {json.dumps(str(value))}"
    path.write_text("\n".join(lines) + "\n")


def ask_instead(data, demo):
    """Has a sandbox of this data directory ask the demonstration."""
    configured(data, url=demo.url, authority=demo.files["ca"], certificate=demo.files["certificate"], key=demo.files["key"])


class DemoBank:
    """`guichet demo-bank` over TLS with the test authority of a sandbox that has run before."""

    def __init__(self, data, pair):
        self.pki = pathlib.Path(data) / "pki"
        self.pair = pair
        self.listen = "127.0.0.1:0"
        self.child = None

    @property
    def files(self):
        return {"ca": self.pki / "ca.pem", "certificate": self.pair / "qwac.pem", "key": self.pair / "qwac.key"}

    def start(self):
        self.child = subprocess.Popen(
            [process.BINARY, "demo-bank", "--listen", self.listen, "--certificate", str(self.pki / "server.pem"),
             "--key", str(self.pki / "server.key"), "--clients", str(self.pki / "ca.pem")],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        ready = json.loads(self.child.stdout.readline())
        self.url = ready["bank"]
        self.listen = self.url.split("//")[1]
        return self

    def freeze(self):
        frozen.freeze(self.child.pid)

    def thaw(self):
        frozen.thaw(self.child.pid)

    def stop(self):
        if self.child.poll() is None:
            self.thaw()
            self.child.terminate()
        code = self.child.wait(20)
        self.child.stdout.close()
        return code

    def get(self, path):
        """(status, JSON) of a call with our certificate."""
        context = ssl.create_default_context(cafile=str(self.files["ca"]))
        context.load_cert_chain(self.files["certificate"], self.files["key"])
        try:
            with urllib.request.urlopen(self.url + path, context=context, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)


class PretendBank:
    """Answers from the demonstration's answers, changed by `change(path, status, body)` -> (status, bytes), plain HTTP."""

    def __init__(self, demo):
        self.demo = demo
        self.change = lambda path, status, body: (status, json.dumps(body).encode())
        self.calls = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.calls.append(self.path)
                self.answer(*outer.change(self.path, *outer.demo.get(self.path)))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append(self.path)
                context = ssl.create_default_context(cafile=str(outer.demo.files["ca"]))
                context.load_cert_chain(outer.demo.files["certificate"], outer.demo.files["key"])
                request = urllib.request.Request(outer.demo.url + self.path, body, {"Content-Type": "application/json"})
                try:
                    with urllib.request.urlopen(request, context=context, timeout=10) as answer:
                        self.answer(*outer.change(self.path, answer.status, json.load(answer)))
                except urllib.error.HTTPError as refusal:
                    self.answer(*outer.change(self.path, refusal.code, json.load(refusal)))

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)


def within(seconds, good):
    """Waits until `good()`; fails after so long."""
    give_up = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < give_up, f"not within {seconds} s"
        time.sleep(0.05)
