"""A small strict Stripe for tests.

Usage: stripe_standin.py NOW

Listens on a free port of 127.0.0.1, prints "READY <port>", and serves until its standard input is closed. Each secret
key is an account of its own, whose clock begins at NOW (Unix seconds) and moves when it is told. Parameters are judged
by the types of the official `stripe` package, webhooks are signed by its code. `POST /_/<what>` (JSON, with the key as
bearer) is for tests: CONTROLS says what there is.
"""

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import stripe

import stripe_subscriptions as subscriptions
from stripe_account import VERSION, Account
from stripe_parameters import Refusal, judged, route

MINIMUMS = {"usd": 50, "eur": 50, "brl": 50, "gbp": 30, "huf": 17_500}


def customer(account, id, given):
    made = account.get(id, "customer") if id else account.make(
        "cus", "customer", email=None, name=None, currency=None, invoice_settings={"default_payment_method": None})
    for name in ("email", "name", "preferred_locales"):
        if name in given:
            made[name] = given[name]
    made["metadata"].update(given.get("metadata") or {})
    made["invoice_settings"].update(given.get("invoice_settings") or {})
    account.tell("customer.updated" if id else "customer.created", made)
    return made


def price(account, given):
    account.get(given.get("product"), "product", "product", 400)
    recurring = given.get("recurring")
    if recurring:
        recurring = {"interval_count": 1, "usage_type": "licensed", "meter": None, **recurring}
        if recurring["usage_type"] == "metered" and not recurring["meter"]:
            raise Refusal(400, code="parameter_missing", param="recurring[meter]")
    return account.make(
        "price", "price", product=given["product"], active=True, currency=given["currency"],
        unit_amount=given.get("unit_amount"), recurring=recurring, nickname=given.get("nickname"),
        type="recurring" if recurring else "one_time", metadata=given.get("metadata") or {})


def payment(account, given):
    least = MINIMUMS.get(given["currency"], 1)
    if given["amount"] < least:
        raise Refusal(400, code="amount_too_small", param="amount")
    if given["currency"] == "huf" and given["amount"] % 100:
        raise Refusal(400, code="invalid_charge_amount_no_decimal_compatible", param="amount")
    if given.get("customer"):
        account.get(given["customer"], "customer", "customer", 400)
    if given.get("off_session") and not given.get("confirm"):
        raise Refusal(400, code="parameter_invalid", param="off_session")
    redirects = (given.get("automatic_payment_methods") or {}).get("allow_redirects")
    if given.get("confirm") and not (given.get("off_session") or given.get("return_url") or redirects == "never"):
        raise Refusal(400, code="parameter_missing", param="return_url")
    intent = account.make(
        "pi", "payment_intent", amount=given["amount"], amount_received=0, currency=given["currency"],
        customer=given.get("customer"), payment_method=given.get("payment_method"), status="requires_payment_method",
        latest_charge=None, last_payment_error=None, metadata=given.get("metadata") or {})
    intent["client_secret"] = intent["id"] + "_secret_1"
    account.tell("payment_intent.created", intent)
    if given.get("confirm"):
        card = account.get(given.get("payment_method"), "payment_method", "payment_method", 400)
        if card["behaviour"] == "authentication" and not given.get("off_session"):
            intent["status"] = "requires_action"
        elif card["behaviour"] != "ok":
            raise account.decline(intent, card["behaviour"])
        else:
            account.capture(intent)
    return intent


def own_price(account, data):
    """The price of a line that brings its own."""
    return account.make(
        "price", "price", active=True, currency=data["currency"], unit_amount=data["unit_amount"],
        recurring=data.get("recurring"), metadata={})


