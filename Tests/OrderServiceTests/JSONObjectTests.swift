import SwiftProtobuf
import Testing

@testable import OrderService

@Suite("JSON of somebody else's shape")
struct JSONObjectTests {
  private let text = #"{"b":[true,null,1.5,"é\""],"a":{"z":0,"y":{}},"c":""}"#

  @Test("an object goes to the wire and to the database and comes back as it was")
  func roundTrip() throws {
    let proto = try Google_Protobuf_Struct(jsonString: text)
    let object = JSONObject(proto: proto)
    #expect(object.asProto == proto)
    let stored = try object.canonicalJSON()
    #expect(stored == #"{"a":{"y":{},"z":0.0},"b":[true,null,1.5,"é\""],"c":""}"#)
    #expect(JSONObject(stored: stored) == object)
  }

  @Test("a number that JSON does not have can't be written")
  func notANumber() {
    let object = JSONObject(fields: ["numbers": .array([.number(.nan)])])
    #expect(throws: (any Error).self) { try object.canonicalJSON() }
  }
}
