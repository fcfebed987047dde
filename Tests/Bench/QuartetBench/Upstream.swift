import ArgumentParser
import Foundation
import Hummingbird

/// An OpenAI-compatible upstream that streams 50 chunks, a millisecond apart, or at once.
struct Upstream: AsyncParsableCommand {
  @Option(help: "Microseconds between two chunks.") var pause = 0

  func run() async throws {
    let router = Router()
    let pause = pause
    router.post("/v1/chat/completions") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/event-stream"],
        body: ResponseBody { writer in
          for index in 0..<50 {
            if pause > 0 && index > 0 { try await Task.sleep(for: .microseconds(pause)) }
            let chunk =
              #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"word \#(index) "},"finish_reason":null}]}"#
            try await writer.write(ByteBuffer(string: "data: \(chunk)\n\n"))
          }
          let usage =
            #"{"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":50,"total_tokens":60}}"#
          try await writer.write(ByteBuffer(string: "data: \(usage)\n\ndata: [DONE]\n\n"))
          try await writer.finish(nil)
        })
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: {
        print("ready upstream=http://127.0.0.1:\($0.localAddress?.port ?? 0)")
        fflushAll()
      })
    try await application.runService()
  }
}

/// Standard output is a pipe here, and a supervisor waits for the line.
func fflushAll() { fflush(nil) }
