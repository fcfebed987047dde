import ArgumentParser
import Foundation

/// How a command prints what it found: lines for people, or JSON for scripts.
struct AdminOutput: ParsableArguments {
  @Flag(help: "Print JSON instead of lines.") var json = false

  func show<Row: AdminRow>(_ rows: [Row]) throws {
    if json { return print(try encoded(rows)) }
    for row in rows { print(row.line) }
  }

  func show(_ row: some AdminRow) throws {
    print(json ? try encoded(row) : row.line)
  }

  private func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
