# SPDX-License-Identifier: Apache-2.0
"""An nginx that answers with constant bodies, under the same TLS settings as guichet: the yardstick."""
import grp
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import time

CONFIG = """
daemon off;
master_process on;
user {user};
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  server_tokens off;
  keepalive_timeout 60s;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_protocols TLSv1.3;
  ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
  ssl_ecdh_curve X25519;
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  ssl_client_certificate {authority};
  ssl_verify_client on;
  ssl_verify_depth 3;
  ssl_session_cache off;
  ssl_session_tickets off;
  server {{
    listen 127.0.0.1:{port} ssl reuseport;
{locations}
  }}
}}
"""
LOCATION = """    location = {path} {{ default_type "{content_type}"; return 200 "{body}"; }}"""
# What does not fit into a word of the configuration comes from a file that is kept open.
FILE_LOCATION = """    location = {path} {{ default_type "{content_type}"; alias {file}; open_file_cache max=16; }}"""
LONGEST_WORD = 4000


def program():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "nginx"


def version():
    said = subprocess.run([program(), "-v"], capture_output=True, text=True, timeout=10).stderr
    return re.search(r"nginx/(\S+)", said).group(1)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_name():
    """Ours and our group's: workers of a master that root started would not be let into our folder."""
    return f"{pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name}"


class Nginx:
    """Runs until close(). `answers` is a list of (path, content type, body); of a short body only the length matters."""

    def __init__(self, folder, pki, answers, workers):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.port = free_port()
        locations = "\n".join(self._location(number, *answer) for number, answer in enumerate(answers))
        config = self.folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=self.folder, workers=workers, user=own_name(), port=self.port, locations=locations, **pki))
        self.process = subprocess.Popen([program(), "-c", str(config), "-p", str(self.folder), "-e", str(self.folder / "error.log")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_listens()

    def _location(self, number, path, content_type, body):
        if len(body) <= LONGEST_WORD:
            return LOCATION.format(path=path, content_type=content_type, body="x" * len(body))
        file = self.folder / f"body-{number}"
        file.write_bytes(body)
        file.chmod(0o644)
        return FILE_LOCATION.format(path=path, content_type=content_type, file=file)

    def _wait_until_it_listens(self):
        limit = time.monotonic() + 10
        while time.monotonic() < limit and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        log = (self.folder / "error.log")
        self.close()
        raise RuntimeError("nginx does not start: " + (log.read_text()[-400:] if log.exists() else "no log"))

    def processes(self):
        """The workers: children of the master, which itself serves nothing."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
