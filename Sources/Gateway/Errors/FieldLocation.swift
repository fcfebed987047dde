import Foundation

/// The way to a value as violations write it, `items[0].quantity`, and as FastAPI's `loc` lists it.
///
/// Clients choose names too (an unknown field, a key of free JSON). One that would read as something else
/// stands in brackets as a JSON text: `items[0]["a.b"]`.
enum FieldLocation {
  enum Element: Equatable {
    case name(String)
    case index(Int)

    var json: JSONValue {
      switch self {
      case .name(let name): .string(name)
      case .index(let index): .integer(Int64(index))
      }
    }
  }

  /// The parts of a request that a path may begin with: "query.limit", "path.id", "header.x", "body.query".
  private static let places: Set<String> = ["query", "path", "header", "body"]

  /// One name as a step of a path.
  static func step(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !".[]\"".utf8.contains($0) }
    return isPlain ? name : "[\(JSONText.quoted(name))]"
  }

  /// A dotted name, each of whose parts is a step.
  static func steps(_ dotted: String) -> String {
    dotted.split(separator: ".", omittingEmptySubsequences: false).map { step(String($0)) }.joined(separator: ".")
  }

  /// A path in a part of the request. One in the body stands alone, unless its first name is a part's.
  static func path(_ field: String, in place: String) -> String {
    if place != "body" { return field.isEmpty ? place : "\(place).\(field)" }
    return startsWithPlace(field) ? "body.\(field)" : field
  }

  /// `loc`: the part of the request, then every step.
  static func json(_ field: String) -> JSONValue {
    let elements = (startsWithPlace(field) ? [] : [.name("body")]) + elements(field)
    return .array(elements.map(\.json))
  }

  private static func startsWithPlace(_ field: String) -> Bool {
    guard !field.hasPrefix("["), case .name(let first)? = elements(field).first else { return false }
    return places.contains(first)
  }

  /// A bracket that is neither a number's nor a text's belongs to the name around it.
  static func elements(_ field: String) -> [Element] {
    let bytes = Array(field.utf8)
    var elements: [Element] = []
    var name: [UInt8] = []
    func flush() {
      if !name.isEmpty { elements.append(.name(String(decoding: name, as: UTF8.self))) }
      name = []
    }
    var position = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: ".") {
        flush()
        position += 1
      } else if bytes[position] == UInt8(ascii: "["), let (element, end) = bracket(bytes, position) {
        flush()
        elements.append(element)
        position = end
      } else {
        name.append(bytes[position])
        position += 1
      }
    }
    flush()
    return elements
  }

  /// What stands in the brackets that open at `start`, and where they end.
  private static func bracket(_ bytes: [UInt8], _ start: Int) -> (Element, end: Int)? {
    var end = start + 1
    if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
      end += 1
      while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
      end += 1
    } else {
      while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { return nil }
    let isLast = end + 1 == bytes.count
    guard isLast || bytes[end + 1] == UInt8(ascii: ".") || bytes[end + 1] == UInt8(ascii: "[") else { return nil }
    let inside = bytes[(start + 1)..<end]
    let text = String(decoding: inside, as: UTF8.self)
    // "007" is a name: JSON has no such number.
    if let index = Int(text), String(index) == text { return (.index(index), end + 1) }
    guard let name = try? JSONDecoder().decode(String.self, from: Data(inside)) else { return nil }
    return (.name(name), end + 1)
  }
}
