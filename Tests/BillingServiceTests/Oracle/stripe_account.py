"""One account of the stand-in: its objects, what happened to them, and its clock."""

import calendar
import copy
import datetime
import hashlib

from stripe_parameters import Refusal

VERSION = "2026-10-28.endive"


def months_later(start, count):
    """As Stripe counts: by the calendar, and at the last day of a month that is too short."""
    moment = datetime.datetime.fromtimestamp(start, datetime.timezone.utc)
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


class Account:
    def __init__(self, key, now):
        self.key = key
        self.id = "acct_" + hashlib.sha256(key.encode()).hexdigest()[:16]
        self.livemode = "_live_" in key
        self.now = now
        self.objects = {}
        self.events = []
        self.keys = {}
        self.usage = {}
        self.identifiers = {}
        self.counts = {}

    # Objects

    def new_id(self, prefix):
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{prefix}_{self.id[5:11]}{self.counts[prefix]:06d}"

    def make(self, prefix, object, **fields):
        made = {
            "id": self.new_id(prefix), "object": object, "created": self.now, "livemode": self.livemode,
            "metadata": {}, **fields,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, id, object=None, param="id", status=404):
        found = self.objects.get(id)
        if found is None or (object and found["object"] != object):
            raise Refusal(status, code="resource_missing", param=param)
        return found

    def all(self, object, **filters):
        """Newest first."""
        return [
            item for item in reversed(self.objects.values())
            if item["object"] == object and all(item.get(name) == value for name, value in filters.items())
        ]

    def page(self, items, given):
        created = given.get("created")
        if isinstance(created, dict):
            items = [item for item in items if item["created"] >= created.get("gte", 0)]
            items = [item for item in items if item["created"] < created.get("lt", 1 << 60)]
        ids = [item["id"] for item in items]
        if "starting_after" in given:
            if given["starting_after"] not in ids:
                raise Refusal(400, code="resource_missing", param="starting_after")
            items = items[ids.index(given["starting_after"]) + 1 :]
        limit = given.get("limit", 10)
        if not 1 <= limit <= 100:
            raise Refusal(400, code="parameter_invalid_integer", param="limit")
        return {"object": "list", "url": "", "has_more": len(items) > limit, "data": items[:limit]}

    # Events

    def tell(self, type, object, before=None):
        data = {"object": copy.deepcopy(object)}
        if before is not None:
            previous = difference(before, object)
            if not previous:
                return None
            data["previous_attributes"] = previous
        event = {
            "id": self.new_id("evt"), "object": "event", "api_version": VERSION, "created": self.now,
            "livemode": self.livemode, "type": type, "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None}, "data": data,
        }
        self.events.append(event)
        return event

    def change(self, object, type, **fields):
        before = copy.deepcopy(object)
        object.update(fields)
        self.tell(type, object, before)
        return object

    # Money

    def card(self, customer, behaviour="ok"):
        made = self.make("pm", "payment_method", type="card", customer=customer, card={
            "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034})
        made["behaviour"] = behaviour
        owner = self.get(customer, "customer")
        owner["invoice_settings"]["default_payment_method"] = made["id"]
        return made

    def customer_card(self, customer):
        return self.objects.get(self.get(customer, "customer", "customer", 400)["invoice_settings"]["default_payment_method"])

    def capture(self, intent):
        """The payment goes through."""
        charge = self.make(
            "ch", "charge", amount=intent["amount"], amount_refunded=0, currency=intent["currency"], paid=True,
            refunded=False, disputed=False, customer=intent["customer"], payment_intent=intent["id"],
            metadata=dict(intent["metadata"]), status="succeeded")
        intent.update(
            status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"], last_payment_error=None)
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)
        return charge

    def decline(self, intent, behaviour):
        needs_payer = behaviour == "authentication"
        problem = {"code": "authentication_required" if needs_payer else "card_declined", "type": "card_error"}
        problem["decline_code"] = "authentication_required" if needs_payer else "generic_decline"
        intent.update(status="requires_payment_method", last_payment_error=problem)
        self.tell("payment_intent.payment_failed", intent)
        return Refusal(402, **problem, payment_intent=intent)

    def refund(self, charge, amount):
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self.make(
            "re", "refund", amount=amount, currency=charge["currency"], status="succeeded", charge=charge["id"],
            payment_intent=charge["payment_intent"])
        self.tell("refund.created", refund)
        self.tell("charge.refunded", charge)
        return refund

    def dispute(self, charge):
        charge["disputed"] = True
        dispute = self.make(
            "dp", "dispute", amount=charge["amount"], currency=charge["currency"], status="needs_response",
            charge=charge["id"], payment_intent=charge["payment_intent"])
        self.tell("charge.dispute.created", dispute)
        return dispute


def difference(before, after):
    """What `previous_attributes` says: members of objects one by one, everything else as a whole."""
    previous = {}
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            previous[name] = difference(old, new)
        else:
            previous[name] = copy.deepcopy(old)
    return previous
