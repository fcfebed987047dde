/// A telephone number in E.164.
struct PhoneNumber: Sendable, Equatable {
  let text: String

  /// A number with its country code as people write it, "+55 (11) 91234-5678"; nil for anything else.
  init?(_ written: String) {
    let bare = written.filter { !" ()-.".contains($0) }
    let digits = bare.dropFirst()
    guard bare.hasPrefix("+"), (8...15).contains(digits.utf8.count), !digits.hasPrefix("0"),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    self.text = bare
  }
}
