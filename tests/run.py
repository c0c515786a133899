# SPDX-License-Identifier: Apache-2.0
"""Runs every suite of the project, one after the other, and sums up in one line.

A suite is a command with a time limit and a way to count its tests. Nothing is hidden: a suite that cannot be
counted or runs out of time is one failure.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEBUG = ROOT / "build/debug"
RELEASE = ROOT / "build/release"
# How GoogleTest, pytest and node name a test that failed.
FAILED_TEST = re.compile(r"^ *(?:\[  FAILED  \] .*|(?:FAILED|ERROR) .*|not ok .*|✖ .*)$", re.M)


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0

    def add(self, name, passed, failed, skipped, seconds, output):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        more = f", {skipped} skipped" if skipped else ""
        print(f"{name}: {passed} passed, {failed} failed{more} ({seconds:.0f} s)", flush=True)
        if failed:
            print(output[-12000:], flush=True)
            # The end of a long output may show none of them.
            print("\n".join(["failed:", *dict.fromkeys(FAILED_TEST.findall(output))]), flush=True)


def run(command, limit, environment=None):
    """Gives (exit code or None on time-out, output, seconds)."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as sink:
        child = subprocess.Popen(command, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                 env={**os.environ, **(environment or {})}, start_new_session=True)
        try:
            code = child.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, 9)
            child.wait()
            code = None
        sink.seek(0)
        output = sink.read().decode(errors="replace")
    if code is None:
        output += f"\nran out of its {limit} s\n"
    return code, output, time.monotonic() - started


def google_test(tally, program):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        code, output, seconds = run([program, f"--gtest_output=json:{report}"], 300,
                                    {"UBSAN_OPTIONS": "print_stacktrace=1", "GUICHET_SHARED_DIR": shared_directory()})
        if not report.exists():
            tally.add(program.name, 0, 1, 0, seconds, output)
            return
        counts = json.loads(report.read_text())
        skipped = sum(test.get("result") == "SKIPPED" for suite in counts["testsuites"] for test in suite["testsuite"])
        failed = counts["failures"] + (1 if code and not counts["failures"] else 0)
        tally.add(program.name, counts["tests"] - counts["failures"] - skipped, failed, skipped, seconds, output)


def acceptance_tests(tally, name, build, workers, environment=None):
    with tempfile.TemporaryDirectory() as scratch:
        report = pathlib.Path(scratch) / "report.xml"
        code, output, seconds = run(
            ["/usr/bin/python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(workers), "--dist", "loadfile", f"--junitxml={report}",
             "tests/acceptance"], 900,
            {"GUICHET_BINARY": str(build / "guichet"), "GUICHET_RELEASE_BINARY": str(RELEASE / "guichet"),
             "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})})
        if not report.exists():
            tally.add(name, 0, 1, 0, seconds, output)
            return
        suite = ElementTree.parse(report).getroot().find("testsuite")
        failed = int(suite.get("failures")) + int(suite.get("errors"))
        skipped = int(suite.get("skipped"))
        passed = int(suite.get("tests")) - failed - skipped
        tally.add(name, passed, failed + (1 if code and not failed else 0), skipped, seconds, output)


def node_tests(tally, name, package, limit):
    """Every *.test.mjs of a folder that has a package of its own; `package` is one it needs."""
    folder = ROOT / name
    if not (folder / "node_modules" / package).exists():
        code, output, seconds = run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)], 300)
        if code != 0:
            tally.add(f"{name} (npm ci)", 0, 1, 0, seconds, output)
            return
    files = sorted(str(path) for path in folder.glob("*.test.mjs"))
    code, output, seconds = run(["node", "--test", "--test-concurrency=3", *files], limit, {"GUICHET_BINARY": str(RELEASE / "guichet")})
    counts = {word: int(number) for word, number in re.findall(r"^[#ℹ] (pass|fail|skipped) (\d+)", output, re.M)}
    if "pass" not in counts:
        tally.add(name, 0, 1, 0, seconds, output)
        return
    failed = counts.get("fail", 0)
    tally.add(name, counts["pass"], failed + (1 if code and not failed else 0), counts.get("skipped", 0), seconds, output)


def check(tally, name, command, limit):
    code, output, seconds = run(command, limit)
    tally.add(name, int(code == 0), int(code != 0), 0, seconds, output)


def fuzz_targets(tally):
    """A test a target: GUICHET_FUZZ_SECONDS (60) from the committed inputs without breaking anything. The parsers that
    decide who stands at the counter have all of the time, the others a third."""
    seconds = int(os.environ.get("GUICHET_FUZZ_SECONDS", "60"))
    targets = sorted(path.stem for path in (ROOT / "tests/fuzz").glob("*.cpp"))
    deciding = [target for target in targets if target.startswith(("tpp_", "domain_"))]
    fuzz(tally, deciding, seconds)
    fuzz(tally, [target for target in targets if target not in deciding], max(seconds // 3, 1))


def fuzz(tally, targets, seconds):
    code, output, took = run(["scripts/fuzz", str(seconds), *targets], 300 + len(targets) * seconds)
    passed = len(re.findall(r"^\w+: Done [1-9]\d* runs$", output, re.M))
    failed = len(targets) - passed
    tally.add(f"fuzz, {seconds} s a target", passed, failed or int(code != 0), 0, took, output)


def shared_directory():
    """Where vectors that are not part of the project may lie; tests that want them skip without."""
    return os.environ.get("GUICHET_SHARED_DIR", str(ROOT.parent / "shared"))


def main():
    wanted = sys.argv[1:]
    tally = Tally()
    suites = {"unit": lambda: [google_test(tally, path) for path in sorted((DEBUG / "tests").glob("*_test")) +
                               sorted((DEBUG / "tests").glob("unit_*"))],
              "format": lambda: check(tally, "format", ["scripts/format", "--check"], 120),
              "headers": lambda: check(tally, "headers stand alone",
                                       ["ninja", "-C", str(DEBUG), "all_verify_interface_header_sets"], 600),
              "samples": lambda: check(tally, "samples of api/", ["api/check_samples"], 60),
              "acceptance": lambda: acceptance_tests(tally, "tests/acceptance", DEBUG, 3),
              # With what is shipped, which is quicker; sanitizers watch the store itself in unit_store and above.
              "postgresql": lambda: acceptance_tests(tally, "acceptance on PostgreSQL", RELEASE, 3,
                                                     {"GUICHET_STORE": "postgresql"}),
              "clients": lambda: node_tests(tally, "tests/clients", "openid-client", 120),
              "browser": lambda: node_tests(tally, "tests/browser", "playwright-core", 900),
              "fuzz": lambda: fuzz_targets(tally),
              # Last, because it takes some minutes where nothing was linted before.
              "tidy": lambda: check(tally, "clang-tidy", ["scripts/tidy"], 900)}
    for name, suite in suites.items():
        if not wanted or name in wanted:
            suite()
    if tally.skipped:
        print(f"({tally.skipped} skipped, as said above)")
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    if shutil.which("ninja") is None:
        sys.exit("tests/run.py: ninja is missing; run scripts/test, which installs what it needs")
    sys.exit(main())
