# SPDX-License-Identifier: Apache-2.0
"""Several gateways on one PostgreSQL."""
import shutil

from . import api, process


def started(folder, url, count=2, prepare=None):
    """Gateways with the same certificates and one database. `prepare` gets the first of them, stopped, before its data
    directory is copied for the others."""
    first = process.Sandbox(folder / "node0", "--store", url).start()
    assert first.stop() == 0
    if prepare:
        prepare(first)
    nodes = [first]
    for number in range(1, count):
        shutil.copytree(first.data, folder / f"node{number}")
        nodes.append(process.Sandbox(folder / f"node{number}", "--store", url))
    for node in nodes:
        node.start()
    return nodes


def at(node, customer):
    """The same customer at another gateway: the same tokens."""
    there = api.Api(node, api.Tpp.sample(node.data), watch=False)
    there.tokens = customer.tokens
    return there
