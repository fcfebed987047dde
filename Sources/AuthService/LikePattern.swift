/// Patterns for SQL's LIKE with `ESCAPE '\'`.
enum LikePattern {
  /// Matches texts that contain this one.
  static func containing(_ text: String) -> String { "%" + escaped(text) + "%" }

  /// Matches texts that begin with this one.
  static func beginning(with text: String) -> String { escaped(text) + "%" }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
  }
}
