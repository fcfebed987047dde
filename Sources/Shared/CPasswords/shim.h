// Password hashes: scrypt (libsodium), and those that other systems made: Argon2 (libargon2) and bcrypt (crypt_r of libxcrypt).
#include <argon2.h>
#include <crypt.h>
#include <sodium.h>
