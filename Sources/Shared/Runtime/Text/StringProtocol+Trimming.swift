extension StringProtocol {
  /// Without the characters at both ends that `isOuter` names.
  public func trimming(_ isOuter: (Character) -> Bool) -> SubSequence {
    guard let start = firstIndex(where: { !isOuter($0) }), let end = lastIndex(where: { !isOuter($0) }) else {
      return self[startIndex..<startIndex]
    }
    return self[start...end]
  }
}
