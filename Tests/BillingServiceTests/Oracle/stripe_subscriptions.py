"""Subscriptions, their invoices and schedules, as the stand-in's account has them."""

import copy

from stripe_account import months_later
from stripe_parameters import Refusal

MONTHS = {"month": 1, "year": 12}


def period(anchor, start, price):
    """The billing period that begins at `start`, counted from the anchor."""
    step = MONTHS[price["recurring"]["interval"]] * price["recurring"].get("interval_count", 1)
    count = step
    while months_later(anchor, count) <= start:
        count += step
    return start, months_later(anchor, count)


def item(account, given, start, end):
    price = account.get(given.get("price"), "price", "items[0][price]", 400)
    if not price["active"]:
        raise Refusal(400, code="price_inactive", param="items[0][price]")
    if not price["recurring"]:
        raise Refusal(400, code="price_not_recurring", param="items[0][price]")
    made = {
        "id": account.new_id("si"), "object": "subscription_item", "price": copy.deepcopy(price),
        "current_period_start": start, "current_period_end": end, "metadata": {},
    }
    if price["recurring"]["usage_type"] == "licensed":
        made["quantity"] = given.get("quantity", 1)
    return made


def amount(items):
    return sum((entry["price"]["unit_amount"] or 0) * entry.get("quantity", 0) for entry in items)


def invoice(account, subscription, reason, lines, **fields):
    total = sum(line["amount"] for line in lines)
    made = account.make(
        "in", "invoice", customer=subscription["customer"], customer_email=None, status="open",
        currency=subscription["currency"], total=total, amount_due=max(0, total), amount_paid=0,
        amount_remaining=max(0, total), attempt_count=0, next_payment_attempt=None, billing_reason=reason,
        number=f"Q-{len(account.objects):04d}", due_date=None, period_start=account.now, period_end=account.now,
        hosted_invoice_url="https://invoice.example/i", invoice_pdf="https://invoice.example/i.pdf",
        lines={"object": "list", "data": lines, "has_more": False},
        parent={"type": "subscription_details", "subscription_details": {
            "subscription": subscription["id"], "metadata": dict(subscription["metadata"])}},
        status_transitions={"finalized_at": account.now, "paid_at": None}, **fields)
    subscription["latest_invoice"] = made["id"]
    return made


def line(account, entry, value, start, end, proration=False):
    return {
        "id": account.new_id("il"), "object": "line_item", "amount": value, "currency": entry["price"]["currency"],
        "description": "", "period": {"start": start, "end": end}, "quantity": entry.get("quantity"),
        "pricing": {"type": "price_details", "price_details": {
            "price": entry["price"]["id"], "product": entry["price"]["product"]}},
        "parent": {"type": "subscription_item_details", "subscription_item_details": {
            "proration": proration, "subscription": None}},
    }


def settle(account, made, card):
    """Tries to pay an invoice with a card; whether it went through."""
    made["attempt_count"] += 1
    if made["amount_due"] == 0 or (card and card["behaviour"] == "ok"):
        made.update(status="paid", amount_paid=made["amount_due"], amount_remaining=0)
        made["status_transitions"]["paid_at"] = account.now
        account.tell("invoice.paid", made)
        return True
    account.tell("invoice.payment_failed", made)
    return False


