import ArgumentParser
import Runtime

/// Whose tenant a command is about.
struct AdminTenant: ParsableArguments {
  @Option(name: .customLong("tenant"), help: "The tenant's id. Default: the default tenant.")
  var id = Caller.defaultTenantID
}
