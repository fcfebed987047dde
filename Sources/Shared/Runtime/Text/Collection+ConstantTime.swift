extension Collection<UInt8> {
  /// Compares secrets in a time that depends only on their lengths.
  public func equalsInConstantTime(_ other: some Collection<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return zip(self, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension StringProtocol {
  /// Compares secrets in a time that depends only on their lengths.
  public func equalsInConstantTime(_ other: some StringProtocol) -> Bool {
    utf8.equalsInConstantTime(other.utf8)
  }
}