def create(account, given):
    owner = account.get(given["customer"], "customer", "customer", 400)
    first = account.get(given["items"][0].get("price"), "price", "items[0][price]", 400)
    trial_end = given.get("trial_end")
    if "trial_period_days" in given:
        trial_end = account.now + 86_400 * given["trial_period_days"]
    start, end = (account.now, trial_end) if trial_end else period(account.now, account.now, first)
    items = [item(account, entry, start, end) for entry in given["items"]]
    card = account.objects.get(given.get("default_payment_method")) or account.customer_card(owner["id"])
    behaviour = given.get("payment_behavior", "allow_incomplete")
    pays = trial_end or amount(items) == 0 or (card and card["behaviour"] == "ok" and behaviour != "default_incomplete")
    if not pays and behaviour == "error_if_incomplete":
        raise Refusal(402, type="card_error", code="card_declined", decline_code="generic_decline")
    made = account.make(
        "sub", "subscription", customer=owner["id"], currency=first["currency"],
        status="trialing" if trial_end else "active" if pays else "incomplete",
        items={"object": "list", "data": items, "has_more": False}, cancel_at_period_end=False, cancel_at=None,
        canceled_at=None, ended_at=None, trial_start=account.now if trial_end else None, trial_end=trial_end,
        billing_cycle_anchor=trial_end or account.now, latest_invoice=None, schedule=None,
        default_payment_method=given.get("default_payment_method"))
    made["metadata"] = dict(given.get("metadata") or {})
    lines = [line(account, entry, 0 if trial_end else amount([entry]), start, end) for entry in items]
    bill = invoice(account, made, "subscription_create", lines)
    bill["confirmation_secret"] = {"type": "payment_intent", "client_secret": bill["id"] + "_secret"}
    account.tell("customer.subscription.created", made)
    if pays:
        settle(account, bill, card)
    return made


def pay(account, subscription):
    """The payer confirms the open invoice."""
    bill = account.get(subscription["latest_invoice"])
    settle(account, bill, {"behaviour": "ok"})
    return account.change(subscription, "customer.subscription.updated", status="active")


def changed_items(account, subscription, given):
    items = copy.deepcopy(subscription["items"]["data"])
    for entry in given:
        known = next((known for known in items if known["id"] == entry.get("id")), None)
        if entry.get("id") and known is None:
            raise Refusal(400, code="resource_missing", param="items[0][id]")
        if entry.get("deleted"):
            items.remove(known)
            continue
        now = known or items[0]
        fresh = item(account, {"price": (known or {}).get("price", {}).get("id"), **entry},
                     now["current_period_start"], now["current_period_end"])
        if known:
            fresh["id"] = known["id"]
            items[items.index(known)] = fresh
        else:
            items.append(fresh)
    return items


def proration(account, before, after, at):
    """What is given back of the old items and what is due for the new ones, to the second."""
    lines = []
    for sign, items in ((-1, before), (1, after)):
        for entry in items:
            start, end = entry["current_period_start"], entry["current_period_end"]
            share = amount([entry]) * max(0, end - at) / (end - start)
            lines.append(line(account, entry, sign * round(share), at, end, proration=True))
    return lines


def update(account, subscription, given):
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refusal(404, code="resource_missing", param="id")
    old, fields = subscription["items"]["data"], {}
    if "items" in given:
        items = changed_items(account, subscription, given["items"])
        fields["items"] = {**subscription["items"], "data": items}
        if given.get("proration_behavior") == "always_invoice":
            lines = proration(account, old, items, given.get("proration_date", account.now))
            card = account.customer_card(subscription["customer"])
            failed = sum(entry["amount"] for entry in lines) > 0 and (not card or card["behaviour"] != "ok")
            if failed and given.get("payment_behavior") == "error_if_incomplete":
                raise Refusal(402, type="card_error", code="card_declined", decline_code="generic_decline")
            settle(account, invoice(account, subscription, "subscription_update", lines), card)
    if "cancel_at_period_end" in given:
        ends = given["cancel_at_period_end"]
        fields["cancel_at_period_end"] = ends
        fields["cancel_at"] = old[0]["current_period_end"] if ends else None
        fields["canceled_at"] = account.now if ends else None
    for name in ("trial_end", "default_payment_method"):
        if name in given:
            fields[name] = given[name]
    if given.get("metadata"):
        fields["metadata"] = {**subscription["metadata"], **given["metadata"]}
    return account.change(subscription, "customer.subscription.updated", **fields)


