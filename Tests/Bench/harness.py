"""What every measurement needs: starting and stopping what is measured, load generators, figures and aims."""
import json, os, re, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request

BIN = sys.argv[1]
ONLY = sys.argv[2:]
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
CONNECTIONS = 32
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
results, processes = {}, []

def start(program, *args, ready, env=None):
    """Starts a program and waits for its line `ready NAME=VALUE`; returns the process and the value."""
    process = subprocess.Popen([os.path.join(BIN, program), *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True, cwd=ROOT, env={**os.environ, "LOG_LEVEL": "error", **(env or {})})
    processes.append(process)
    for line in process.stdout:
        if line.startswith(f"ready {ready}="):
            return process, line.strip().split("=", 1)[1]
    sys.exit(f"{program} {' '.join(args)} did not start")


def stop(*which):
    for process in which:
        process.send_signal(signal.SIGTERM)
    for process in which:
        process.wait()
        processes.remove(process)


def cpu(*pids):
    """CPU seconds used so far by the processes."""
    total = 0
    for pid in pids:
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def show(name, rate, p50, p99, cpu_us):
    results[name] = rate
    print(f"  {name:<46} {rate:>9,.0f}/s   p50 {p50:>9}  p99 {p99:>9}   {cpu_us:7.1f} us CPU", flush=True)


def wrk(name, url, pids, headers=(), script=None, seconds=SECONDS, connections=CONNECTIONS):
    command = ["wrk", "-t2", f"-c{connections}", "--latency", url]
    for header in headers:
        command += ["-H", header]
    if script:
        command += ["-s", script]
    subprocess.run(command + ["-d1s"], capture_output=True)
    before = cpu(*pids)
    out = subprocess.run(command + [f"-d{seconds}s"], capture_output=True, text=True).stdout
    used = cpu(*pids) - before
    count = int(re.search(r"(\d+) requests in", out).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if bad:
        print(f"  {name}: {bad.group(1)} of {count} answers were errors")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    quantile = lambda q: re.search(rf"^\s+{q}%\s+(\S+)", out, re.M).group(1)
    show(name, rate, quantile(50), quantile(99), used / max(count, 1) * 1e6)
    return rate


def h2load(name, url, pids, headers, body):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(body)
    command = ["h2load", f"-D{SECONDS}", "--warm-up-time=1", "-c8", "-m4", "-t2", "-d", file.name, url]
    for header in ["content-type: application/grpc", "te: trailers", *headers]:
        command += ["-H", header]
    before = cpu(*pids)
    out = subprocess.run(command, capture_output=True, text=True).stdout
    used = cpu(*pids) - before
    rate = float(re.search(r"finished in [^,]+, ([\d.]+) req/s", out).group(1))
    count = int(re.search(r"(\d+) succeeded", out).group(1))
    times = re.search(r"time for request:\s+(\S+)\s+(\S+)\s+(\S+)", out).groups()
    show(name, rate, times[2] + " mean", times[1] + " max", used / max(count, 1) * 1e6)
    os.unlink(file.name)
    return rate


def call(url, method, path, body=None, headers=None):
    request = urllib.request.Request(url + path, method=method, data=json.dumps(body).encode() if body is not None else None,
                                     headers={"content-type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request) as response:
        text = response.read()
        return (json.loads(text) if text.startswith(b"{") else {}), response.headers


def aim(text, value, wanted, higher=True):
    ok = value >= wanted if higher else value <= wanted
    print(f"  {text}: {value:.2f} (aim {wanted}) {'ok' if ok else 'MISSES ITS AIM'}\n", flush=True)


def wanted(number):
    return not ONLY or number in ONLY


def setup(url, values):
    """A user, a store and products; returns the headers and ids that the loads use."""
    app = {"X-API-Key": values["QUARTET_PUBLISHABLE_KEY"], "Origin": "http://localhost:3000",
           "X-Forwarded-For": "198.51.100." + str(int(time.time()) % 250 + 1)}
    stamp = str(time.time_ns())
    user, headers = call(url, "POST", "/v1/auth/register",
                         {"email": f"bench{stamp}@example.com", "password": "Segredo123"}, app)
    token = user["access_token"]
    office = {"X-Internal-Token": values["INTERNAL_TOKEN"], "X-Actor-User-Id": user["user"]["id"]}
    company, _ = call(url, "POST", "/internal/company/ensure", {"name": "Bench"}, office)
    store, _ = call(url, "POST", "/internal/stores", {"company_id": company["id"], "name": "Bench", "slug": "b" + stamp}, office)
    call(url, "POST", "/internal/products/batch-upsert", {"store_id": store["id"], "products": [
        {"sku": "a", "name": "Café", "price_cents": 1000, "stock": 1000000000}]}, office)
    products, _ = call(url, "GET", f"/internal/products?store_id={store['id']}", None, office)
    return dict(app=app, token=token, office=office, user=user["user"]["id"], store=store["id"],
                product=products["items"][0]["id"], cookie=headers["set-cookie"].split(";")[0])


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def text_field(number, text):
    data = text.encode()
    return varint(number << 3 | 2) + varint(len(data)) + data


def read_values(directory):
    return dict(line.strip().split("=", 1) for line in open(os.path.join(directory, "quartet.env")) if "=" in line)


def tool(*arguments):
    """Runs a part of quartet-bench that prints one JSON object."""
    return json.loads(subprocess.run([os.path.join(BIN, "quartet-bench"), *arguments], capture_output=True, text=True,
                                     check=True).stdout)


def lua(text):
    """A script for wrk; the caller deletes the file."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False) as script:
        script.write(text)
    return script.name
