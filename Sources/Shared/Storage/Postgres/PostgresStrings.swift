/// C strings in an array that ends with NULL, as libpq takes them.
final class PostgresStrings {
  private let copies: [UnsafeMutablePointer<CChar>]
  let pointers: [UnsafePointer<CChar>?]

  init(_ strings: [String]) {
    self.copies = strings.map { string in
      let utf8 = string.utf8CString
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: utf8.count)
      for (index, byte) in utf8.enumerated() { copy[index] = byte }
      return copy
    }
    self.pointers = copies.map { UnsafePointer($0) } + [nil]
  }

  deinit { for copy in copies { copy.deallocate() } }
}