def checkout(account, given):
    mode = given.get("mode")
    if mode != "setup" and not given.get("line_items"):
        raise Refusal(400, code="parameter_missing", param="line_items")
    total = 0
    for index, entry in enumerate(given.get("line_items", [])):
        if entry.get("price_data"):
            entry["price"] = own_price(account, entry["price_data"])["id"]
        found = account.get(entry.get("price"), "price", f"line_items[{index}][price]", 400)
        if not found["active"]:
            raise Refusal(400, code="price_inactive", param=f"line_items[{index}][price]")
        if (mode == "subscription") != bool(found["recurring"]):
            raise Refusal(400, code="checkout_price_wrong_mode", param=f"line_items[{index}][price]")
        total += (found["unit_amount"] or 0) * entry.get("quantity", 0)
    if given.get("customer"):
        account.get(given["customer"], "customer", "customer", 400)
    made = account.make(
        "cs_test", "checkout.session", mode=mode, status="open", payment_status="unpaid", amount_total=total,
        customer=given.get("customer"), customer_email=given.get("customer_email"), subscription=None,
        payment_intent=None, invoice=None, setup_intent=None, client_reference_id=given.get("client_reference_id"),
        currency=given.get("currency"), expires_at=account.now + 86_400, success_url=given.get("success_url"),
        cancel_url=given.get("cancel_url"), customer_details=None, metadata=given.get("metadata") or {})
    made["url"] = f"https://checkout.example/{made['id']}"
    account.keys["given:" + made["id"]] = given
    return made


def complete(account, id, email=None, behaviour="ok", delayed=False):
    """The payer fills the page in."""
    session = account.get(id, "checkout.session")
    given = account.keys["given:" + id]
    if session["status"] != "open":
        raise Refusal(400, code="checkout_not_open")
    if not session["customer"]:
        session["customer"] = customer(account, None, {"email": email or session["customer_email"]})["id"]
    card = account.card(session["customer"], behaviour)
    if session["mode"] == "subscription":
        data = given.get("subscription_data") or {}
        made = subscriptions.create(account, {
            "customer": session["customer"], "items": given["line_items"], "metadata": data.get("metadata"),
            **({"trial_period_days": data["trial_period_days"]} if "trial_period_days" in data else {})})
        session.update(subscription=made["id"], invoice=made["latest_invoice"], currency=made["currency"])
    elif session["mode"] == "payment":
        data = given.get("payment_intent_data") or {}
        session["currency"] = account.get(given["line_items"][0]["price"])["currency"]
        intent = account.make(
            "pi", "payment_intent", amount=session["amount_total"], amount_received=0, currency=session["currency"],
            customer=session["customer"], payment_method=card["id"], status="processing", latest_charge=None,
            last_payment_error=None, client_secret="", metadata=data.get("metadata") or {})
        session["payment_intent"] = intent["id"]
        if not delayed:
            account.capture(intent)
    session.update(
        status="complete", url=None, payment_status="unpaid" if delayed else "paid",
        customer_details={"email": email or session["customer_email"]})
    account.tell("checkout.session.completed", session)
    return session


def settle(account, id, ok=True):
    """A delayed payment of a completed page arrives, or does not."""
    session = account.get(id, "checkout.session")
    intent = account.get(session["payment_intent"])
    if ok:
        account.capture(intent)
        session["payment_status"] = "paid"
    account.tell(f"checkout.session.async_payment_{'succeeded' if ok else 'failed'}", session)
    return session


def meter_event(account, given):
    identifier = given.get("identifier") or account.new_id("me")
    if account.identifiers.get(identifier, -1 << 60) > account.now - 86_400:
        raise Refusal(400, message=f"An event already exists with identifier {identifier}.")
    if len(identifier) > 100:
        raise Refusal(400, code="parameter_invalid_string", param="identifier")
    time = given.get("timestamp", account.now)
    if not account.now - 35 * 86_400 <= time <= account.now + 300:
        raise Refusal(400, code="timestamp_invalid", param="timestamp")
    account.identifiers[identifier] = account.now
    payload = given["payload"]
    account.usage.setdefault((given["event_name"], payload.get("stripe_customer_id")), []).append(
        (time, int(payload.get("value", "0"))))
    return {"object": "billing.meter_event", "identifier": identifier, "event_name": given["event_name"],
            "created": account.now, "timestamp": time, "livemode": account.livemode, "payload": payload}


