import ArgumentParser
import AsyncHTTPClient
import Contracts
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// `quartet health`: asks a role for its health; exit code 0 when it serves. For container health checks.
struct Health: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Ask a role whether it serves; for health checks.")

  @Option(help: "A service's host:port (gRPC) or a gateway's URL.")
  var address: String

  func run() async throws {
    await StartupFailure.guarding {
      if address.hasPrefix("http") {
        let response = try await HTTPClient.shared.execute(
          HTTPClientRequest(url: address + "/health"), timeout: .seconds(5))
        guard response.status == .ok else { throw StartupFailure("\(address) answers \(response.status.code).") }
      } else {
        try await checkService()
      }
      print("serving")
    }
  }

  private func checkService() async throws {
    guard let place = HostPort(address) else { throw StartupFailure("\(address) is not host:port.") }
    let transport = try HTTP2ClientTransport.Posix(
      target: .dns(host: place.host, port: place.port), transportSecurity: .plaintext)
    do {
      let status = try await withGRPCClient(transport: transport) { client in
        var options = CallOptions.defaults
        options.timeout = .seconds(5)
        return try await Grpc_Health_V1_Health.Client(wrapping: client)
          .check(Grpc_Health_V1_HealthCheckRequest(), options: options).status
      }
      guard status == .serving else { throw StartupFailure("\(address) does not serve.") }
    } catch let error as RPCError {
      throw StartupFailure("\(address) does not serve: \(error.message)")
    }
  }
}
