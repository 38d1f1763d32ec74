"""Codes that people read, type and dictate: receipts, owner keys, one-time codes, tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# 31 signs, a prime, without I, L, O, 0 and 1: a weighted sum modulo 31 then finds every single wrong sign and
# every swap of two neighbours (the principle of ISO 7064).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_VALUE = {sign: number for number, sign in enumerate(ALPHABET)}


def new_receipt() -> str:
    """A receipt such as `K7PM-3QXD-9`: eight random signs (31⁸ ≈ 8.5 · 10¹¹) and a check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return _grouped(body + _check(body))


def parse_receipt(typed: str) -> str | None:
    """The receipt as it is stored, from what somebody typed (case, spaces, missing hyphens); None if none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != 9 or any(sign not in _VALUE for sign in signs) or _check(signs[:8]) != signs[8]:
        return None
    return _grouped(signs)


def new_decision_ref() -> str:
    """The public reference of a moderators' decision: like a receipt, with a K before it."""
    return f"K-{new_receipt()}"


def parse_decision_ref(typed: str) -> str | None:
    """The reference as it is stored, from what somebody typed; None if none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    receipt = parse_receipt(signs[1:]) if signs.startswith("K") and len(signs) == 10 else None
    return f"K-{receipt}" if receipt else None


def owner_key(secret: str, receipt: str) -> str:
    """The owner key of a receipt: derived, so that the slip can be shown again without storing the key.

    80 bits of HMAC-SHA-256 over the receipt in groups of four signs.
    """
    digest = hmac.new(secret.encode(), b"owner key " + receipt.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:12])
    signs = []
    for _ in range(16):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "-".join("".join(signs[i : i + 4]) for i in range(0, 16, 4))


def same_owner_key(typed: str, expected: str) -> bool:
    """Whether a typed owner key is the expected one, in constant time, forgiving case, spaces and hyphens."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return hmac.compare_digest(plain.encode(), expected.replace("-", "").encode())


def new_token() -> str:
    """A secret of 256 bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. The token is random and long, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def six_digits() -> str:
    """A code of six digits to type from a mail."""
    return f"{secrets.randbelow(1_000_000):06d}"


def _check(body: str) -> str:
    total = sum((place + 1) * _VALUE[sign] for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def _grouped(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"