def summaries(account, id, given):
    meter = account.get(id, "billing.meter")
    used = account.usage.get((meter["event_name"], given["customer"]), [])
    value = sum(value for time, value in used if given["start_time"] <= time < given["end_time"])
    return {"object": "list", "has_more": False, "url": "", "data": [{
        "id": account.new_id("mtrusg"), "object": "billing.meter_event_summary", "aggregated_value": float(value),
        "start_time": given["start_time"], "end_time": given["end_time"], "meter": id, "livemode": account.livemode}]}


def expanded(account, made, given):
    if "latest_invoice.confirmation_secret" in given.get("expand", []):
        return {**made, "latest_invoice": account.objects.get(made["latest_invoice"])}
    return made


def expire(account, id):
    session = account.get(id, "checkout.session")
    if session["status"] != "open":
        raise Refusal(400, code="checkout_not_open")
    session.update(status="expired", url=None)
    account.tell("checkout.session.expired", session)
    return session


def cancel_payment(account, id):
    intent = account.get(id, "payment_intent")
    if intent["status"] in ("succeeded", "canceled"):
        raise Refusal(400, code="payment_intent_unexpected_state", payment_intent=intent)
    intent["status"] = "canceled"
    account.tell("payment_intent.canceled", intent)
    return intent


def subscription_list(account, given):
    found = account.all("subscription", **({"customer": given["customer"]} if "customer" in given else {}))
    if given.get("status") != "all":
        found = [entry for entry in found if entry["status"] != "canceled"]
    return account.page(found, given)


def listing(object, *filters):
    def answer(account, id, given):
        chosen = {name: given[name] for name in filters if name in given}
        return account.page(account.all(object, **chosen), given)
    return answer


def reading(object):
    return lambda account, id, given: account.get(id, object)


ANSWERS = {
    ("GET", "/v1/account"): lambda account, id, given: {"id": account.id, "object": "account"},
    ("GET", "/v1/events"): lambda account, id, given: account.page(list(reversed(account.events)), given),
    ("GET", "/v1/customers"): listing("customer"),
    ("POST", "/v1/customers"): customer,
    ("GET", "/v1/customers/{id}"): reading("customer"),
    ("POST", "/v1/customers/{id}"): customer,
    ("GET", "/v1/customers/{id}/payment_methods"): lambda account, id, given: account.page(
        account.all("payment_method", customer=id), given),
    ("GET", "/v1/products"): listing("product"),
    ("POST", "/v1/products"): lambda account, id, given: account.make(
        "prod", "product", name=given["name"], active=True, metadata=given.get("metadata") or {}),
    ("GET", "/v1/products/{id}"): reading("product"),
    ("GET", "/v1/prices"): listing("price", "product"),
    ("POST", "/v1/prices"): lambda account, id, given: price(account, given),
    ("GET", "/v1/prices/{id}"): reading("price"),
    ("POST", "/v1/prices/{id}"): lambda account, id, given: account.change(
        account.get(id, "price"), "price.updated", **{n: given[n] for n in ("active", "nickname") if n in given}),
    ("GET", "/v1/checkout/sessions"): listing("checkout.session", "customer"),
    ("POST", "/v1/checkout/sessions"): lambda account, id, given: checkout(account, given),
    ("GET", "/v1/checkout/sessions/{id}"): reading("checkout.session"),
    ("POST", "/v1/checkout/sessions/{id}/expire"): lambda account, id, given: expire(account, id),
    ("POST", "/v1/billing_portal/sessions"): lambda account, id, given: account.make(
        "bps", "billing_portal.session", customer=account.get(given["customer"], "customer", "customer", 400)["id"],
        return_url=given.get("return_url"), url="https://portal.example/p"),
    ("GET", "/v1/subscriptions"): lambda account, id, given: subscription_list(account, given),
    ("POST", "/v1/subscriptions"): lambda account, id, given: expanded(
        account, subscriptions.create(account, given), given),
    ("GET", "/v1/subscriptions/{id}"): reading("subscription"),
    ("POST", "/v1/subscriptions/{id}"): lambda account, id, given: subscriptions.update(
        account, account.get(id, "subscription"), given),
    ("DELETE", "/v1/subscriptions/{id}"): lambda account, id, given: subscriptions.cancel(
        account, account.get(id, "subscription")),
    ("POST", "/v1/subscription_schedules"): lambda account, id, given: subscriptions.make_schedule(account, given),
    ("GET", "/v1/subscription_schedules/{id}"): reading("subscription_schedule"),
    ("POST", "/v1/subscription_schedules/{id}"): lambda account, id, given: subscriptions.change_schedule(
        account, account.get(id, "subscription_schedule"), given),
    ("POST", "/v1/subscription_schedules/{id}/release"): lambda account, id, given: subscriptions.release_schedule(
        account, account.get(id, "subscription_schedule")),
    ("GET", "/v1/invoices"): listing("invoice", "customer"),
    ("POST", "/v1/invoices/create_preview"): lambda account, id, given: subscriptions.preview(account, given),
    ("GET", "/v1/invoices/{id}"): reading("invoice"),
    ("GET", "/v1/payment_intents"): listing("payment_intent", "customer"),
    ("POST", "/v1/payment_intents"): lambda account, id, given: payment(account, given),
    ("GET", "/v1/payment_intents/{id}"): reading("payment_intent"),
    ("POST", "/v1/payment_intents/{id}/cancel"): lambda account, id, given: cancel_payment(account, id),
    ("GET", "/v1/setup_intents"): listing("setup_intent", "customer"),
    ("POST", "/v1/setup_intents"): lambda account, id, given: account.make(
        "seti", "setup_intent", customer=account.get(given["customer"], "customer", "customer", 400)["id"],
        status="requires_payment_method", client_secret="seti_secret", payment_method=None,
        metadata=given.get("metadata") or {}),
    ("GET", "/v1/setup_intents/{id}"): reading("setup_intent"),
    ("GET", "/v1/charges/{id}"): reading("charge"),
    ("GET", "/v1/refunds"): listing("refund", "charge", "payment_intent"),
    ("GET", "/v1/disputes"): listing("dispute", "charge", "payment_intent"),
    ("POST", "/v1/billing/meters"): lambda account, id, given: account.make(
        "mtr", "billing.meter", display_name=given["display_name"], event_name=given["event_name"], status="active"),
    ("POST", "/v1/billing/meter_events"): lambda account, id, given: meter_event(account, given),
    ("GET", "/v1/billing/meters/{id}/event_summaries"): summaries,
}


