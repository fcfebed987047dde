import Contracts

/// How a surface spells its JSON names.
enum FieldNaming: Hashable {
  case asDeclared
  case camelCase

  init(_ surface: GatewayV1.Route.Surface) {
    self = Surface(proto: surface)?.usesCamelCase == true ? .camelCase : .asDeclared
  }
}
