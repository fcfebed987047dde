import SwiftProtobuf

/// The comments above the declarations of one file, by their path in it (`SourceCodeInfo.Location`).
struct ProtoComments {
  private var texts: [[Int32]: String] = [:]

  init(_ file: Google_Protobuf_FileDescriptorProto) {
    for location in file.sourceCodeInfo.location where location.hasLeadingComments {
      texts[location.path] = Self.flowing(location.leadingComments)
    }
  }

  subscript(path: [Int32]) -> String { texts[path] ?? "" }

  /// Lines that were only broken to fit are joined; blank lines stay paragraphs.
  private static func flowing(_ comment: String) -> String {
    let lines = comment.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    }
    return lines.split(whereSeparator: \.isEmpty)
      .map { $0.map { String($0) }.joined(separator: " ") }.joined(separator: "\n\n")
  }
}
