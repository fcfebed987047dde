"""Signs and verifies webhooks with the reference library of standardwebhooks.com.

Reads one JSON object per line and answers each with one line:
  {"op": "sign", "secret", "id", "timestamp", "body"}                  -> the signature
  {"op": "verify", "secret", "id", "timestamp", "body", "signature", "now"} -> "ok" or the library's refusal
"""

import json
import sys
from datetime import datetime, timezone

import standardwebhooks.webhooks as library


def clock(now):
    """The library asks the wall clock; a test has its own time."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(now, tz=tz)

    return Clock


def answer(case):
    webhook = library.Webhook(case["secret"])
    if case["op"] == "sign":
        time = datetime.fromtimestamp(case["timestamp"], tz=timezone.utc)
        return webhook.sign(case["id"], time, case["body"])
    library.datetime = clock(case["now"])
    headers = {
        "webhook-id": case["id"],
        "webhook-timestamp": str(case["timestamp"]),
        "webhook-signature": case["signature"],
    }
    try:
        webhook.verify(case["body"], headers)
        return "ok"
    except library.WebhookVerificationError as error:
        return str(error)
    finally:
        library.datetime = datetime


for line in sys.stdin:
    print(answer(json.loads(line)), flush=True)
