"""Reads a JSON list of passwords from stdin and prints, for each, hashes of it made by argon2-cffi, bcrypt and
hashlib (OpenSSL's scrypt, in the form of Better Auth's default hasher and as a PHC string): oracles that share no
code with the forms under test."""

import base64
import hashlib
import json
import os
import sys
import unicodedata

import bcrypt
from argon2 import low_level


def argon2(password, kind, version):
    return low_level.hash_secret(
        password.encode(), os.urandom(16), time_cost=2, memory_cost=1024, parallelism=2, hash_len=32,
        type=kind, version=version).decode()


def bcrypts(password):
    secret = password.encode()[:72]
    return [bcrypt.hashpw(secret, bcrypt.gensalt(4, prefix=prefix)).decode() for prefix in (b"2a", b"2b")]


def as_2y(text):
    # PHP's spelling of the same function.
    return "$2y" + text[3:]


def scrypt(password, salt, n, r, p, length):
    normalized = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(normalized, salt=salt, n=n, r=r, p=p, dklen=length, maxmem=256 * n * r)


def better_auth(password):
    salt = os.urandom(16).hex()
    return salt + ":" + scrypt(password, salt.encode(), 16384, 16, 1, 64).hex()


def phc_scrypt(password):
    salt = os.urandom(16)
    text = lambda data: base64.b64encode(data).decode().rstrip("=")
    return "$scrypt$ln=10,r=8,p=2$" + text(salt) + "$" + text(scrypt(password, salt, 1024, 8, 2, 32))


def hashes(password):
    made = bcrypts(password)
    return {
        "argon2id": argon2(password, low_level.Type.ID, 19),
        "argon2i": argon2(password, low_level.Type.I, 19),
        "argon2i of version 16": argon2(password, low_level.Type.I, 16),
        "bcrypt 2a": made[0],
        "bcrypt 2b": made[1],
        "bcrypt 2y": as_2y(made[1]),
        "Better Auth": better_auth(password),
        "scrypt": phc_scrypt(password),
    }


json.dump([hashes(password) for password in json.load(sys.stdin)], sys.stdout)
