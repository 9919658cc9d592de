"""What a person is called inside: random, so that it says nothing, and not to be taken for a ruling."""

import secrets

from decisions.text.public_ids import ALPHABET

LENGTH = 8
PATTERN = f"p-[{ALPHABET}]{{{LENGTH}}}"


def new() -> str:
    return "p-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
