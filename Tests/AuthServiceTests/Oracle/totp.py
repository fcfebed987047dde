"""Reads {"uri": …, "times": […]} from stdin and prints what pyotp makes of it: the secret, issuer and account in the
otpauth:// URI, and the code of each time in seconds."""

import json
import sys

import pyotp

given = json.load(sys.stdin)
totp = pyotp.parse_uri(given["uri"])
json.dump(
    {
        "secret": totp.secret,
        "issuer": totp.issuer,
        "account": totp.name,
        "codes": [totp.at(time) for time in given["times"]],
    },
    sys.stdout)
