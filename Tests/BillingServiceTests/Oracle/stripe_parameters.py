"""What Stripe takes as parameters: forms become values, and the official package's own types judge them."""

import decimal
import re
import types
import typing
from urllib.parse import parse_qsl

import typing_extensions
from stripe import params
from stripe._request_options import RequestOptions
from stripe.params import billing, billing_portal, checkout


class Refusal(Exception):
    def __init__(self, status, type="invalid_request_error", **details):
        super().__init__(f"{status} {type} {details}")
        self.status = status
        self.body = {"error": {"type": type, "message": details.get("code", type), **details}}


TYPES = {
    ("GET", "/v1/account"): None,
    ("GET", "/v1/events"): params.EventListParams,
    ("GET", "/v1/customers"): params.CustomerListParams,
    ("POST", "/v1/customers"): params.CustomerCreateParams,
    ("GET", "/v1/customers/{id}"): params.CustomerRetrieveParams,
    ("POST", "/v1/customers/{id}"): params.CustomerUpdateParams,
    ("GET", "/v1/customers/{id}/payment_methods"): params.CustomerListPaymentMethodsParams,
    ("GET", "/v1/products"): params.ProductListParams,
    ("POST", "/v1/products"): params.ProductCreateParams,
    ("GET", "/v1/products/{id}"): params.ProductRetrieveParams,
    ("GET", "/v1/prices"): params.PriceListParams,
    ("POST", "/v1/prices"): params.PriceCreateParams,
    ("GET", "/v1/prices/{id}"): params.PriceRetrieveParams,
    ("POST", "/v1/prices/{id}"): params.PriceUpdateParams,
    ("GET", "/v1/checkout/sessions"): checkout.SessionListParams,
    ("POST", "/v1/checkout/sessions"): checkout.SessionCreateParams,
    ("GET", "/v1/checkout/sessions/{id}"): checkout.SessionRetrieveParams,
    ("POST", "/v1/checkout/sessions/{id}/expire"): checkout.SessionExpireParams,
    ("POST", "/v1/billing_portal/sessions"): billing_portal.SessionCreateParams,
    ("GET", "/v1/subscriptions"): params.SubscriptionListParams,
    ("POST", "/v1/subscriptions"): params.SubscriptionCreateParams,
    ("GET", "/v1/subscriptions/{id}"): params.SubscriptionRetrieveParams,
    ("POST", "/v1/subscriptions/{id}"): params.SubscriptionUpdateParams,
    ("DELETE", "/v1/subscriptions/{id}"): params.SubscriptionCancelParams,
    ("POST", "/v1/subscription_schedules"): params.SubscriptionScheduleCreateParams,
    ("GET", "/v1/subscription_schedules/{id}"): params.SubscriptionScheduleRetrieveParams,
    ("POST", "/v1/subscription_schedules/{id}"): params.SubscriptionScheduleUpdateParams,
    ("POST", "/v1/subscription_schedules/{id}/release"): params.SubscriptionScheduleReleaseParams,
    ("GET", "/v1/invoices"): params.InvoiceListParams,
    ("POST", "/v1/invoices/create_preview"): params.InvoiceCreatePreviewParams,
    ("GET", "/v1/invoices/{id}"): params.InvoiceRetrieveParams,
    ("GET", "/v1/payment_intents"): params.PaymentIntentListParams,
    ("POST", "/v1/payment_intents"): params.PaymentIntentCreateParams,
    ("GET", "/v1/payment_intents/{id}"): params.PaymentIntentRetrieveParams,
    ("POST", "/v1/payment_intents/{id}/cancel"): params.PaymentIntentCancelParams,
    ("GET", "/v1/setup_intents"): params.SetupIntentListParams,
    ("POST", "/v1/setup_intents"): params.SetupIntentCreateParams,
    ("GET", "/v1/setup_intents/{id}"): params.SetupIntentRetrieveParams,
    ("GET", "/v1/charges/{id}"): params.ChargeRetrieveParams,
    ("GET", "/v1/refunds"): params.RefundListParams,
    ("GET", "/v1/disputes"): params.DisputeListParams,
    ("POST", "/v1/billing/meters"): billing.MeterCreateParams,
    ("POST", "/v1/billing/meter_events"): billing.MeterEventCreateParams,
    ("GET", "/v1/billing/meters/{id}/event_summaries"): billing.MeterListEventSummariesParams,
}
PATTERNS = [
    (method, template, re.compile("^" + template.replace("{id}", r"(?P<id>\w+)") + "$"))
    for method, template in sorted(TYPES, key=lambda entry: entry[1].count("{"))
]