class Standin:
    def __init__(self, now):
        self.now = now
        self.lock = threading.Lock()
        self.accounts = {}
        self.requests = []
        self.faults = []
        self.revoked = set()

    def account(self, key):
        return self.accounts.setdefault(key, Account(key, self.now))

    def fault(self, key, method, path):
        for fault in self.faults:
            if fault["key"] == key and re.search(fault.get("path", ""), path) and fault.get("method", method) == method:
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] == 0:
                    self.faults.remove(fault)
                return fault["kind"]
        return None

    def answer(self, method, path, text, headers):
        """Status and body; what was done under an idempotency key is answered as before."""
        key = headers.get("authorization", "").removeprefix("Bearer ")
        if not re.fullmatch(r"[sr]k_(test|live)_\w+", key) or key in self.revoked:
            raise Refusal(401, code="api_key_expired")
        if headers.get("stripe-version") != VERSION:
            raise Refusal(400, code="version_missing")
        account = self.account(key)
        template, id = route(method, path)
        given = judged(template, method, text)
        name = headers.get("idempotency-key") if method == "POST" else None
        if name in account.keys:
            kept = account.keys[name]
            if kept["request"] != (path, text):
                raise Refusal(400, type="idempotency_error")
            return kept["status"], kept["body"]
        try:
            status, body = 200, json.dumps(ANSWERS[method, template](account, id, given))
        except Refusal as refusal:
            status, body = refusal.status, json.dumps(refusal.body)
        if name:
            account.keys[name] = {"request": (path, text), "status": status, "body": body}
        return status, body


