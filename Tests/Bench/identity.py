"""Logins, what authentication costs, and racers for one verification."""
import json, os, shutil, tempfile, threading, time, urllib.error

from harness import *

USERS = 40


def measure(env):
    if not (wanted("8") or wanted("9") or wanted("10")):
        return
    directory = tempfile.mkdtemp(prefix="quartet-bench-")
    up, url = start("quartet", "up", "--port", "0", "--data-dir", directory, ready="gateway", env=env)
    values = read_values(directory)
    if wanted("8"):
        logins(url, up, values)
    if wanted("9"):
        authentication(url, up, values)
    if wanted("10"):
        racers(url, values)
    stop(up)
    shutil.rmtree(directory, ignore_errors=True)


def logins(url, up, values):
    """Each login comes from an address of its own, so that no documented rate limit stands in the way."""
    print("(8) logins, beside the bare password hash on every core")
    bare = tool("hashing", "--seconds", str(2 * SECONDS))["hashes_per_second"]
    print(f"  the bare hash: {bare:.1f}/s")
    stamp = time.time_ns()
    app = {"X-API-Key": values["QUARTET_PUBLISHABLE_KEY"], "Origin": "http://localhost:3000"}
    for number in range(USERS):
        call(url, "POST", "/v1/auth/register", {"email": f"login{stamp}-{number}@example.com", "password": "Segredo123"},
             {**app, "X-Forwarded-For": f"198.18.0.{number + 1}"})
    script = lua("\n".join([
        'wrk.method = "POST"', 'wrk.headers["Content-Type"] = "application/json"',
        *[f'wrk.headers["{name}"] = "{value}"' for name, value in app.items()],
        "request = function()",
        '  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.random(255), math.random(255), math.random(255))',
        f'  local email = string.format("login{stamp}-%d@example.com", math.random(0, {USERS - 1}))',
        """  return wrk.format(nil, nil, nil, '{"email": "' .. email .. '", "password": "Segredo123"}')""",
        "end"]))
    # A login takes a fifth of a second: a short run would mostly measure its ends.
    rate = wrk("(8) logins", url + "/v1/auth/login", [up.pid], script=script, seconds=4 * SECONDS, connections=8)
    os.unlink(script)
    aim("(8) logins / bare hashes", rate / bare, 0.9)


def authentication(url, up, values):
    print("(9) the check of API key and access token, as a part of a whole request")
    alone = tool("authentication")["authenticate_us"]
    world = setup(url, values)
    me = ["X-API-Key: " + values["QUARTET_PUBLISHABLE_KEY"], "Origin: http://localhost:3000",
          "Authorization: Bearer " + world["token"]]
    before = cpu(up.pid)
    rate = wrk("(9) GET /v1/auth/me", url + "/v1/auth/me", [up.pid], me)
    whole = (cpu(up.pid) - before) / (rate * (SECONDS + 1)) * 1e6
    print(f"  the check alone {alone:.2f} us of about {whole:.0f} us")
    aim("(9) check / whole request", alone / whole, 0.1, higher=False)


def racers(url, values, count=500):
    print(f"(10) {count} racers for one verification")
    office = {"X-Auth-Token": values["AUTH_TOKEN"]}
    stamp = str(time.time_ns())
    call(url, "POST", "/internal/auth/verifications",
         {"identifier": "race-" + stamp, "value": stamp, "expires_at": "2099-01-01T00:00:00Z"}, office)
    outcomes, ready = [], threading.Barrier(count)

    def race():
        ready.wait()
        try:
            call(url, "POST", "/internal/auth/verifications/consume", {"identifier": "race-" + stamp}, office)
            outcomes.append(200)
        except urllib.error.HTTPError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=race) for _ in range(count)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    counted = {code: outcomes.count(code) for code in sorted(set(outcomes))}
    print(f"  {counted} in {took:.2f} s")
    aim("(10) winners", outcomes.count(200), 1)
    aim("(10) winners", outcomes.count(200), 1, higher=False)
