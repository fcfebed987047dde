import Logging
import Testing

@testable import Telemetry

@Suite("Redaction")
struct LogRedactionTests {
  @Test(
    "names of secrets are known in every spelling",
    arguments: [
      "authorization", "Proxy-Authorization", "Cookie", "set-cookie", "password", "newPassword", "client_secret",
      "api_key", "X-API-Key", "apiKey", "X-Internal-Token", "refresh_token", "STRIPE_SECRET_KEY", "private_key",
    ])
  func secretNames(key: String) {
    #expect(LogRedaction.isSecret(key))
  }

  @Test(
    "other names are not",
    arguments: ["request_id", "key", "store_id", "author", "path", "idempotency_key", "code", "trace_id"])
  func plainNames(key: String) {
    #expect(!LogRedaction.isSecret(key))
  }

  @Test(
    "secrets in text are replaced, the rest stays",
    arguments: [
      ("key sk_live_abc123 refused", "key [redacted] refused"),
      ("(pk_live_ABC-123_x)", "([redacted])"), ("whsec_abc", "[redacted]"), ("key=sk_test_1", "key=[redacted]"),
      ("keysk_live_abc", "[redacted]"),
      ("key sk-ant-\(String(repeating: "a1", count: 10))!", "key [redacted]!"),
      ("Authorization: Bearer abc.def-ghi_jkl==", "Authorization: [redacted]"),
      ("sent bearer abc.def to x", "sent bearer [redacted] to x"), ("Basic dXNlcjpwYXNz,", "Basic [redacted],"),
      ("jwt eyJhbGciOi.eyJzdWIi.c2ln failed", "jwt [redacted] failed"),
      ("password=hunter2 user=bob", "password=[redacted] user=bob"), ("password: hunter2", "password: [redacted]"),
      (#"{"password":"hun\"ter2","user":"bob"}"#, #"{"password":"[redacted]","user":"bob"}"#),
      (#"{\"apiKey\": \"k\", \"n\": 1}"#, #"{\"apiKey\": \"[redacted]\", \"n\": 1}"#),
      (#"Login(password: Optional("hunter2"), user: "bob")"#, #"Login(password: [redacted], user: "bob")"#),
      (#"secrets = ["a", "b"], n = 1"#, "secrets = [redacted], n = 1"),
      ("GET /x?token=abc&page=2", "GET /x?token=[redacted]&page=2"),
      ("cookie: quartet_session=abc; theme=dark\nnext", "cookie: [redacted]\nnext"),
      ("postgres://quartet:pw@db:5432/order", "postgres://quartet:[redacted]@db:5432/order"),
      ("postgres://quartet:p@w@db/order", "postgres://quartet:[redacted]@db/order"),
      ("senha não, password=ção ok", "senha não, password=[redacted] ok"),
      ("two sk_live_a and sk_live_b", "two [redacted] and [redacted]"),
    ])
  func redacts(text: String, expected: String) {
    #expect(LogRedaction.redact(text) == expected)
  }

  @Test(
    "text without secrets stays as it is",
    arguments: [
      "", "=", "a=b", "token", "password", "the password is missing", "total_tokens=1234, prompt_tokens: 7", "token=",
      "Basic plan", "basic information", "risk-averse", "sk-short", "https://host:8080/a@b?c=d",
      "postgres://quartet@db/order", "12:30:00", "ação 🎈", "eyJust a word", "password=\"\"", "\\", "password=\\",
      "password='", "secret:", "Bearer", "Bearer ", "://", "a://b:@c",
    ])
  func keeps(text: String) {
    #expect(LogRedaction.redact(text) == text)
  }

  @Test("metadata is redacted by key and by value, however deep")
  func metadata() {
    let value = Logger.MetadataValue.dictionary([
      "headers": ["authorization": "Bearer x", "accept": "text/plain"],
      "list": ["plain", "sk_live_1"], "tokens": .stringConvertible(12), "token": "abc",
    ])
    #expect(
      LogRedaction.redact(value, key: "request")
        == [
          "headers": ["authorization": "[redacted]", "accept": "text/plain"], "list": ["plain", "[redacted]"],
          "tokens": "12", "token": "[redacted]",
        ])
    #expect(LogRedaction.redact(["user": "bob"], key: "credentials") == "[redacted]")
    #expect(LogRedaction.redact(["a", "b"], key: "api_key") == ["[redacted]", "[redacted]"])
  }

  @Test("any text is scanned to its end without a crash")
  func fuzz() {
    var generator = SplitMix(state: 42)
    let pieces = [
      "password", "token", "=", ":", "\"", "'", "\\", " ", "(", ")", "[", "]", "{", "}", "\n", "Bearer", "Basic",
      "sk_live_", "eyJ", ".", "://", "@", "cookie", "é", "🎈", "1", ",", ";", "&", ">",
    ]
    for _ in 0..<20_000 {
      let count = Int.random(in: 0..<12, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      let once = LogRedaction.redact(text)
      #expect(!once.contains("sk_live_"), "\(text)")
    }
  }
}

/// A seeded generator, so that a failure can be repeated (Steele, Lea and Flood's SplitMix64).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
