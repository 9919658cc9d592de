"""Steps of logging in, as somebody in a browser takes them."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PASSWORD = "correct horse battery staple"
LOGIN, CODE, APP, CODES = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/app/add/",
    "/accounts/recovery-codes/",
)


def log_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def confirm(client, password=PASSWORD):
    """What is asked before anything that concerns the safety of the account."""
    return client.post("/accounts/confirm/", {"password": password, "next": "/accounts/"})


def code(secret, steps=0):
    """What an authenticator app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def set_up_app(client):
    """The secret of the app and the recovery codes."""
    confirm(client)
    secret = re.search(r'class="key">(\w+)<', text(client.get(APP)))[1]
    assert client.post(APP, {"code": code(secret)}).status_code == 302
    return secret, re.findall(r"<code>(\d{8})</code>", text(client.get(CODES)))


def errors(response):
    return " ".join(re.findall(r'<p class="error"[^>]*>([^<]*)<', text(response)))


def text(response):
    return response.content.decode()
