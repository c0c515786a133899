# SPDX-License-Identifier: Apache-2.0
"""The broken certificates that `guichet pki` makes."""
import dataclasses
import functools
import json
import ssl

from . import process


@functools.lru_cache(maxsize=None)
def variants():
    done = process.run("pki", "variants", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@dataclasses.dataclass(frozen=True)
class Presented:
    """A certificate with all that its file holds, and its key."""
    files: tuple


def make(sandbox, folder, variant, *arguments):
    """Issues a variant and gives the paths of certificate and key."""
    done = process.run("pki", "issue", "--data", sandbox.data, "--broken", variant["name"], "--out", folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert variant["wrong"] in done.stdout
    return str(folder / f"{variant['kind']}.pem"), str(folder / f"{variant['kind']}.key")


def settings_for(variant):
    # TLS 1.3 has no signature scheme for this curve: a client would show nothing.
    return {"weak": True, "version": ssl.TLSVersion.TLSv1_2} if variant["name"] == "p192" else {"weak": True}
