import Runtime

/// What providers write in more than one way: read as what is meant, so that a new shape of an answer is not
/// taken for an outage.
enum ProviderWire {
  /// A message's text: a string, or a list of parts of which only those count that are for the reader.
  struct Content: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = ""
      } else if let string = try? container.decode(String.self) {
        text = string
      } else if let parts = try? container.decode([Part].self) {
        text = parts.map(\.text).joined()
      } else {
        text = try container.decode(Part.self).text
      }
    }
  }

  /// One part of a text. Thinking and whatever is not text is not for the reader.
  private struct Part: Decodable {
    let text: String

    private enum CodingKeys: String, CodingKey { case type, text, refusal }

    init(from decoder: any Decoder) throws {
      if let string = try? decoder.singleValueContainer().decode(String.self) {
        text = string
        return
      }
      let container = try decoder.container(keyedBy: CodingKeys.self)
      switch try container.decodeIfPresent(String.self, forKey: .type) {
      case nil, "text", "output_text": text = try container.decodeIfPresent(String.self, forKey: .text) ?? ""
      case "refusal": text = try container.decodeIfPresent(String.self, forKey: .refusal) ?? ""
      default: text = ""
      }
    }
  }

  /// A tool call's arguments as JSON text, written as text or as the object itself.
  struct Arguments: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let string = try? container.decode(String.self) {
        text = string
      } else {
        let value = try container.decode(JSONValue.self)
        text = value == .null ? "{}" : value.text
      }
    }
  }

  /// A number of tokens, as a number or as text; nil for anything else, which counts as not reported.
  struct Count: Decodable {
    /// More than any answer has, and few enough to be added up.
    static let maximum: Int64 = 1_000_000_000

    let value: Int64?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let number = (try? container.decode(Double.self)) ?? (try? container.decode(String.self)).flatMap { Double($0) }
      value = number.flatMap { $0.isFinite ? Int64(min(max(0, $0), Double(Self.maximum))) : nil }
    }
  }

  /// An error in place of an answer: an object with a message, or the message alone.
  struct Failure: Decodable {
    let message: String?

    private enum CodingKeys: String, CodingKey { case message }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        message = text
      } else {
        message = try? decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .message)
      }
    }
  }
}
