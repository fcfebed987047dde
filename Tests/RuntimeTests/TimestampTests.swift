import Foundation
import Runtime
import Storage
import SwiftProtobuf
import Testing

private typealias Moment = Storage.Timestamp

@Suite("Moments from outside")
struct TimestampTests {
  @Test(
    "a moment of the years 1 to 9999 is read to the microsecond and written back",
    arguments: [
      (-62_135_596_800, 0), (-1, 500_000_000), (-1, 999_999_000), (0, 0), (1_772_452_800, 1000),
      (253_402_300_799, 999_999_000),
    ] as [(Int64, Int32)])
  func good(_ seconds: Int64, _ nanos: Int32) throws {
    let proto = Google_Protobuf_Timestamp(seconds: seconds, nanos: nanos)
    let moment = try #require(Moment(proto: proto))
    #expect(moment.asProto == proto)
    #expect(moment >= .earliest && moment <= .latest)
  }

  @Test(
    "any other is a violation that names its field",
    arguments: [
      (.max, 0), (.min, 0), (-62_135_596_801, 0), (253_402_300_800, 0), (1_800_000_000_000_000, 0), (0, -1),
      (0, 1_000_000_000), (0, .max), (0, .min),
    ] as [(Int64, Int32)])
  func bad(_ seconds: Int64, _ nanos: Int32) throws {
    let proto = Google_Protobuf_Timestamp(seconds: seconds, nanos: nanos)
    #expect(Moment(proto: proto) == nil)
    var check = Violations()
    #expect(check.moment(proto, at: "since") == nil)
    #expect(check.all.map(\.field) == ["since"])
  }

  @Test("dates and sums stop at the ends of time")
  func ends() {
    #expect(Moment(Date(timeIntervalSince1970: .infinity)) == .latest)
    #expect(Moment(Date(timeIntervalSince1970: 1e300)) == .latest)
    #expect(Moment(Date(timeIntervalSince1970: -1e300)) == .earliest)
    #expect(Moment(Date(timeIntervalSince1970: .nan)) == .latest)
    #expect(Moment(Date(timeIntervalSince1970: 1.5)).microseconds == 1_500_000)
    #expect(Moment.latest.adding(.seconds(Int64.max)).microseconds == .max)
    #expect(Moment.earliest.adding(.seconds(Int64.min)).microseconds == .min)
    #expect(Moment(microseconds: .max).adding(.microseconds(1)).microseconds == .max)
    #expect(Moment(microseconds: 5).adding(.microseconds(-7)).microseconds == -2)
    #expect(Moment(microseconds: 5).subtracting(.microseconds(7)).microseconds == -2)
    #expect(Moment.earliest.subtracting(.seconds(Int64.max)).microseconds == .min)
    #expect(Moment.latest.subtracting(.seconds(Int64.min)).microseconds == .max)
  }
}
