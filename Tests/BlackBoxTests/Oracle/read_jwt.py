"""Reads an access token as a service elsewhere would: PyJWT, with the keys of the JWKS endpoint.

usage: read_jwt.py JWKS_URL TOKEN
"""
import sys

import jwt

url, token = sys.argv[1:]
client = jwt.PyJWKClient(url)
claims = jwt.decode(token, client.get_signing_key_from_jwt(token).key, algorithms=["EdDSA"], issuer="quartet",
                    options={"require": ["exp", "iat", "sub"]})
print("read", claims["sub"], claims["typ"])
head, body, signature = token.split(".")
for name, altered in [("altered", f"{head}.{body[:-2]}xx.{signature}"), ("unsigned", f"{head}.{body}.")]:
    try:
        jwt.decode(altered, client.get_signing_key_from_jwt(token).key, algorithms=["EdDSA"])
        print(name, "accepted")
    except jwt.InvalidTokenError:
        print(name, "refused")