def route(method, path):
    """The template of a request's path, and the id in it."""
    for known, template, pattern in PATTERNS:
        found = pattern.match(path)
        if found and known == method:
            return template, found.groupdict().get("id")
    raise Refusal(404, code="url_invalid")


def parse(text):
    """`a[b][0]=c` as {"a": {"b": ["c"]}}; a name that comes twice is refused."""
    tree = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        keys = [name.split("[", 1)[0]] + re.findall(r"\[([^\]]*)\]", name)
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        if keys[-1] in place:
            raise Refusal(400, code="parameter_repeated", param=name)
        place[keys[-1]] = value
    return listed(tree)


def listed(value):
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [listed(value[key]) for key in sorted(value, key=int)]
    return {key: listed(item) for key, item in value.items()}


def judged(template, method, text):
    """The parameters as values of their types."""
    given = parse(text)
    kind = TYPES[method, template]
    if kind is None:
        if given:
            raise Refusal(400, code="parameter_unknown", param=next(iter(given)))
        return {}
    if "payment_method_types" in given and template in ("/v1/payment_intents", "/v1/setup_intents"):
        raise Refusal(400, code="payment_method_types_no_longer_supported", param="payment_method_types")
    return convert(given, kind, "")


def convert(value, kind, place):
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing_extensions.NotRequired, typing.NotRequired, typing_extensions.Required, typing.Required):
        return convert(value, arguments[0], place)
    if typing_extensions.is_typeddict(kind):
        return converted_object(value, kind, place)
    if origin in (typing.Union, types.UnionType):
        return converted_union(value, arguments, place)
    if origin in (list, typing.List) and isinstance(value, list):
        return [convert(item, arguments[0], f"{place}[{index}]") for index, item in enumerate(value)]
    if origin in (dict, typing.Dict) and isinstance(value, dict):
        return {name: convert(item, arguments[1], f"{place}[{name}]") for name, item in value.items()}
    if origin is typing.Literal:
        if value in arguments:
            return value
    elif kind is bool:
        if value in ("true", "false"):
            return value == "true"
    elif kind is int:
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
            return int(value)
    elif kind is float:
        if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
    elif kind is decimal.Decimal:
        # At most twelve places (https://docs.stripe.com/api/prices/create).
        if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d{1,12})?", value):
            return value
    elif isinstance(value, str) and kind in (str, typing.Any):
        return value
    raise Refusal(400, code="parameter_invalid", param=place)


def converted_union(value, kinds, place):
    first = None
    # The text last: any value is one.
    for kind in sorted(kinds, key=lambda kind: kind is str):
        try:
            return convert(value, kind, place)
        except Refusal as refusal:
            first = first or refusal
    raise first


def converted_object(value, kind, place):
    if not isinstance(value, dict):
        raise Refusal(400, code="parameter_invalid_object", param=place)
    # The package's own options (api_key, …) are not parameters, and name types that their module does not give.
    hints = typing_extensions.get_type_hints(
        kind, localns={"StripeContext": object, "Mapping": typing.Mapping}, include_extras=True)
    fields = {name: hint for name, hint in hints.items() if name not in RequestOptions.__annotations__}
    result = {}
    for name, item in value.items():
        inner = f"{place}[{name}]" if place else name
        if name not in fields:
            raise Refusal(400, code="parameter_unknown", param=inner)
        result[name] = convert(item, fields[name], inner)
    for name in kind.__required_keys__:
        if name not in result:
            raise Refusal(400, code="parameter_missing", param=f"{place}[{name}]" if place else name)
    return result
