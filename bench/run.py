# SPDX-License-Identifier: Apache-2.0
"""Compares guichet, on its embedded store and on PostgreSQL, with nginx on this machine, all under mutual TLS: the same
client, connections, requests and body lengths, in interleaved rounds. Prints a table and writes bench/results/latest.json.

  scripts/bench [--quick] [--rounds N]
"""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile

from guichet import Guichet
from nginx import Nginx
from nginx import version as nginx_version
from postgresql import Postgresql
from sample_tpp import SampleTpp

ROOT = pathlib.Path(__file__).resolve().parent.parent
CUSTOMER = "9999999902"
CUSTOMER_WITH_TRANSACTIONS = "9999999903"
TRANSACTIONS = 200
ACCOUNTS = "/stet/psd2/v1.6.2/accounts"
METADATA = "/.well-known/oauth-authorization-server"
CONNECTED = "203.0.113.7"
CONNECTIONS = 64
REQUESTS = 4000
FIXED_RATE = 10000

# Every cell: its name, the server, the file of requests, and the cell it is compared with.
CELLS = (
    ("nginx, small body", "nginx", "unchecked", None),
    ("guichet, unchecked GET", "guichet", "unchecked", "nginx, small body"),
    ("nginx, accounts body", "nginx", "connected", None),
    ("guichet, fully checked GET /accounts", "guichet", "connected", "nginx, accounts body"),
    ("guichet, checked + durable quota", "guichet", "batch", "nginx, accounts body"),
    ("the same on PostgreSQL", "guichet on PostgreSQL", "batch on PostgreSQL", "nginx, accounts body"),
    ("nginx, page of 200 transactions", "nginx", "page", None),
    ("guichet, checked page of 200 transactions", "guichet", "page", "nginx, page of 200 transactions"),
)
AT_FIXED_RATE = ("nginx, accounts body", "guichet, fully checked GET /accounts", "guichet, checked + durable quota")

WAITERS = 64

# What is asked of the figures: words, where the figure stands in the result, whether it is the least or the most, and the bound.
GOALS = (
    ("checked GET with the durable quota, requests/s over nginx's",
     ("closed_loop", "guichet, checked + durable quota", "requests_ratio"), "least", 0.40),
    ("checked page of 200 transactions, CPU over nginx's for the same bytes",
     ("closed_loop", "guichet, checked page of 200 transactions", "cpu_ratio"), "most", 2.2),
    (f"units of quota/s with {WAITERS} waiters over the disk's writes with fdatasync/s", ("stores", "embedded", "units_a_sync"), "least", 6.0),
)


def write_requests(path, requests):
    with path.open("wb") as file:
        for request in requests:
            file.write(b"%d\n" % len(request) + request)


def first_line_with(path, word):
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(word):
            return line.partition(":")[2].strip()
    return "unknown"


def said_by(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30).stdout.strip()


def rsa_verify_us():
    """What one bare RSA-2048 verification costs a core of this machine."""
    said = said_by("openssl", "speed", "-mr", "-seconds", "1", "rsa2048")
    match = re.search(r"^\+F2:\d+:2048:[\d.]+:([\d.]+)", said, re.MULTILINE)
    check(match, "openssl speed says nothing about rsa2048")
    return round(1e6 / float(match.group(1)), 2)


class Bench:
    def __init__(self, load_tool, servers, folder, seconds, warm_up):
        """`servers`: by name the port, who runs, and the TPP that calls."""
        self.load_tool = str(load_tool)
        self.servers = servers
        self.folder = folder
        self.times = ["--seconds", str(seconds), "--warm-up", str(warm_up)]
        self.limit = 20 + 4 * (seconds + warm_up)

    def drive(self, server, requests, *more):
        port, running, tpp = self.servers[server]
        command = [self.load_tool, "--port", str(port), "--name", tpp.host, "--ca", tpp.app["ca"],
                   "--certificate", str(tpp.folder / "qwac.pem"), "--key", str(tpp.folder / "qwac.key"),
                   "--requests", str(self.folder / requests), *self.times, *more]
        for process in running.processes():
            command += ["--watch", str(process)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=self.limit)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return json.loads(done.stdout)


def medians(samples):
    row = {key: round(statistics.median(sample[key] for sample in samples), 2)
           for key in ("requests_per_second", "p50_us", "p99_us", "server_cpu_us", "client_cpu_us")}
    row["non_2xx"] = sum(sample["non_2xx"] for sample in samples)
    row["broken_connections"] = sum(sample["broken_connections"] for sample in samples)
    row["not_sent"] = sum(sample["not_sent"] for sample in samples)
    row["samples"] = [round(sample["requests_per_second"], 1) for sample in samples]
    return row


