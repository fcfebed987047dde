import Contracts

/// One of the five documented APIs: JSON names, the status of a bad body, and the shape of an error.
package enum Surface: Sendable {
  case pinqo, vek1, genlobe, chatSaaS, aiTask

  /// - Returns: nil for the unspecified value.
  init?(proto: GatewayV1.Route.Surface) {
    switch proto {
    case .pinqo: self = .pinqo
    case .vek1: self = .vek1
    case .genlobe: self = .genlobe
    case .chatSaas: self = .chatSaaS
    case .aiTask: self = .aiTask
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  /// The surface of a path that no route has, for its 404.
  init(path: String) {
    if path.hasPrefix("/v1/") {
      self = .genlobe
    } else if path.hasPrefix("/api/task") || path.hasPrefix("/api/report") || path.hasPrefix("/api/stats") {
      self = .aiTask
    } else if path.hasPrefix("/api/chat") || path.hasPrefix("/api/upload") || path.hasPrefix("/api/rag") {
      self = .chatSaaS
    } else if path.hasPrefix("/api/") {
      self = .pinqo
    } else {
      self = .vek1
    }
  }

  /// The name that `OPEN_SURFACES` uses.
  var name: String {
    switch self {
    case .pinqo: "pinqo"
    case .vek1: "vek1"
    case .genlobe: "genlobe"
    case .chatSaaS: "chat-saas"
    case .aiTask: "ai-task"
    }
  }

  /// pinqo and chat-saas document their names in camelCase (`customerId`, `chatId`), the others with underscores.
  var usesCamelCase: Bool { self == .pinqo || self == .chatSaaS }

  var badRequestStatus: Int {
    switch self {
    case .pinqo, .aiTask: 400
    case .vek1, .genlobe, .chatSaaS: 422
    }
  }
}
