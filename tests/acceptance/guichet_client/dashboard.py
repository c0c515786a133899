# SPDX-License-Identifier: Apache-2.0
"""The customer's permission dashboard, as her browser drives it."""
from .journey import OTP, Browser
from .personas import LEA

PERMISSIONS = "/permissions"


def sign_in(sandbox, identifier=LEA, **kind):
    """A browser at the dashboard, and its first page."""
    browser = Browser(sandbox, **kind)
    page = browser.identify(browser.request("GET", PERMISSIONS), identifier)
    page = browser.submit(page, {"otp": OTP})
    assert (page.status, page.location) == (303, PERMISSIONS)
    return browser, browser.request("GET", PERMISSIONS)


def withdraw(browser, tpp, what):
    question = browser.request("GET", f"{PERMISSIONS}?tpp={tpp.oid}&withdraw={what}")
    assert question.status == 200 and ("action", "withdraw") in question.forms[0].buttons
    done = browser.submit(question, action="withdraw")
    assert done.status == 303, done.said
    return browser.request("GET", done.location)
