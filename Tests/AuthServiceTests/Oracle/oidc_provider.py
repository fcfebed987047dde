"""An OpenID Connect provider that enforces PKCE: Django with django-oauth-toolkit, in one file.

Usage: oidc_provider.py DIRECTORY REDIRECT_URI

Keeps its database in DIRECTORY, listens on a free port of 127.0.0.1, prints "READY <port>", and serves
until it is ended or its standard input is closed. Clients: `web` (secret `web-secret`) needs no consent;
`asking` (secret `asking-secret`) shows the consent page. People log in at /login/?u=NAME&next=URL, without a
password; PEOPLE says what the provider tells about each.
"""

import os
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PEOPLE = {
    "alice": {
        "email": "Alice@Example.com",
        "email_verified": True,
        "name": "Alice",
        "picture": "https://pics.example.com/a",
    },
    # Bob's e-mail is told by the userinfo endpoint only.
    "bob": {"email": "bob@example.com", "email_verified": True, "name": "Bob"},
    "mallory": {"email": "mallory@example.com", "email_verified": False, "name": "Mallory"},
    "nobody": {"name": "Nobody"},
}


def private_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def configure(directory):
    from django.conf import settings

    settings.configure(
        DEBUG=False,
        SECRET_KEY="only for tests " * 4,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(directory / "provider.db")}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": private_key(),
            "PKCE_REQUIRED": True,
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "SCOPES": {"openid": "openid", "email": "email", "profile": "profile"},
            "REQUEST_APPROVAL_PROMPT": "force",
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    )
    import django

    django.setup()


def fill(redirect_uri):
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        get_user_model().objects.create_user(name)
    for client, trusted in [("web", True), ("asking", False)]:
        call_command(
            "createapplication", "confidential", "authorization-code", client_id=client,
            client_secret=f"{client}-secret", redirect_uris=redirect_uri, algorithm="RS256",
            skip_authorization=trusted, verbosity=0,
        )


def log_in(request):
    """Stands in for the person who types a password."""
    from django.contrib.auth import get_user_model, login
    from django.http import HttpResponseRedirect

    login(request, get_user_model().objects.get(username=request.GET["u"]))
    return HttpResponseRedirect(request.GET["next"])


def urls():
    from django.urls import include, path

    return [path("login/", log_in), path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


class Server(WSGIServer):
    # One request after the other, as SQLite likes it, while all tests of a suite knock at once.
    request_queue_size = 128


def end_with_input():
    """Whoever started this holds the other end of the pipe as long as it lives."""
    sys.stdin.read()
    os._exit(0)


def main():
    directory, redirect_uri = Path(sys.argv[1]), sys.argv[2]
    # Plain HTTP on loopback only.
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    configure(directory)
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request):
            name = request.user.username
            subject = {"sub": f"subject-of-{name}"}
            return subject if name == "bob" else subject | PEOPLE[name]

        def get_userinfo_claims(self, request):
            return super().get_userinfo_claims(request) | PEOPLE[request.user.username]

    globals()["Validator"] = Validator
    fill(redirect_uri)
    globals()["urlpatterns"] = urls()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, QuietHandler)
    threading.Thread(target=end_with_input, daemon=True).start()
    print(f"READY {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
