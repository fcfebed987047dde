"""./quartet bench: measures side by side, in one go, and prints rates, p50/p99, CPU per request and ratios.

Everything runs on loopback, for a few seconds a piece, and stops by itself. A figure that misses its aim says so.
"""
import base64, json, os, shutil, subprocess, tempfile, time, urllib.request

import identity, shop
from harness import *

def main():
    directory = tempfile.mkdtemp(prefix="quartet-bench-")
    quiet = {"TRUSTED_PROXIES": "127.0.0.1"}
    try:
        if wanted("1") or wanted("2") or wanted("3"):
            print("(1) the ceiling: a bare Hummingbird route with a static JSON body")
            ceiling, url = start("quartet-bench", "ceiling", ready="ceiling")
            wrk("(1) Hummingbird, static", url + "/v1/auth/me", [ceiling.pid])
            stop(ceiling)
        up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway", env=quiet)
        values = read_values(directory)
        world = setup(url, values)
        me = ["X-API-Key: " + values["QUARTET_PUBLISHABLE_KEY"], "Origin: http://localhost:3000",
              "Authorization: Bearer " + world["token"]]
        if wanted("2"):
            print("(2) GET /v1/auth/me, one process")
            wrk("(2) REST read, up", url + "/v1/auth/me", [up.pid], me)
            if "(1) Hummingbird, static" in results:
                aim("(2) / (1)", results["(2) REST read, up"] / results["(1) Hummingbird, static"], 0.6)
        if wanted("5"):
            print("(5) durable orders: POST /internal/orders, 32 connections")
            grouped = orders(url, up, world, "(5) orders, commits shared")
            aim("(5) / one commit per order", grouped / single_commits(quiet), 10)
        stop(up)
        if wanted("3") or wanted("4"):
            fleet(values, directory, me)
        if wanted("6"):
            transcoding()
        if wanted("7"):
            streams(quiet)
        identity.measure(quiet)
        shop.measure(quiet)
    finally:
        for process in processes:
            process.kill()
        shutil.rmtree(directory, ignore_errors=True)


def orders(url, up, world, name):
    """Creates orders over 32 connections; each answer comes after its commit is on disk."""
    lines = [f'wrk.headers["{name}"] = "{value}"' for name, value in world["office"].items()]
    body = json.dumps({"store_id": world["store"], "items": [{"product_id": world["product"], "quantity": 1}]})
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write("\n".join(['wrk.method = "POST"', 'wrk.headers["Content-Type"] = "application/json"', *lines,
                                f"wrk.body = [[{body}]]"]))
    rate = wrk(name, url + "/internal/orders", [up.pid], script=script.name)
    os.unlink(script.name)
    return rate


def single_commits(env):
    """The same orders with a commit for each, and the disk's own rate of small synced writes."""
    directory = tempfile.mkdtemp(prefix="quartet-bench-")
    up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway",
                    env={**env, "QUARTET_SQLITE_GROUP_LIMIT": "1"})
    rate = orders(url, up, setup(url, read_values(directory)), "(5) the same, one commit per order")
    stop(up)
    file = os.open(os.path.join(directory, "sync"), os.O_CREAT | os.O_WRONLY)
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < 1:
        os.write(file, b"x" * 4096)
        os.fdatasync(file)
        count += 1
    os.close(file)
    shutil.rmtree(directory, ignore_errors=True)
    print(f"  the disk syncs {count:,} small writes a second")
    return rate


def fleet(values, directory, me):
    print("(3) the same through serve processes over TCP, (4) the gRPC method itself")
    import socket
    sockets = [socket.socket() for _ in range(4)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    names = ["auth", "billing", "agent", "order"]
    env = {"QUARTET_DATA_DIR": directory, **{k: v for k, v in values.items() if k.endswith(("TOKEN", "SECRET"))},
           **{f"{n.upper()}_ADDRESS": f"127.0.0.1:{p}" for n, p in zip(names, ports)}}
    auth, _ = start("quartet", "serve", "auth", "--port", str(ports[0]), ready="auth", env=env)
    gateway, url = start("quartet", "serve", "gateway", "--port", "0", ready="gateway", env=env)
    time.sleep(1)
    wrk("(3) REST read, gateway + auth over TCP", url + "/v1/auth/me", [gateway.pid, auth.pid], me)
    token = me[2].split(" ")[-1]
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==="))
    caller = text_field(1, claims["tid"]) + text_field(2, claims["sub"]) + text_field(7, claims["sid"])
    h2load("(4) gRPC read, direct", f"http://127.0.0.1:{ports[0]}/quartet.auth.v1.AccountService/GetMe", [auth.pid],
           ["quartet-service-token: " + values["SERVICE_TOKEN"],
            "quartet-caller-bin: " + base64.b64encode(caller).decode()], b"\0\0\0\0\0")
    aim("(3) / (4)", results["(3) REST read, gateway + auth over TCP"] / results["(4) gRPC read, direct"], 0.5)
    stop(gateway, auth)


def transcoding():
    print("(6) transcoding alone, beside SwiftProtobuf's own JSON coding")
    out = json.loads(subprocess.run([os.path.join(BIN, "quartet-bench"), "transcode"], capture_output=True, text=True).stdout)
    print(f"  message to JSON {out['out_us']:.2f} us, SwiftProtobuf {out['protobuf_out_us']:.2f} us")
    print(f"  JSON to message {out['in_us']:.2f} us, SwiftProtobuf {out['protobuf_in_us']:.2f} us")
    aim("(6) to JSON, times faster", out["protobuf_out_us"] / out["out_us"], 5)
    aim("(6) from JSON, times faster", out["protobuf_in_us"] / out["in_us"], 5)


def streams(env):
    print("(7) a 50-chunk chat stream relayed from a loopback upstream")
    directory = tempfile.mkdtemp(prefix="quartet-bench-")
    upstream, base = start("quartet-bench", "upstream", ready="upstream")
    up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway",
                    env={**env, "OPENAI_API_KEY": "sk-bench", "OPENAI_API_BASE": base})
    world = setup(url, read_values(directory))
    subprocess.run([os.path.join(BIN, "quartet"), "admin", "grant-tokens", "--data-dir", directory, "--user", world["user"],
                    "--tokens", "1000000000"], check=True, capture_output=True)
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}]}).encode()

    def first_byte(target, path, headers):
        request = urllib.request.Request(target + path, data=body, headers={"content-type": "application/json", **headers})
        begin = time.perf_counter()
        with urllib.request.urlopen(request) as response:
            response.read(1)
            took = time.perf_counter() - begin
            response.read()
        return took

    cookie = {"Cookie": world["cookie"], "Origin": url}
    direct = sorted(first_byte(base, "/v1/chat/completions", {}) for _ in range(60))
    relayed = sorted(first_byte(url, "/api/chat", cookie) for _ in range(60))
    middle = (relayed[30] - direct[30]) * 1000
    print(f"  first byte p50: upstream {direct[30] * 1000:.2f} ms, relayed {relayed[30] * 1000:.2f} ms")
    aim("(7) first byte later than the upstream's, ms", middle, 1.0, higher=False)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.headers["Cookie"] = "{world["cookie"]}"\n'
                     f'wrk.headers["Origin"] = "{url}"\nwrk.body = [[{body.decode()}]]')
    wrk("(7) relayed streams", url + "/api/chat", [up.pid], script=script.name)
    os.unlink(script.name)
    stop(up, upstream)
    shutil.rmtree(directory, ignore_errors=True)


main()
