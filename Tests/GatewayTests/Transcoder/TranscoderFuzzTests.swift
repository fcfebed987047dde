import Testing

@testable import Gateway

/// Seeded mutations of good input: nothing may crash or hang, and what is accepted must be well-formed
/// on the other side.
@Suite("Seeded fuzzing")
struct TranscoderFuzzTests {
  /// SplitMix64: the same numbers on every machine.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }

  private static let bodies = [
    #"{"text":"héllo \"w\" 😀","count32":-1,"count64":"9223372036854775807","ratio":1.5e3,"data":"AQID","color":"Azul","numbers":[1,2,3]}"#,
    #"{"child":{"child":{"texts":["a","\u00e9\ud83d\ude00"]}},"labels":{"a":"b"},"by_id":{"1":{"flag":true}},"by_flag":{"true":0.1}}"#,
    #"{"extra":{"a":[1,{"b":null}],"c":"d"},"anything":[true],"things":["x"],"at":"2026-01-31T12:00:00.25Z","wait":"-3.5s","mask":"a,b.c","wrapped":"w"}"#,
  ]
  private static let dictionary = [
    "{", "}", "[", "]", "\"", "\\", ",", ":", "null", "true", "1e400", "-", "0", ".", "\\u", "\\ud800", "\u{0}",
    "\"text\"", "\"child\":", "9999999999999999999999", " ",
  ].map { Array($0.utf8) }

  private func mutate(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1 where place < bytes.count: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: Self.dictionary.randomElement(using: &random) ?? [], at: place)
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...8, using: &random)))
      default:
        let start = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: Array(bytes[start..<min(bytes.count, start + 12)]), at: place)
      }
    }
    return bytes
  }

  @Test("mutated bodies are read or refused, and what is read comes back the same")
  func bodies() throws {
    var random = Generator(state: 2026)
    let request = try TranscoderFixture.request()
    let response = try TranscoderFixture.response()
    var accepted = 0
    for round in 0..<30_000 {
      let body = mutate(Array(Self.bodies[round % Self.bodies.count].utf8), &random)
      guard let wire = try? request.encode(body: body, variables: []) else { continue }
      accepted += 1
      let json = try response.json(wire: wire)
      #expect(try response.json(wire: request.encode(body: json, variables: [])) == json)
    }
    #expect(accepted > 500)
  }

  @Test("mutated wire bytes become JSON or an error")
  func wire() throws {
    var random = Generator(state: 7)
    let request = try TranscoderFixture.request()
    let response = try TranscoderFixture.response()
    let seeds = try Self.bodies.map { try request.encode(body: Array($0.utf8), variables: []) }
    for round in 0..<30_000 {
      let wire = mutate(seeds[round % seeds.count], &random)
      guard let json = try? response.json(wire: wire) else { continue }
      #expect(String(validating: json, as: UTF8.self) != nil)
    }
    for length in 0..<200 {
      for _ in 0..<50 {
        _ = try? response.json(wire: (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
      }
    }
  }

  @Test("mutated queries and forms are read or refused")
  func queries() throws {
    var random = Generator(state: 42)
    let request = try TranscoderFixture.request(body: .none, path: ["card"])
    let seed = Array(
      "text=a%20b&count32=5&child.text=x&child.child.numbers=1&texts=a&texts=b&color=Azul&at=2026-01-01T00:00:00Z".utf8)
    for _ in 0..<20_000 {
      let query = String(decoding: mutate(seed, &random), as: UTF8.self)
      _ = try? request.encode(body: [], variables: [query], query: query)
    }
    let form = Array("--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\ndata\r\n--XX--".utf8)
    for _ in 0..<20_000 {
      var parser = try MultipartParser(contentType: "multipart/form-data; boundary=XX")
      _ = try? parser.push(mutate(form, &random))
      _ = try? parser.finish()
    }
  }

  @Test("mutated paths are matched or refused")
  func paths() throws {
    var random = Generator(state: 99)
    let router = try TemplateRouterTests.router()
    let seeds = ["/v1/users/7:suspend", "/v1/shops/x%20y/items/z", "/files/a/b%2Fc", "/deep/a/x/b", "/caf%C3%A9"].map {
      Array($0.utf8)
    }
    for round in 0..<30_000 {
      let path = mutate(seeds[round % seeds.count], &random)
      _ = path.withUnsafeBufferPointer { router.lookup(method: "GET", path: $0) }
    }
  }
}
