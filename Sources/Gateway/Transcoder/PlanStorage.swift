/// Owns the memory of compiled plans.
///
/// `@unchecked Sendable`: it is filled while a ``Schema`` is made, by one thread, and only read
/// afterwards.
final class PlanStorage: @unchecked Sendable {
  private var texts: [UnsafeMutablePointer<UInt8>] = []
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit {
    for text in texts { text.deallocate() }
    for block in blocks { block.deallocate() }
  }

  func text(_ string: String) -> ConstantText {
    let bytes = Array(string.utf8)
    let room = bytes.count + ConstantText.padding
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    copy.initialize(repeating: 0, count: room)
    copy.update(from: bytes, count: bytes.count)
    texts.append(copy)
    return ConstantText(base: copy, count: bytes.count)
  }

  /// Room for trivial values, not yet initialised.
  func room<T: BitwiseCopyable>(for type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
    let room = UnsafeMutablePointer<T>.allocate(capacity: max(count, 1))
    blocks.append(UnsafeMutableRawPointer(room))
    return room
  }

  func array<T: BitwiseCopyable>(_ values: [T]) -> UnsafePointer<T> {
    let room = room(for: T.self, count: values.count)
    room.initialize(from: values, count: values.count)
    return UnsafePointer(room)
  }
}
