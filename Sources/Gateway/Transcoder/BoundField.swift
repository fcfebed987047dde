/// A field that a path variable sets, or a message on the way to one: a node of a small tree.
struct BoundField {
  /// The index in the parent message; -1 for the root.
  var field: Int
  /// In JSON.
  var name: ConstantText
  /// The message's layout, unless this is a leaf.
  var layout: UnsafePointer<MessageLayout>?
  var children: UnsafePointer<BoundField>
  var childCount: Int

  var isLeaf: Bool { layout == nil }

  @inline(__always)
  func child(of field: Int) -> UnsafePointer<BoundField>? {
    for index in 0..<childCount where children[index].field == field { return children + index }
    return nil
  }

  /// The tree of some paths of field indices; nil when there are none.
  static func tree(
    _ paths: [[Int]], _ layout: UnsafePointer<MessageLayout>, in storage: PlanStorage
  ) -> UnsafePointer<BoundField>? {
    guard !paths.isEmpty else { return nil }
    return storage.array([node(-1, layout.pointee.fullName, paths.map { $0[...] }, layout, storage)])
  }

  private static func node(
    _ field: Int, _ name: ConstantText, _ paths: [ArraySlice<Int>], _ layout: UnsafePointer<MessageLayout>,
    _ storage: PlanStorage
  ) -> BoundField {
    var groups: [(field: Int, rest: [ArraySlice<Int>])] = []
    for path in paths {
      guard let first = path.first else { continue }
      if let index = groups.firstIndex(where: { $0.field == first }) {
        groups[index].rest.append(path.dropFirst())
      } else {
        groups.append((first, [path.dropFirst()]))
      }
    }
    let children = groups.map { group in
      let child = layout.pointee.fields[group.field]
      if let nested = child.message, group.rest.contains(where: { !$0.isEmpty }) {
        return node(group.field, child.name, group.rest, nested, storage)
      }
      return BoundField(field: group.field, name: child.name, layout: nil, children: storage.array([]), childCount: 0)
    }
    return BoundField(
      field: field, name: name, layout: layout, children: storage.array(children), childCount: children.count)
  }
}
