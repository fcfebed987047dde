import GRPCCore
import HTTPTypes
import Runtime
import Testing

@testable import Gateway

@Suite("Headers that go on to a service")
struct ForwardedHeadersTests {
  @Test("of all cookies only the device's goes on, however long the others are")
  func cookies() throws {
    let junk = String(repeating: "x", count: 30_000)
    var fields = HTTPFields()
    fields.append(HTTPField(name: .cookie, value: "quartet_session=s; a=\(junk); quartet_device=d1"))
    fields.append(HTTPField(name: .cookie, value: "quartet_devices=x; b"))
    var metadata = Metadata()
    try ForwardedHeaders.add([.cookie, .userAgent], of: fields, to: &metadata)
    #expect(Array(metadata[stringValues: "cookie"]) == ["quartet_device=d1"])
    #expect(Array(metadata[stringValues: "user-agent"]).isEmpty)
  }

  @Test("one that is too long is refused by its name")
  func tooLong() throws {
    let fields = HTTPFields([HTTPField(name: .userAgent, value: String(repeating: "x", count: 4097))])
    var metadata = Metadata()
    let error = #expect(throws: ServiceError.self) {
      try ForwardedHeaders.add([.userAgent], of: fields, to: &metadata)
    }
    #expect(error?.httpStatus == 431)
    #expect(error?.message.contains("User-Agent") == true)
  }
}
