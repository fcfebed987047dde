import Foundation
import TestSupport

/// A running `quartet up` on an empty directory, with the keys that its first start wrote.
struct Installation {
  let process: QuartetProcess
  let url: String
  let directory: URL
  let values: [String: String]

  /// Runs `body` against a fresh instance, and stops it.
  static func with<T>(
    _ environment: [String: String] = [:], _ body: (Installation) async throws -> T
  ) async throws -> T {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    // Each test has a client address of its own, so that rate limits don't join tests together.
    let settings = ["TRUSTED_PROXIES": "127.0.0.1"].merging(environment) { $1 }
    let process = try QuartetProcess(
      ["up", "--port", "0", "--data-dir", directory.path], environment: settings)
    do {
      let url = try await process.line("ready gateway=")
      let installation = Installation(
        process: process, url: url, directory: directory, values: try readValues(directory))
      let result = try await body(installation)
      await process.stop()
      return result
    } catch {
      process.signal(SIGKILL)
      throw error
    }
  }

  static func readValues(_ directory: URL) throws -> [String: String] {
    let text = try String(contentsOf: directory.appending(path: "quartet.env"), encoding: .utf8)
    let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
      guard let equals = line.firstIndex(of: "=") else { return nil }
      return (String(line[..<equals]), String(line[equals...].dropFirst()))
    }
    return Dictionary(pairs) { $1 }
  }

  /// A client with no credential, from an address of its own.
  func anyone() -> TestHTTP {
    TestHTTP(url, headers: ["X-Forwarded-For": "203.0.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"])
  }

  /// A browser app with the publishable key.
  func app() -> TestHTTP {
    anyone().with(["X-API-Key": values["QUARTET_PUBLISHABLE_KEY"] ?? "", "Origin": "http://localhost:3000"])
  }

  func backOffice(actor: String) -> TestHTTP {
    anyone().with(["X-Internal-Token": values["INTERNAL_TOKEN"] ?? "", "X-Actor-User-Id": actor])
  }

  /// A new user's id and access token.
  func register(_ email: String = "u\(UInt64.random(in: .min ... .max))@example.com") async throws -> (
    id: String, token: String, cookie: String
  ) {
    let response = try await app().send(
      "POST", "/v1/auth/register", #"{"email":"\#(email)","password":"Segredo123"}"#)
    let cookie = response.setCookies.first.map { String($0.prefix { $0 != ";" }) } ?? ""
    guard let token = response.json["access_token"] as? String,
      let user = response.json["user"] as? [String: Any], let id = user["id"] as? String
    else { throw QuartetProcess.NotReady(description: "register: \(response.status) \(response.text)") }
    return (id, token, cookie)
  }
}
