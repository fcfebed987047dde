/// One message type.
struct MessageLayout {
  /// `.message`, or the kind of a well-known type.
  var kind: FieldKind = .message
  var fields: UnsafePointer<FieldPlan>
  var fieldCount: Int
  /// Counts real oneofs; those of `optional` fields don't count.
  var oneofCount: Int
  /// Words of a bit set with a bit for each field and then each oneof.
  var seenWords: Int
  /// The required fields, as such a bit set.
  var required: UnsafePointer<UInt64>
  /// Field index + 1 by hash of the JSON name; 0 is free.
  var nameTable: UnsafePointer<UInt16>
  var nameMask: Int
  /// Field index + 1 by number, for numbers below `numberCount`.
  var numberTable: UnsafePointer<UInt16>
  var numberCount: Int
  var fullName: ConstantText

  /// Finds a field by its JSON name; `expected` is where declaration order would have it.
  @inline(__always)
  func index(ofName name: UnsafePointer<UInt8>, _ count: Int, expected: Int) -> Int? {
    if expected < fieldCount, fields[expected].name.equals(name, count) { return expected }
    return indexByHash(name, count)
  }

  private func indexByHash(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var slot = Self.hash(name, count) & nameMask
    while nameTable[slot] != 0 {
      let index = Int(nameTable[slot]) &- 1
      if fields[index].name.equals(name, count) { return index }
      slot = (slot &+ 1) & nameMask
    }
    return nil
  }

  /// Finds a field by its number; `expected` is where ascending order would have it.
  @inline(__always)
  func index(ofNumber number: UInt32, expected: Int) -> Int? {
    if expected < fieldCount, fields[expected].number == number { return expected }
    if number < numberCount {
      let index = Int(numberTable[Int(number)])
      return index == 0 ? nil : index &- 1
    }
    for index in 0..<fieldCount where fields[index].number == number { return index }
    return nil
  }

  /// FNV-1a; names come from the contract, so nobody can craft collisions.
  static func hash(_ name: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<count { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash & 0x7fff_ffff)
  }
}
