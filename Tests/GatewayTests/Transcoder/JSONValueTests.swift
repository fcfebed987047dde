import Foundation
import Testing

@testable import Gateway

@Suite("JSON that the gateway writes itself")
struct JSONValueTests {
  private func text(_ value: JSONValue) -> String { String(decoding: value.serialized(), as: UTF8.self) }

  @Test("has its members in the order they were given in, a replaced one in its old place")
  func order() {
    var value: JSONValue = ["b": 1, "a": [.null, true, .number(1.5), [:]], "c": "x"]
    value["a"] = []
    value["d"] = .number(.infinity)
    value["e"] = nil
    #expect(text(value) == #"{"b":1,"a":[],"c":"x","d":null}"#)
    #expect(text(["a": [.null, true, .number(1.5), .number(2), [:]]]) == #"{"a":[null,true,1.5,2,{}]}"#)
  }

  @Test("is read by others as the text that was written, whichever characters it has")
  func characters() throws {
    let scalars = (0..<0x3000).compactMap(Unicode.Scalar.init) + ["\u{1F600}", "\u{10FFFF}"]
    for start in stride(from: 0, to: scalars.count, by: 7) {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars[start..<min(start + 7, scalars.count)])
      let bytes = JSONValue.array([.string(text)]).serialized()
      let read = try JSONDecoder().decode([String].self, from: Data(bytes))
      #expect(read.map { Array($0.utf8) } == [Array(text.utf8)])
    }
  }
}
