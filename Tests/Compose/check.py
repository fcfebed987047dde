"""Brings docker-compose.yml up on a real engine, two replicas of each service, plays the demo, restarts every
replica under load, plays the demo again, and takes everything down. Exits 1 when any of it fails.

usage: check.py BINARY    the release build of quartet, which becomes the image's
RUNTIME_IMAGE in the environment names another image to run it in than the Dockerfile's.
"""

import collections
import json
import os
import pathlib
import random
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ["auth", "billing", "agent", "order"]
NAMES = ["POSTGRES_PASSWORD", "SERVICE_TOKEN", "AUTH_TOKEN", "INTERNAL_TOKEN", "WEBHOOK_TOKEN", "CRON_SECRET"]


def say(text):
    print(text, flush=True)


def run(*command, **options):
    """Runs a command and returns its output; ends the check with that output where it fails."""
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


class Fleet:
    """The compose project, with secrets, a name and a port of its own."""

    def __init__(self, directory):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.project = f"quartetcheck{os.getpid()}"
        self.secrets = {name: secrets.token_hex(32) for name in NAMES}
        settings = {
            **self.secrets, "QUARTET_PUBLISH": self.port, "QUARTET_IMAGE": "quartet:check",
            "TRUSTED_PROXIES": "172.16.0.0/12,192.168.0.0/16"}
        self.environment_file = pathlib.Path(directory, "env")
        self.environment_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def compose(self, *arguments):
        base = ["docker-compose", "--env-file", str(self.environment_file), "-p", self.project]
        return run(*base, *arguments)

    def containers(self, service):
        return self.compose("ps", "-q", service).split()

    def wait_until_healthy(self, container, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = json.loads(run("docker", "inspect", "-f", "{{json .State}}", container))
            if state.get("Health", {}).get("Status") == "healthy":
                return
            if state["Status"] == "exited":
                break
            time.sleep(0.5)
        raise SystemExit(f"{container} is not healthy:\n" + run("docker", "logs", "--tail", "50", container))

    def up(self):
        scale = [word for service in SERVICES for word in ("--scale", f"{service}=2")]
        self.compose("up", "-d", "--no-build", *scale)
        for service in ["postgres", *SERVICES, "gateway"]:
            for container in self.containers(service):
                self.wait_until_healthy(container)

    def demo(self, key):
        gateway = self.containers("gateway")[0]
        environment = ["-e", f"QUARTET_PUBLISHABLE_KEY={key}", "-e", f"INTERNAL_TOKEN={self.secrets['INTERNAL_TOKEN']}"]
        return run("docker", "exec", *environment, gateway, "quartet", "demo", "--url", "http://127.0.0.1:8080")

    def key(self):
        auth = self.containers("auth")[0]
        text = run("docker", "exec", auth, "quartet", "admin", "keys", "create", "--name", "check",
                   "--origin", "http://localhost:3000")
        return re.search(r"pk_live_\S+", text).group()


class Load:
    """Calls that need one or two services each, from a few clients, until stopped."""

    def __init__(self, fleet, key):
        internal = {"X-Internal-Token": fleet.secrets["INTERNAL_TOKEN"], "X-Actor-User-Id": "check"}
        self.url = fleet.url
        # One of auth, of billing, of agent with billing, and of order with auth.
        self.calls = [
            ("GET", "/.well-known/jwks.json", {}, None),
            ("GET", "/billing/plans-public", {}, None),
            ("POST", "/chat", {}, {"type": "suporte", "message": "Olá!"}),
            ("GET", "/internal/stores", internal, None),
        ]
        for call in self.calls:
            status, body = self.send(self.url, call)
            if status >= 400:
                raise SystemExit(f"{call[1]} {status} {body.decode(errors='replace')}")
        self.counts, self.failures = collections.Counter(), collections.Counter()
        self.slowest = 0.0
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(start,)) for start in range(6)]

    @staticmethod
    def send(url, call):
        method, path, headers, body = call
        data = None if body is None else json.dumps(body).encode()
        # An address of its own for each call, so that no rate limit stands before the services.
        address = ".".join(["203"] + [str(random.randrange(1, 255)) for _ in range(3)])
        headers = {"Content-Type": "application/json", "X-Forwarded-For": address, **headers}
        request = urllib.request.Request(url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError as error:
            return 599, str(error).encode()

    def work(self, turn):
        while not self.stopped.is_set():
            call = self.calls[turn % len(self.calls)]
            turn += 1
            began = time.monotonic()
            status, body = self.send(self.url, call)
            with self.lock:
                self.slowest = max(self.slowest, time.monotonic() - began)
                self.counts[call[1]] += 1
                if status >= 400:
                    self.failures[f"{call[1]} {status} {body[:120].decode(errors='replace')}"] += 1
            time.sleep(0.005)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def image(binary, directory):
    """An image of this build: its binary is imported, so that nothing is compiled a second time."""
    out = pathlib.Path(directory, "dist", "out")
    out.mkdir(parents=True)
    run("install", "-D", "-s", binary, str(out / "quartet"))
    archive = pathlib.Path(directory, "binary.tar")
    run("tar", "-C", str(out.parent), "-cf", str(archive), "out")
    run("docker", "import", str(archive), "quartet-binary:check")
    arguments = ["--build-arg", "BINARY=quartet-binary:check"]
    if "RUNTIME_IMAGE" in os.environ:
        arguments += ["--build-arg", f"RUNTIME_IMAGE={os.environ['RUNTIME_IMAGE']}"]
    run("docker", "build", "--network", "host", *arguments, "-t", "quartet:check", ".",
        env={**os.environ, "DOCKER_BUILDKIT": "1"})


def main():
    directory = tempfile.mkdtemp(prefix="quartet-compose-")
    fleet = Fleet(directory)
    try:
        image(sys.argv[1], directory)
        size = int(run("docker", "image", "inspect", "-f", "{{.Size}}", "quartet:check"))
        say(f"image: {size / 1e6:.0f} MB")
        began = time.monotonic()
        fleet.up()
        say(f"up: two replicas of each service, healthy after {time.monotonic() - began:.0f} s")
        key = fleet.key()
        say(f"demo: {len(fleet.demo(key).splitlines())} lines, played to its end")
        with Load(fleet, key) as load:
            for service in SERVICES:
                for container in fleet.containers(service):
                    run("docker", "restart", "-t", "40", container)
                    fleet.wait_until_healthy(container)
        total, failed = sum(load.counts.values()), sum(load.failures.values())
        say(f"rolling restart: {failed} of {total} calls failed, the slowest took {load.slowest:.1f} s")
        for text, count in load.failures.most_common(10):
            say(f"  {count} x {text}")
        say(f"demo again: {len(fleet.demo(key).splitlines())} lines, played to its end")
        if failed:
            raise SystemExit("compose-check: calls failed during the rolling restart")
        say("compose-check: passed")
    finally:
        fleet.compose("down", "-v", "--timeout", "45")
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
