import Foundation

/// The one line on standard output that tells a supervisor, or a test, where a process listens:
/// `ready gateway=http://127.0.0.1:8080`.
enum ReadyLine {
  static func print(_ role: String, _ address: String) {
    FileHandle.standardOutput.write(Data("ready \(role)=\(address)\n".utf8))
  }
}