def compare(closed):
    """Medians of each cell, and of the ratios taken inside each round."""
    rows = {}
    for name, _, _, yardstick in CELLS:
        rows[name] = medians(closed[name])
        if yardstick:
            pairs = list(zip(closed[name], closed[yardstick], strict=True))
            rows[name]["compared_with"] = yardstick
            rows[name]["requests_ratio"] = round(statistics.median(a["requests_per_second"] / b["requests_per_second"] for a, b in pairs), 3)
            rows[name]["cpu_ratio"] = round(statistics.median(a["server_cpu_us"] / b["server_cpu_us"] for a, b in pairs), 3)
    return rows


def measure(bench, rounds, rate_rounds):
    closed = {name: [] for name, *_ in CELLS}
    paced = {name: [] for name in AT_FIXED_RATE}
    cells = {name: (server, requests) for name, server, requests, _ in CELLS}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for name, (server, requests) in cells.items():
            closed[name].append(bench.drive(server, requests, "--connections", str(CONNECTIONS)))
    for number in range(rate_rounds):
        print(f"fixed rate, round {number + 1} of {rate_rounds}", file=sys.stderr, flush=True)
        for name in AT_FIXED_RATE:
            paced[name].append(bench.drive(*cells[name], "--connections", str(CONNECTIONS), "--rate", str(FIXED_RATE)))
    return compare(closed), {name: medians(samples) for name, samples in paced.items()}


def check(good, otherwise):
    if not good:
        raise RuntimeError(otherwise)


def prepare(folder, tpp, georges, count):
    """Writes the files of requests; gives what nginx has to answer with."""
    tpp.connect(CUSTOMER)
    tpp.consent_to_everything()
    status, headers, accounts = tpp.call("GET", ACCOUNTS, psu=CONNECTED)
    check(status == 200, f"GET /accounts: {status} {accounts[:200]!r}")
    batch_status, _, batch = tpp.call("GET", ACCOUNTS, psu=None)
    check(batch_status == 200 and len(batch) == len(accounts), f"GET /accounts without the customer: {batch_status} {batch[:200]!r}")
    metadata_status, metadata_headers, metadata = tpp.call("GET", METADATA)
    check(metadata_status == 200, f"GET {METADATA}: {metadata_status}")
    write_requests(folder / "unchecked", [tpp.raw_request(METADATA, signed=False)])
    write_requests(folder / "connected", [tpp.raw_request(ACCOUNTS, psu=CONNECTED) for _ in range(count)])
    write_requests(folder / "batch", [tpp.raw_request(ACCOUNTS) for _ in range(count)])
    path, page = page_of_transactions(georges)
    write_requests(folder / "page", [georges.raw_request(path, psu=CONNECTED) for _ in range(count)])
    content_type = headers["Content-Type"]
    return [(ACCOUNTS, content_type, accounts), (METADATA, metadata_headers["Content-Type"], metadata), (path, content_type, page)]


def prepare_batch(folder, tpp, count, accounts):
    """The same for the gateway on PostgreSQL, which has certificates and customers of its own."""
    tpp.connect(CUSTOMER)
    tpp.consent_to_everything()
    status, _, body = tpp.call("GET", ACCOUNTS, psu=None)
    check(status == 200 and len(body) == len(accounts), f"GET /accounts on PostgreSQL: {status} {body[:200]!r}")
    write_requests(folder / "batch on PostgreSQL", [tpp.raw_request(ACCOUNTS) for _ in range(count)])


def page_of_transactions(tpp):
    """Where the page is, and its bytes."""
    tpp.connect(CUSTOMER_WITH_TRANSACTIONS)
    tpp.consent_to_everything()
    _, _, accounts = tpp.call("GET", ACCOUNTS, psu=CONNECTED)
    path = f"{ACCOUNTS}/{json.loads(accounts)['accounts'][0]['resourceId']}/transactions"
    status, _, page = tpp.call("GET", path, psu=CONNECTED)
    check(status == 200 and len(json.loads(page)["transactions"]) == TRANSACTIONS, f"GET {path}: {status} {page[:200]!r}")
    return path, page


