import ArgumentParser
import Hummingbird

/// A bare Hummingbird route with a static JSON body: what no gateway on Hummingbird can pass.
struct Ceiling: AsyncParsableCommand {
  func run() async throws {
    let body = ByteBuffer(
      string: """
        {"id":"01890a5d-ac96-774b-bcce-b302099a8057","email":"ana@example.com","display_name":"Ana Souza",\
        "avatar_url":null,"is_active":true,"created_at":"2026-03-02T12:00:00.123456Z"}
        """)
    let router = Router()
    router.get("/v1/auth/me") { _, _ in
      Response(status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: body))
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: {
        print("ready ceiling=http://127.0.0.1:\($0.localAddress?.port ?? 0)")
        fflushAll()
      })
    try await application.runService()
  }
}
