import Foundation
import GRPCCore
import NIOCore

/// Why a replica can't be reached, in words for the caller, the log and `/health`.
enum ConnectFailure {
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case let error as NameNotResolved: error.reason
    case ChannelError.connectTimeout: "No answer to the connection attempt"
    case let error as RPCError: error.message
    default: String(describing: error)
    }
  }
}
