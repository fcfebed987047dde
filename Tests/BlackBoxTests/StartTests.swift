import Foundation
import TestSupport
import Testing

@Suite("Starting and stopping")
struct StartTests {
  @Test("a first start prints curl lines that work as they are, and a private file with every key")
  func firstStart() async throws {
    try await Installation.with { installation in
      let output = installation.process.output
      let lines = output.replacing("\\\n", with: " ").split(separator: "\n")
      let commands = lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("curl ") }
      #expect(commands.count >= 4)
      for command in commands {
        let (code, text) = try Self.shell(command + " --fail-with-body")
        #expect(code == 0, "\(command)\n\(text)")
      }
      let names = [
        "QUARTET_URL", "QUARTET_PUBLISHABLE_KEY", "QUARTET_SECRET_KEY", "QUARTET_ADMIN_EMAIL", "QUARTET_ADMIN_PASSWORD",
        "AUTH_TOKEN", "INTERNAL_TOKEN", "WEBHOOK_TOKEN", "CRON_SECRET", "SERVICE_TOKEN", "STRIPE_WEBHOOK_SECRET",
      ]
      let values = try Installation.readValues(installation.directory)
      for name in names { #expect(values[name]?.isEmpty == false, "\(name)") }
      let file = installation.directory.appending(path: "quartet.env").path
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
  }

  @Test("a second start keeps the keys and the data")
  func secondStart() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    var keys: [String?] = []
    for _ in 1...2 {
      let process = try QuartetProcess(["up", "--port", "0", "--data-dir", directory.path])
      _ = try await process.line("ready gateway=")
      keys.append(try Installation.readValues(directory)["QUARTET_PUBLISHABLE_KEY"])
      #expect(await process.stop() == 0)
    }
    #expect(keys[0] != nil && keys[0] == keys[1])
  }

  @Test("a second start beside the first is refused, and takes nothing from it")
  func secondBeside() async throws {
    try await Installation.with { installation in
      let other = try QuartetProcess(["up", "--port", "0", "--data-dir", installation.directory.path])
      #expect(await other.waitForExit() == 1)
      #expect(other.output.contains("is in use by another `quartet up`"))
      #expect(try Installation.readValues(installation.directory)["QUARTET_URL"] == installation.url)
    }
  }

  @Test("a taken port, an unusable directory and bad settings are each a clear line and exit code 1")
  func refusals() async throws {
    try await Installation.with { installation in
      let port = URL(string: installation.url)?.port ?? 0
      let directory = installation.directory.appending(path: "other").path
      let cases: [([String], [String: String], [String])] = [
        (["up", "--port", "\(port)", "--data-dir", directory], [:], ["Port \(port) on 127.0.0.1 is already in use"]),
        (["up", "--data-dir", "/dev/null/data"], [:], ["The data directory /dev/null/data can't be created"]),
        (
          ["up", "--data-dir", directory],
          [
            "QUARTET_PORT": "eighty", "DATABASE_URL": "mysql://x", "LOG_LEVEL": "loud",
            "TRUSTED_PROXIES": "10.0.0.0/99", "AGENTS_CONFIG": "/nowhere",
          ],
          [
            "QUARTET_PORT: eighty is not a number", "DATABASE_URL: this is not a URL", "LOG_LEVEL: loud is not one of",
            "TRUSTED_PROXIES: 10.0.0.0/99 has a bad prefix length", "AGENTS_CONFIG: the file /nowhere can't be read",
          ]
        ),
        (["serve", "billing"], [:], ["SERVICE_TOKEN: set it", "AUTH_ADDRESS: set it"]),
      ]
      for (arguments, environment, expected) in cases {
        let process = try QuartetProcess(arguments, environment: environment)
        #expect(await process.waitForExit() == 1)
        for text in expected { #expect(process.output.contains(text), "\(process.output)") }
      }
    }
  }

  @Test("SIGTERM lets a request in flight have its answer, and the process ends well")
  func draining() async throws {
    let (reached, release) = (Gate(), Gate())
    try await TestServer.with { _, _ in
      reached.open()
      await release.wait()
      return .init(ChatCompletion.answer("Pronto!"))
    } _: { upstream in
      try await Installation.with(["OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": upstream]) { installation in
        async let answer = installation.anyone().send("POST", "/chat", #"{"type":"suporte","message":"Olá"}"#)
        await reached.wait()
        installation.process.signal(SIGTERM)
        release.open()
        let response = try await answer
        #expect(response.status == 200, "\(response.text)")
        #expect(response.json["response"] as? String == "Pronto!")
        #expect(await installation.process.waitForExit() == 0)
      }
    }
  }

  @Test("a service that is too slow is 504 by the client's own grpc-timeout")
  func tooSlow() async throws {
    let release = Gate()
    try await TestServer.with { _, _ in
      await release.wait()
      return .init(ChatCompletion.answer("Zu spät"))
    } _: { upstream in
      try await Installation.with(["OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": upstream]) { installation in
        let response = try await installation.anyone().with(["grpc-timeout": "200m"])
          .send("POST", "/chat", #"{"type":"suporte","message":"Olá"}"#)
        #expect(response.status == 504)
        release.open()
      }
    }
  }

  private static func shell(_ command: String) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}

/// What an OpenAI-compatible upstream answers.
enum ChatCompletion {
  static func answer(_ text: String) -> String {
    """
    {"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,
    "message":{"role":"assistant","content":"\(text)"},"finish_reason":"stop"}],
    "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}
    """
  }
}

@Suite("A client that leaves")
struct DisconnectTests {
  @Test("takes its call with it: the model's stream is given up", .timeLimit(.minutes(10)))
  func streaming() async throws {
    let givenUp = Gate()
    try await TestServer.with { _, _ in
      // Endless, at the pace of a model; ends when it can no longer be written. (At full speed it would take all of
      // a small machine's time from the other tests.)
      let chunk =
        #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"bla "},"finish_reason":null}]}"#
        + "\n\n"
      let chunks = AsyncStream<String>(
        unfolding: {
          try? await Task.sleep(for: .milliseconds(5))
          return chunk
        }, onCancel: {})
      return TestServer.Reply(contentType: "text/event-stream", chunks: chunks, onEnd: { givenUp.open() })
    } _: { upstream in
      try await Installation.with(["OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": upstream]) { installation in
        let user = try await installation.register()
        let client = installation.anyone().with(["Cookie": user.cookie, "Origin": installation.url])
        let first = try await client.firstBytes(
          "POST", "/api/chat", #"{"messages":[{"role":"user","content":"Fale!"}]}"#)
        #expect(first.contains("bla"))
        await givenUp.wait()
      }
    }
  }

  @Test("before the answer begins does no harm, however many do")
  func early() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let body = #"{"messages":[{"role":"user","content":"Olá!"}]}"#
      let request =
        "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nCookie: \(user.cookie)\r\nOrigin: http://localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      for _ in 0..<200 { try RawSocket.sendAndLeave(installation.url, request) }
      let chat = try await installation.anyone().with(["Cookie": user.cookie, "Origin": installation.url])
        .send("POST", "/api/chat", body)
      #expect(chat.status == 200)
    }
  }
}

/// A client that sends its bytes and hangs up.
enum RawSocket {
  static func sendAndLeave(_ url: String, _ text: String) throws {
    let port = URL(string: url)?.port ?? 0
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0, write(descriptor, text, text.utf8.count) == text.utf8.count else {
      throw QuartetProcess.NotReady(description: "The instance is gone.")
    }
    // No lingering: the close is a reset, so that the answer's first byte fails.
    var hard = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
  }
}