def deliveries(standin, account, secrets, since=0, time=None):
    """Every event after the first `since` as a webhook, signed by each of the secrets."""
    time = time or account.now
    signed = []
    for event in account.events[since:]:
        body = json.dumps(event, indent=2)
        signatures = [stripe.WebhookSignature._compute_signature(f"{time}.{body}", secret) for secret in secrets]
        signed.append({
            "id": event["id"], "type": event["type"], "body": body,
            "signature": ",".join([f"t={time}"] + [f"v1={signature}" for signature in signatures])})
    return signed


def tell(account, type, object):
    return account.tell(type, object if "id" in object and len(object) > 1 else account.get(object["id"]))


def forget(account):
    account.keys = {name: kept for name, kept in account.keys.items() if name.startswith("given:")}
    return {}


# What tests do beside Stripe's API; each takes the account, and the body's members as arguments.
CONTROLS = {
    "requests": lambda standin, account: {
        "requests": [entry for entry in standin.requests if entry["key"] == account.key]},
    "objects": lambda standin, account, object: {"objects": account.all(object)},
    "fault": lambda standin, account, **fault: standin.faults.append({"key": account.key, **fault}) or {},
    "clock": lambda standin, account, to: subscriptions.move_clock(account, to) or {"now": account.now},
    "forget_keys": lambda standin, account: forget(account),
    "revoke": lambda standin, account: standin.revoked.add(account.key) or {},
    "deliveries": lambda standin, account, **how: {"deliveries": deliveries(standin, account, **how)},
    "event": lambda standin, account, type, object: tell(account, type, object),
    "card": lambda standin, account, customer, behaviour="ok": account.card(customer, behaviour),
    "complete": lambda standin, account, id, **how: complete(account, id, **how),
    "settle": lambda standin, account, id, ok=True: settle(account, id, ok),
    "pay": lambda standin, account, id: account.capture(account.get(id, "payment_intent")),
    "pay_subscription": lambda standin, account, id: subscriptions.pay(account, account.get(id, "subscription")),
    "refund": lambda standin, account, charge, amount: account.refund(account.get(charge, "charge"), amount),
    "dispute": lambda standin, account, charge: account.dispute(account.get(charge, "charge")),
    "change": lambda standin, account, id, type, **fields: account.change(account.get(id), type, **fields),
    "remove": lambda standin, account, id: account.objects.pop(id),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    standin = None

    def log_message(self, *_):
        pass

    def handle_request(self):
        url = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        text = self.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        if url.path.startswith("/_/"):
            return self.control(url.path[3:], json.loads(text or "{}"), headers)
        if self.command != "POST":
            text = url.query
        elif url.query:
            return self.send(400, json.dumps({"error": {"type": "invalid_request_error", "code": "query_on_post"}}))
        with self.standin.lock:
            key = headers.get("authorization", "").removeprefix("Bearer ")
            fault = self.standin.fault(key, self.command, url.path)
            entry = {
                "key": key, "method": self.command, "path": url.path, "form": text, "fault": fault,
                "idempotency_key": headers.get("idempotency-key")}
            self.standin.requests.append(entry)
            status, body = self.result(fault, url.path, text, headers)
            entry["status"] = status
        if fault in ("reset", "reset_after"):
            self.close_connection = True
            self.connection.close()
            return None
        return self.send(status, body)

    def result(self, fault, path, text, headers):
        error = json.dumps({"error": {"type": "api_error", "message": "fault"}})
        if fault in ("500", "429", "401"):
            return int(fault), error
        if fault == "reset":
            return 0, ""
        try:
            status, body = self.standin.answer(self.command, path, text, headers)
        except Refusal as refusal:
            status, body = refusal.status, json.dumps(refusal.body)
        return (500, error) if fault == "500_after" else (status, body)

    def control(self, name, given, headers):
        with self.standin.lock:
            account = self.standin.account(headers["authorization"].removeprefix("Bearer "))
            try:
                status, body = 200, json.dumps(CONTROLS[name](self.standin, account, **given))
            except Refusal as refusal:
                status, body = refusal.status, json.dumps(refusal.body)
        self.send(status, body)

    def send(self, status, body):
        data = body.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = handle_request


def main():
    Handler.standin = Standin(int(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"READY {server.server_address[1]}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
