# SPDX-License-Identifier: Apache-2.0
"""Do answers on the pages take longer for a customer than for an identifier that nobody has, or for one who is locked?
Welch's t-test over interleaved samples (row 145: n = 10,000 each, |t| < 4.5), and how much memory 100,000 journeys
take that nobody ends, a thousand from each address (row 138). A measurement and no test: run it where nothing else
runs.

  /usr/bin/python3 bench/answer_times.py [--samples N] [--journeys N] [--build DIR]
"""
import argparse
import html.parser
import http.client
import json
import math
import pathlib
import random
import statistics
import sys
import tempfile
import time
import urllib.parse

from guichet import Guichet
from sample_tpp import Form

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETTINGS = """[pages]
failures_of_a_source = 0
[log]
level = "off"
"""
KNOWN, LOCKED = "9999999901", "9999999903"
RIGHT, WRONG = "12345678", "00000000"
CODES_A_JOURNEY = 4  # the fifth wrong one locks
LARGEST_T = 4.5
OF_A_SOURCE = 1_000


class Text(html.parser.HTMLParser):
    """What a page says."""

    def __init__(self, page):
        super().__init__()
        self.words = []
        self.feed(page)

    def handle_data(self, data):
        self.words += data.split()


class Pages:
    """One browser over one connection; a new journey drops the cookies of the former."""

    def __init__(self, guichet, source="127.0.0.1"):
        self.web = urllib.parse.urlsplit(guichet.ready["web"])
        app = json.loads((guichet.folder / "tpp/PSDFR-ACPR-13807/app.json").read_text())
        self.authorize = "/stet/psd2/oauth/authorize?" + urllib.parse.urlencode(
            {"response_type": "code", "client_id": app["client_id"], "redirect_uri": app["redirect_uris"][0],
             "scope": "aisp", "state": "x"})
        self.connection = http.client.HTTPConnection(self.web.netloc, timeout=30, source_address=(source, 0))
        self.cookie = None

    def ask(self, method, target, body=None, kind="application/x-www-form-urlencoded"):
        """The answer's status and text, and the seconds it took."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": f"http://{self.web.netloc}"}
        began = time.perf_counter()
        self.connection.request(method, target, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = time.perf_counter() - began
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return answer.status, text, took

    def advance(self, duration):
        status, text, _ = self.ask("POST", "/_sandbox/clock", json.dumps({"advance": duration}), "application/json")
        if status != 200:
            raise RuntimeError(f"the clock: {status} {text}")

    def send(self, form, more):
        status, text, took = self.ask("POST", form.action, urllib.parse.urlencode(form.fields | more))
        if status != 200:
            raise RuntimeError(f"{form.action}: {status} {text[:300]}")
        return Form(text), took

    def identify(self, identifier):
        self.cookie = None
        _, text, _ = self.ask("GET", self.authorize)
        return self.send(Form(text), {"identifier": identifier, "action": "continue"})

    def end(self, form, code):
        """The last code of a journey, after which the browser is sent to the TPP."""
        status, text, _ = self.ask("POST", form.action, urllib.parse.urlencode(form.fields | {"otp": code, "action": "continue"}))
        if status != 303:
            raise RuntimeError(f"{form.action}: {status} {text[:300]}")

    def wrong_codes(self, form, count):
        """The page after them, and the seconds each took."""
        times = []
        for _ in range(count):
            form, took = self.send(form, {"otp": WRONG, "action": "continue"})
            times.append(took)
        return form, times


def welch(one, other):
    spread = math.sqrt(statistics.variance(one) / len(one) + statistics.variance(other) / len(other))
    return (statistics.fmean(one) - statistics.fmean(other)) / spread


def stranger():
    return f"{random.randrange(10 ** 9):010d}"


def times_of_answers(pages, wanted):
    """Seconds, by what was sent and by whom it was said to be from."""
    identified = {"known": [], "unknown": [], "locked": []}
    coded = {"known": [], "unknown": [], "locked": []}
    while len(identified["known"]) < wanted or len(coded["known"]) < wanted:
        pages.advance("PT16M")  # every lock is over, and every count of challenges
        form, _ = pages.identify(LOCKED)
        form, _ = pages.wrong_codes(form, CODES_A_JOURNEY)
        pages.end(form, WRONG)
        people = [("known", KNOWN), ("unknown", stranger()), ("locked", LOCKED)]
        random.shuffle(people)
        for name, identifier in people:
            form, took = pages.identify(identifier)
            identified[name].append(took)
            form, took_each = pages.wrong_codes(form, CODES_A_JOURNEY)
            coded[name] += took_each
            if name == "known":
                pages.end(form, RIGHT)  # failures count until a success
        for _ in range(CODES_A_JOURNEY - 1 if len(identified["known"]) < wanted else 0):
            random.shuffle(people)
            for name, identifier in people:
                identified[name].append(pages.identify(identifier)[1])
    return {"identifier": identified, "wrong code": coded}


def compare(samples):
    worst = 0.0
    for sent, by_name in samples.items():
        for name in ("unknown", "locked"):
            t = welch(by_name["known"], by_name[name])
            worst = max(worst, abs(t))
            print(f"{sent:12} known against {name:8} n = {len(by_name['known']):6} and {len(by_name[name]):6}   t = {t:6.2f}   "
                  f"medians {statistics.median(by_name['known']) * 1e6:6.0f} and {statistics.median(by_name[name]) * 1e6:6.0f} us")
    return worst


def memory_of_journeys(guichet, journeys):
    """Journeys that nobody ends, within ten minutes; what the program holds after each tenth of them."""
    for number in range(journeys):
        if number % OF_A_SOURCE == 0:
            pages = Pages(guichet, f"127.0.{1 + number // OF_A_SOURCE // 250}.{1 + number // OF_A_SOURCE % 250}")
        pages.cookie = None
        status, _, _ = pages.ask("GET", pages.authorize)
        if status != 200:
            raise RuntimeError(f"authorize answers {status} after {number} journeys")
        if (number + 1) % (journeys // 10) == 0:
            files = sum(path.stat().st_size for path in guichet.folder.glob("guichet.db*")) // 1024
            print(f"{number + 1:7} journeys: {guichet.resident_kib():7} KiB resident, store {files} KiB", flush=True)
    status, text, _ = Pages(guichet, "127.0.9.9").ask("GET", pages.authorize)
    print(f"one more, from an address of its own: {status} {' '.join(Text(text).words)[:150]}")


def main():
    parser = argparse.ArgumentParser(prog="bench/answer_times.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--journeys", type=int, default=100_000)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-times-") as folder:
        guichet = Guichet(options.build / "guichet", pathlib.Path(folder) / "guichet", settings=SETTINGS)
        try:
            worst = compare(times_of_answers(Pages(guichet), options.samples)) if options.samples else 0.0
            if options.journeys:
                memory_of_journeys(guichet, options.journeys)
        finally:
            guichet.close()
    if worst >= LARGEST_T:
        sys.exit(f"|t| = {worst:.2f}: answers tell who is a customer")


if __name__ == "__main__":
    main()