def cancel(account, subscription):
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refusal(404, code="resource_missing", param="id")
    subscription.update(status="canceled", canceled_at=account.now, ended_at=account.now)
    account.tell("customer.subscription.deleted", subscription)
    return subscription


def preview(account, given):
    subscription = account.get(given["subscription"], "subscription", "subscription", 400)
    details = given.get("subscription_details") or {}
    old = subscription["items"]["data"]
    items = changed_items(account, subscription, details.get("items", []))
    lines = proration(account, old, items, details.get("proration_date", account.now)) if "items" in details else []
    bill = invoice(account, copy.deepcopy(subscription), "upcoming", lines)
    del account.objects[bill["id"]]
    return {**bill, "status": "draft"}


def make_schedule(account, given):
    subscription = account.get(given["from_subscription"], "subscription", "from_subscription", 400)
    if subscription["schedule"]:
        raise Refusal(400, code="subscription_has_schedule", param="from_subscription")
    items = subscription["items"]["data"]
    phase = {
        "start_date": items[0]["current_period_start"], "end_date": items[0]["current_period_end"],
        "items": [{"price": entry["price"]["id"], "quantity": entry.get("quantity")} for entry in items],
    }
    made = account.make(
        "sub_sched", "subscription_schedule", status="active", subscription=subscription["id"], phases=[phase])
    account.change(subscription, "customer.subscription.updated", schedule=made["id"])
    return made


def change_schedule(account, schedule, given):
    if schedule["status"] != "active":
        raise Refusal(400, code="schedule_not_active")
    if "phases" in given:
        end, phases = None, []
        for entry in given["phases"]:
            start = entry.get("start_date", end)
            if start is None or start == "now":
                raise Refusal(400, code="parameter_missing", param="phases[0][start_date]")
            price = account.get(entry["items"][0]["price"], "price", "phases[0][items][0][price]", 400)
            end = entry.get("end_date") or period(start, start, price)[1]
            phases.append({"start_date": start, "end_date": end, "items": entry["items"]})
        schedule["phases"] = phases
    return schedule


def release_schedule(account, schedule):
    if schedule["status"] not in ("active", "not_started"):
        raise Refusal(400, code="schedule_not_active")
    schedule["status"] = "released"
    account.change(account.get(schedule["subscription"]), "customer.subscription.updated", schedule=None)
    return schedule


def move_clock(account, to):
    """What falls due until a moment happens at its own time."""
    while True:
        due = [
            (entry["items"]["data"][0]["current_period_end"], entry)
            for entry in account.all("subscription")
            if entry["status"] in ("active", "trialing", "past_due")
        ]
        due = [entry for entry in due if entry[0] <= to]
        if not due:
            break
        moment, subscription = min(due, key=lambda entry: (entry[0], entry[1]["id"]))
        account.now = max(account.now, moment)
        renew(account, subscription, moment)
    account.now = max(account.now, to)


def renew(account, subscription, moment):
    if subscription["cancel_at_period_end"]:
        cancel(account, subscription)
        return
    items = copy.deepcopy(subscription["items"]["data"])
    schedule = account.objects.get(subscription["schedule"] or "")
    phases = [phase for phase in schedule["phases"] if phase["start_date"] == moment] if schedule else []
    if phases:
        items = [item(account, entry, moment, moment) for entry in phases[0]["items"]]
    for entry in items:
        entry["current_period_start"], entry["current_period_end"] = period(
            subscription["billing_cycle_anchor"], moment, entry["price"])
    card = account.objects.get(subscription["default_payment_method"] or "") or account.customer_card(
        subscription["customer"])
    lines = [
        line(account, entry, amount([entry]), entry["current_period_start"], entry["current_period_end"])
        for entry in items
    ]
    paid = settle(account, invoice(account, subscription, "subscription_cycle", lines), card)
    account.change(
        subscription, "customer.subscription.updated", status="active" if paid else "past_due",
        items={**subscription["items"], "data": items})
