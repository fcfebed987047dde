/// A request to Stripe's API, version 1.
struct StripeRequest: Sendable, Equatable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  var method: Method
  /// From `/v1/` on; ids in it are escaped (``id(_:)``).
  var path: String
  /// The encoded parameters: the form of a POST, else the query.
  var form: String
  /// Whether it makes an object that has metadata and is found again in the list under the same path: then it is marked
  /// with the stored call's name, and looked for where an answer never came.
  var isFindable = false
  /// POST only: a repetition under the same key has the effect of the first one (kept 24 hours at least).
  var idempotencyKey: String?

  static func get(_ path: String, _ parameters: StripeParameters = [:]) -> StripeRequest {
    StripeRequest(method: .get, path: path, form: parameters.encoded)
  }

  static func post(_ path: String, _ parameters: StripeParameters = [:]) -> StripeRequest {
    StripeRequest(method: .post, path: path, form: parameters.encoded)
  }

  /// Makes an object that can be found again.
  static func create(_ path: String, _ parameters: StripeParameters) -> StripeRequest {
    StripeRequest(method: .post, path: path, form: parameters.encoded, isFindable: true)
  }

  /// Takes away for good; a repetition finds that it is gone.
  static func delete(_ path: String, _ parameters: StripeParameters = [:]) -> StripeRequest {
    StripeRequest(method: .delete, path: path, form: parameters.encoded)
  }

  /// An object's id as a part of a path. Stripe's ids are letters, digits and underscores; anything else comes from
  /// somewhere else, and becomes an id that does not exist.
  static func id(_ id: String) -> String { isID(id) ? id : "unknown" }

  /// Whether a text can be an id of Stripe's.
  static func isID(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
  }

  /// Whether a text has the letters of Stripe's keys and secrets.
  static func isSecret(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'\,;"#.utf8.contains($0) }
  }
}
