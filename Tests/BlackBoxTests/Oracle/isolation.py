"""Calls every REST route and every RPC with another tenant's credentials and the first tenant's ids.

The first tenant's world is filled over the public API, every text in it carrying a mark. Then each route of the
OpenAPI document and each method that reflection lists is called by strangers who know all of its ids. No answer may
carry a mark, or an id that the stranger did not send; no answer may be a 5xx; and afterwards the world must read as
before. Generated from the contract: a new route is walked without a change here.

usage: isolation.py SETTINGS.json
"""
import base64, itertools, json, re, sys, urllib.error, urllib.request

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FieldDescriptor
from grpc_reflection.v1alpha import reflection_pb2

settings = json.load(open(sys.argv[1]))
URL, MARK = settings["url"], "ONLYFIRST"
addresses = itertools.count(1)
failures = []


def send(method, path, body=None, headers=None):
    """An answer's status and text; each request comes from an address of its own, so that no limit hides anything."""
    number = next(addresses)
    request = urllib.request.Request(URL + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("X-Forwarded-For", f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    opener = urllib.request.build_opener(Unredirected)
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


class Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def must(method, path, body=None, headers=None):
    status, text = send(method, path, body, headers)
    if status >= 300:
        sys.exit(f"the first tenant's world can't be made: {method} {path}: {status} {text}")
    return json.loads(text) if text else {}


class Tenant:
    """A tenant with a user, an organization, keys and a dashboard admin."""

    def __init__(self, values, tag):
        self.app = {"X-API-Key": values["publishable"], "Origin": "http://localhost:3000"}
        self.secret = {"X-API-Key": values["secret"]}
        user = must("POST", "/v1/auth/register", {"email": f"{tag}@example.com", "password": "Segredo123",
                                                   "display_name": tag}, self.app)
        self.user, self.token = user["user"]["id"], user["access_token"]
        self.bearer = {"Authorization": "Bearer " + self.token}
        organization = must("POST", "/v1/organizations", {"name": tag, "slug": tag.lower(), "description": tag},
                            {**self.app, **self.bearer})
        self.organization = organization["id"]
        admin = must("POST", "/v1/tenant-auth/login", {"email": values["admin_email"], "password": values["admin_password"]})
        self.admin = admin["admin"]["id"]
        self.dashboard = {"Authorization": "Bearer " + admin["access_token"]}
        self.tenant = admin["admin"]["tenant_id"]


def first_world(first):
    """Fills the first tenant, and returns its ids by kind and the requests that read it back."""
    user = {**first.app, **first.bearer}
    member = {**first.secret, **first.bearer, "X-Organization-Id": first.organization}
    office = {"X-Internal-Token": settings["internal_token"], "X-Actor-User-Id": first.user}
    ids = {"user": first.user, "organization": first.organization, "company": first.organization, "tenant": first.tenant,
           "admin": first.admin, "owner_user": first.user, "target_user": first.user, "actor_user": first.user}
    ids["company"] = must("POST", "/internal/company/ensure", {}, office)["id"]
    invitation = must("POST", f"/v1/organizations/{first.organization}/invite",
                      {"email": f"{MARK.lower()}.guest@example.com", "role": "member"}, user)
    ids["invitation"] = invitation["id"]
    departments = must("GET", f"/v1/organizations/{first.organization}/departments", None, user)
    department = next(iter(departments.get("departments") if isinstance(departments, dict) else departments))
    ids["department"] = department["id"]
    ids["store"] = must("POST", "/internal/stores", {"company_id": ids["company"], "name": MARK, "slug": MARK.lower(),
                                                     "description": MARK}, office)["id"]
    must("POST", "/internal/products/batch-upsert", {"store_id": ids["store"], "products": [
        {"sku": MARK, "name": MARK, "description": MARK, "price_cents": 100, "stock": 50}]}, office)
    ids["product"] = must("GET", f"/internal/products?store_id={ids['store']}", None, office)["items"][0]["id"]
    ids["order"] = must("POST", "/internal/orders", {"store_id": ids["store"], "customer_info": {"name": MARK}, "items": [
        {"product_id": ids["product"], "quantity": 1}]}, office)["id"]
    ids["lead"] = must("POST", "/internal/leads/ensure", {"store_id": ids["store"], "channel": "web", "external_id": MARK,
                                                          "name": MARK}, office)["id"]
    must("POST", f"/internal/leads/{ids['lead']}/event", {"type": "seen", "payload": {"text": MARK}}, office)
    must("POST", "/internal/messages", {"store_id": ids["store"], "lead_id": ids["lead"], "role": "user", "content": MARK},
         office)
    ids["agent"] = must("POST", "/internal/agents", {"store_id": ids["store"], "name": MARK, "persona": MARK}, office)["id"]
    ids["schema"] = must("POST", "/v1/entity/schemas", {"name": MARK, "slug": MARK.lower(), "fields_definition": {
        "x": {"type": "string"}}}, member)["id"]
    ids["record"] = must("POST", "/v1/entity/records", {"schema_id": ids["schema"], "data": {"x": MARK}}, member)["id"]
    ids["api_key"] = must("POST", "/v1/dashboard/api-keys", {"name": MARK, "kind": "secret"}, first.dashboard)["api_key"]["id"]
    reads = [("GET", path, None, headers) for path, headers in [
        (f"/v1/organizations/{first.organization}", user), (f"/v1/organizations/{first.organization}/members", user),
        (f"/v1/organizations/{first.organization}/departments", user), ("/v1/organizations/my-organizations", user),
        (f"/v1/users/{first.user}?include_settings=true", first.secret), ("/v1/users?include_inactive=true", first.secret),
        (f"/v1/organizations/invitations/pending?email={MARK.lower()}.guest@example.com", first.app),
        ("/internal/company", office), (f"/internal/stores/{ids['store']}", office), ("/internal/stores", office),
        (f"/internal/products/{ids['product']}", office), (f"/internal/products?store_id={ids['store']}", office),
        (f"/internal/orders/{ids['order']}", office), ("/internal/orders", office),
        (f"/internal/orders/store/{ids['store']}/payment-settings", office),
        (f"/internal/stock-sync-settings/{ids['store']}", office), (f"/internal/leads/{ids['lead']}", office),
        (f"/internal/messages?lead_id={ids['lead']}", office), (f"/internal/agents?store_id={ids['store']}", office),
        ("/v1/dashboard/settings", first.dashboard), ("/v1/dashboard/team", first.dashboard)]]
    reads += [("GET", "/v1/entity/schemas", None, member), ("GET", f"/v1/entity/records/{ids['record']}", None, member),
              ("POST", "/v1/entity/records/search", {}, member)]
    return ids, reads


def read_back(reads):
    """What the first tenant sees of itself, without the ids of single answers."""
    seen = {}
    for method, path, body, headers in reads:
        status, text = send(method, path, body, headers)
        seen[path] = (status, re.sub(r'"request_id":"[^"]*"', "", text))
    return seen


def kind(name, path=""):
    """What an id field or path variable is an id of: `store_id`, or `id` below `/stores/`."""
    name = re.sub(r"_ids?$", "", name)
    if name not in ("id", "identifier"):
        return name
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    last = parts[-1] if parts else ""
    known = {"api-keys": "api_key", "team": "admin", "users": "user", "by-id": "user", "companies": "company"}
    return known.get(last, last.rstrip("s"))


def guess(name, path, ids):
    """A value for a field by its name: the first tenant's id where it is one."""
    what = kind(name, path)
    if what in ids:
        return ids[what]
    if "email" in name:
        return f"{MARK.lower()}@example.com"
    return {"channel": "web", "role": "member", "status": "active"}.get(name, "stranger")


def body_of(schema, document, path, ids, depth=0):
    """A body that fits a JSON schema as far as its names tell, filled with the first tenant's ids."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for variant in ("oneOf", "anyOf"):
        if variant in schema:
            return body_of(schema[variant][0], document, path, ids, depth)
    types = schema.get("type", "object")
    first_type = types if isinstance(types, str) else types[0]
    if "enum" in schema:
        return schema["enum"][-1]
    if first_type == "object":
        if depth > 3:
            return {}
        return {name: value for name, inner in schema.get("properties", {}).items()
                if (value := field_value(name, inner, document, path, ids, depth)) is not None}
    if first_type == "array":
        return [body_of(schema.get("items", {}), document, path, ids, depth + 1)]
    return {"integer": 1, "number": 1, "boolean": True}.get(first_type, "stranger")


def field_value(name, schema, document, path, ids, depth):
    value = body_of(schema, document, path, ids, depth + 1)
    if isinstance(value, str) and "enum" not in schema:
        return guess(name, path, ids)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [guess(name, path, ids)]
    return value


def judge(where, sent, status, text, ids, strangers):
    """Notes a leak: a mark, or an id of the first tenant that was not sent."""
    if status >= 500 and status != 503:
        failures.append(f"{where}: {status} {text[:200]}")
    # Strangers send the first tenant's e-mail and slug in lower case; its own texts are in capitals.
    if MARK in text:
        failures.append(f"{where}: carries a mark: {text[:300]}")
    for what, value in ids.items():
        if value not in strangers and value in text and value not in sent:
            failures.append(f"{where}: carries the first tenant's {what}: {text[:300]}")


def walk_rest(ids, second, strangers):
    document = json.loads(send("GET", "/v1/developer/openapi.json")[1])
    callers = {
        "publishable key": {**second.app, **second.bearer, "X-Organization-Id": second.organization},
        "publishable key, foreign organization": {**second.app, **second.bearer, "X-Organization-Id": ids["organization"]},
        "secret key": {**second.secret, **second.bearer, "X-Organization-Id": second.organization},
        "secret key alone": second.secret, "dashboard": second.dashboard,
        "actor": {"X-Internal-Token": settings["internal_token"], "X-Actor-User-Id": second.user}}
    # Tokens of the whole installation open these; a tenant's own credentials must not.
    count = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            body = body_of(schema, document, path, ids) if schema else None
            target = re.sub(r"\{([^}]+)\}", lambda m: guess(m[1], path[:m.start()] if m.start() else path, ids), path)
            query = [f"{p['name']}={guess(p['name'], path, ids)}" for p in operation.get("parameters", [])
                     if p["in"] == "query" and p["name"].endswith(("_id", "_ids", "email"))]
            if query:
                target += "?" + "&".join(query)
            for name, headers in callers.items():
                if path.startswith("/v1/auth/logout") or path.startswith("/v1/tenant-auth/logout") or (
                        path.startswith("/v1/users/{user_id}/deactivate") and name == "publishable key"):
                    continue  # would end the stranger's own session
                status, text = send(method.upper(), target, body, headers)
                sent = target + json.dumps(body) + json.dumps(headers)
                judge(f"{name}: {method.upper()} {path}", sent, status, text, ids, strangers)
                count += 1
    return count


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def caller(tenant, user, organization, credential):
    """quartet.gateway.v1.Caller on the wire."""
    out = b""
    for number, text in [(1, tenant), (2, user), (3, organization)]:
        out += varint(number << 3 | 2) + varint(len(text)) + text.encode()
    return out + varint(5 << 3) + varint(credential)


def fill(message, ids, depth=0):
    for field in message.DESCRIPTOR.fields:
        repeated = field.label == FieldDescriptor.LABEL_REPEATED if hasattr(field, "label") else field.is_repeated
        if field.type == FieldDescriptor.TYPE_STRING:
            value = guess(field.name, "", ids)
            if field.name == "id" and message.DESCRIPTOR.name.startswith("Create"):
                value = "stranger-" + message.DESCRIPTOR.name
            elif field.name == "id":
                value = ids.get(message.DESCRIPTOR.name.replace("Request", "").lower(), ids["store"])
            getattr(message, field.name).append(value) if repeated else setattr(message, field.name, value)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            entry = field.message_type.GetOptions().map_entry
            if depth < 3 and not entry and not field.message_type.full_name.startswith("google."):
                fill(getattr(message, field.name).add() if repeated else getattr(message, field.name), ids, depth + 1)
        elif repeated:
            continue
        elif field.type == FieldDescriptor.TYPE_ENUM:
            setattr(message, field.name, field.enum_type.values[-1].number)
        elif field.type in (FieldDescriptor.TYPE_BYTES,):
            setattr(message, field.name, b"stranger")
        elif field.type != FieldDescriptor.TYPE_BOOL:
            setattr(message, field.name, 1)


def walk_grpc(address, ids, second, strangers):
    channel = grpc.insecure_channel(address)
    reflect = channel.stream_stream(
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        reflection_pb2.ServerReflectionRequest.SerializeToString, reflection_pb2.ServerReflectionResponse.FromString)
    ask = lambda **question: next(reflect(iter([reflection_pb2.ServerReflectionRequest(**question)])))
    pool, known = descriptor_pool.DescriptorPool(), set()

    def add(files, name):
        if name in known or name not in files:
            return
        known.add(name)
        for dependency in files[name].dependency:
            add(files, dependency)
        pool.Add(files[name])

    count = 0
    for service in ask(list_services="").list_services_response.service:
        if not service.name.startswith("quartet."):
            continue
        answer = ask(file_containing_symbol=service.name).file_descriptor_response
        files = {f.name: f for f in map(descriptor_pb2.FileDescriptorProto.FromString, answer.file_descriptor_proto)}
        for name in files:
            add(files, name)
        for method in pool.FindServiceByName(service.name).methods:
            request = message_factory.GetMessageClass(method.input_type)()
            response = message_factory.GetMessageClass(method.output_type)
            fill(request, ids)
            # Every credential but the services' own (8), which is trusted with what it asks for.
            for credential, user in itertools.product((0, 1, 2, 3, 4, 5, 6, 7, 9), (second.user, ids["user"])):
                metadata = [("quartet-service-token", settings["service_token"]),
                            ("quartet-caller-bin", caller(second.tenant, user, second.organization, credential))]
                where = f"credential {credential}: {service.name}/{method.name}"
                shape = ("stream" if method.client_streaming else "unary") + "_" + (
                    "stream" if method.server_streaming else "unary")
                call = getattr(channel, shape)(
                    f"/{service.name}/{method.name}", lambda m: m.SerializeToString(), response.FromString)
                try:
                    answer = call(iter([request]) if method.client_streaming else request, metadata=metadata, timeout=30)
                    text = str(next(iter(answer), "")) if method.server_streaming else str(answer)
                    if method.server_streaming:
                        answer.cancel()
                    status = 200
                except grpc.RpcError as error:
                    text, status = error.details() or "", 500 if error.code().name in ("UNKNOWN", "INTERNAL") else 400
                judge(where, str(request) + user, status, text, ids, strangers)
                count += 1
    return count


first, second = Tenant(settings["first"], MARK), Tenant(settings["second"], "second")
ids, reads = first_world(first)
strangers = {second.user, second.organization, second.admin, second.tenant}
before = read_back(reads)
for path, (status, text) in before.items():
    if status != 200:
        failures.append(f"the first tenant can't read {path}: {status} {text[:200]}")
requests = walk_rest(ids, second, strangers)
calls = sum(walk_grpc(address, ids, second, strangers) for address in settings.get("services", []))
after = read_back(reads)
for path in before:
    if before[path] != after[path]:
        failures.append(f"changed: {path}\n  before {before[path]}\n  after  {after[path]}")
print(f"{requests} requests, {calls} calls, {len(failures)} failures")
for failure in failures[:60]:
    print("-", failure)
sys.exit(1 if failures else 0)