def measure_store(program, folder, seconds, url=None):
    """What the store does alone, beside what the disk does alone, in the same folder."""
    folder.mkdir()
    command = [str(program), str(folder), str(WAITERS), str(seconds), *([url] if url else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + 4 * seconds)
    check(done.returncode == 0, done.stderr.strip())
    return json.loads(done.stdout)


def measure_postgresql(program, folder, seconds, server, name):
    """Besides: what a unit leaves in the write-ahead log, and a counter of four units in the table."""
    url = server.database(name)
    before = server.ask("SELECT pg_current_wal_lsn()")
    sample = measure_store(program, folder, seconds, url)
    sample["wal_bytes_a_unit"] = float(server.ask(f"SELECT pg_current_wal_lsn() - '{before}'")) / sample["units"]
    sample["table_bytes_a_counter"] = float(server.ask("SELECT pg_total_relation_size('batch_access') / count(*)::float "
                                                       "FROM batch_access", url))
    return sample


def measure_stores(program, folder, rounds, seconds, server):
    samples = {"embedded": [], "postgresql": []}
    for number in range(rounds):
        samples["embedded"].append(measure_store(program, folder / f"embedded-{number}", seconds))
        samples["postgresql"].append(measure_postgresql(program, folder / f"postgresql-{number}", seconds, server, f"of_{number}"))
    rows = {}
    for store, own in samples.items():
        rows[store] = {key: round(statistics.median(sample[key] for sample in own), 1) for key in own[0]}
        rows[store]["units_a_sync"] = round(statistics.median(each["units_per_second"] / each["syncs_per_second"] for each in own), 2)
    return rows


def judged(result):
    """The goals beside the figures."""
    rows = []
    for words, place, side, bound in GOALS:
        figure = result
        for key in place:
            figure = figure[key]
        rows.append({"what": words, "figure": figure, side: bound, "met": figure >= bound if side == "least" else figure <= bound})
    return rows


def describe(guichet, server, tpp, answers):
    return {
        "when": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": said_by("git", "rev-parse", "--short", "HEAD"),
        "machine": {"processor": first_line_with("/proc/cpuinfo", "model name"), "cores": len(os.sched_getaffinity(0)),
                    "kernel": platform.release(), "shared": "client and servers share the cores"},
        "versions": {"guichet": guichet.version(), "nginx": nginx_version(), "postgresql": server.version(), "openssl": said_by("openssl", "version")},
        "conditions": {"tls": "1.3, AES-256-GCM, X25519, client certificate required", "seal": f"RSA-{tpp.seal.key_size}",
                       "connections": CONNECTIONS, "signed_request_bytes": len(tpp.raw_request(ACCOUNTS, psu=CONNECTED)),
                       "accounts_body_bytes": len(answers[0][2]), "small_body_bytes": len(answers[1][2]),
                       "page_bytes": len(answers[2][2]), "fixed_rate": FIXED_RATE}}


def table(result):
    lines = [f"{'closed loop':42} {'req/s':>9} {'x nginx':>8} {'CPU us':>8} {'x nginx':>8} {'p50 us':>8} {'p99 us':>8} {'not 2xx':>8}"]
    for name, row in result["closed_loop"].items():
        ratios = (f"{row['requests_ratio']:8.2f}", f"{row['cpu_ratio']:8.2f}") if "requests_ratio" in row else (" " * 8, " " * 8)
        lines.append(f"{name:42} {row['requests_per_second']:9,.0f} {ratios[0]} {row['server_cpu_us']:8.1f} {ratios[1]}"
                     f" {row['p50_us']:8.0f} {row['p99_us']:8.0f} {row['non_2xx']:8}")
    lines.append(f"{'at ' + format(FIXED_RATE, ',') + ' requests/s':42} {'req/s':>9} {'':8} {'CPU us':>8} {'':8} {'p50 us':>8} {'p99 us':>8} {'not 2xx':>8}")
    for name, row in result["fixed_rate"].items():
        lines.append(f"{name:42} {row['requests_per_second']:9,.0f} {'':8} {row['server_cpu_us']:8.1f} {'':8} {row['p50_us']:8.0f}"
                     f" {row['p99_us']:8.0f} {row['non_2xx']:8}")
    lines.append(f"{'the stores alone, ' + str(WAITERS) + ' waiters':42} {'units/s':>9} {'a sync':>8} {'look-ups/s':>11} {'syncs/s':>8}")
    for store, row in result["stores"].items():
        lines.append(f"{store:42} {row['units_per_second']:9,.0f} {row['units_a_sync']:8.1f} {row['lookups_per_second']:11,.0f}"
                     f" {row['syncs_per_second']:8,.0f}")
    kept = result["stores"]["postgresql"]
    lines.append(f"PostgreSQL {result['versions']['postgresql']}: a unit is {kept['wal_bytes_a_unit']:.0f} bytes of write-ahead log, a counter "
                 f"of four units {kept['table_bytes_a_counter']:.0f} bytes of table and index")
    for goal in result["goals"]:
        bound = f"at least {goal['least']}" if "least" in goal else f"at most {goal['most']}"
        lines.append(f"{'met ' if goal['met'] else 'MISS'} {goal['figure']:6.2f}, wanted {bound}: {goal['what']}")
    machine, conditions = result["machine"], result["conditions"]
    lines.append(f"{machine['cores']} cores, {machine['processor']}; {machine['shared']}; {conditions['seal']} seals, "
                 f"{conditions['connections']} connections, {conditions['tls']}")
    lines.append(f"bare {conditions['seal']} verification: {result['rsa_verify_us']:.1f} us; the checked GET costs "
                 f"{result['checked_over_limit']:.2f} times nginx plus that verification")
    heads = result["request_head"]
    lines.append(f"reading a signed request's head costs {heads['own_ns'] / heads['beast_ns']:.2f} of what Boost.Beast's parser costs")
    return "\n".join(lines)


def run(folder, options):
    rounds, rate_rounds, seconds, warm_up, count = (2, 1, 0.5, 0.2, 400) if options.quick else (options.rounds, 3, 1.5, 0.4, REQUESTS)
    with contextlib.ExitStack() as running:
        server = running.enter_context(contextlib.closing(Postgresql()))
        guichet = running.enter_context(contextlib.closing(Guichet(options.build / "guichet", folder / "guichet")))
        on_server = running.enter_context(contextlib.closing(Guichet(options.build / "guichet", folder / "on-postgresql", postgresql=server)))
        sample = "tpp/PSDFR-ACPR-13807"
        tpp, georges = (SampleTpp(folder / "guichet" / sample, guichet.ready["web"]) for _ in range(2))
        answers = prepare(folder, tpp, georges, count)
        tpp_on_server = SampleTpp(folder / "on-postgresql" / sample, on_server.ready["web"])
        prepare_batch(folder, tpp_on_server, count, answers[0][2])
        pki = folder / "guichet/pki"
        nginx = running.enter_context(contextlib.closing(
            Nginx(folder / "nginx", {"certificate": pki / "server.pem", "key": pki / "server.key", "authority": tpp.app["ca"]},
                  answers, len(os.sched_getaffinity(0)))))
        result = describe(guichet, server, tpp, answers)
        servers = {"guichet": (tpp.port, guichet, tpp), "guichet on PostgreSQL": (tpp_on_server.port, on_server, tpp_on_server),
                   "nginx": (nginx.port, nginx, tpp)}
        bench = Bench(options.build / "guichet_bench_load", servers, folder, seconds, warm_up)
        result["closed_loop"], result["fixed_rate"] = measure(bench, rounds, rate_rounds)
        result["guichet_resident_kib"] = guichet.resident_kib()
        result["request_head"] = json.loads(said_by(str(options.build.resolve() / "guichet_bench_heads"), str(folder / "connected")))
        result["stores"] = measure_stores(options.build / "guichet_bench_store", folder, rounds, seconds, server)
    result["rounds"] = rounds
    result["rsa_verify_us"] = rsa_verify_us()
    closed = result["closed_loop"]
    limit = closed["nginx, accounts body"]["server_cpu_us"] + result["rsa_verify_us"]
    result["checked_over_limit"] = round(closed["guichet, fully checked GET /accounts"]["server_cpu_us"] / limit, 3)
    result["goals"] = judged(result)
    return result


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two short rounds, to see that it works")
    parser.add_argument("--rounds", type=int, default=5, help="how often every cell is measured (5 or more)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="where the programs are")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as folder:
        try:
            result = run(pathlib.Path(folder), options)
        except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as failure:
            sys.exit(f"scripts/bench: {failure}")
    results = ROOT / "bench/results"
    results.mkdir(exist_ok=True)
    (results / "latest.json").write_text(json.dumps(result, indent=2) + "\n")
    print(table(result))
    wrong = sum(row["non_2xx"] + row["broken_connections"] for group in ("closed_loop", "fixed_rate") for row in result[group].values())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
