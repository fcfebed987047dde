/// How a surface spells JSON names; an explicit `json_name` wins in both.
public enum NameStyle: Sendable, Hashable, CaseIterable {
  /// The proto's own names.
  case snake
  /// lowerCamelCase.
  case camel
}
