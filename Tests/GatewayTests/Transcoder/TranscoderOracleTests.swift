import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@testable import Gateway

/// Compares the transcoder with protobuf's own `json_format` (Oracle/oracle.py) over random messages of
/// every field kind. Needs `QUARTET_TEST_PYTHON`: a Python with `protobuf` and `grpcio-tools`.
@Suite("An independent oracle")
struct TranscoderOracleTests {
  @Test(
    "json_format agrees with both directions over random messages",
    .enabled(if: PythonOracle.isAvailable), arguments: [1, 2, 3])
  func agrees(seed: Int) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    _ = try PythonOracle.run("oracle.py", ["generate", directory.path, "400", String(seed)])

    let schema = try Schema(serialized: Data(contentsOf: directory.appending(path: "oracle.pb")))
    let plan = try schema.plan(for: "oracle.Everything", style: .snake)
    let request = try RequestTranscoder(input: plan, body: .all, pathFields: [])
    let response = try ResponseTranscoder(output: plan)
    var results: [UInt8] = []
    let cases = try Data(contentsOf: directory.appending(path: "cases.tsv")).split(separator: UInt8(ascii: "\n"))
    #expect(cases.count == 400)
    for line in cases {
      let columns = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1, omittingEmptySubsequences: false)
      results += try response.json(wire: Self.bytes(hex: columns[0]))
      results.append(UInt8(ascii: "\t"))
      results += Self.hex(try request.encode(body: Array(columns[1]), variables: []))
      results.append(UInt8(ascii: "\n"))
    }
    try Data(results).write(to: directory.appending(path: "results.tsv"))
    _ = try PythonOracle.run("oracle.py", ["check", directory.path])
  }

  private static func bytes(hex: Data) -> [UInt8] {
    let digits = hex.map { PercentDecoding.hexValue($0) ?? 0 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func hex(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
