/// Turns Latin letters with diacritics into plain ASCII: "Pão de Açúcar" becomes "Pao de Acucar".
///
/// A table, because Foundation's folding is far too slow for tens of thousands of products and depends on
/// the locale. Other scripts stay as they are.
enum LatinFolding {
  /// U+00C0 to U+017F in order; a space stands for what has no ASCII letter.
  private static let letters: [String] = {
    let latin1 =
      "A A A A A A AE C E E E E I I I I D N O O O O O _ O U U U U Y TH ss "
      + "a a a a a a ae c e e e e i i i i d n o o o o o _ o u u u u y th y"
    let extendedA =
      "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h I i I i I i I i I i IJ ij "
      + "J j K k k L l L l L l L l L l N n N n N n n N n O o O o O o OE oe R r R r R r S s S s S s S s "
      + "T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s"
    return (latin1 + " " + extendedA).split(separator: " ").map { $0 == "_" ? " " : String($0) }
  }()

  static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var folded = ""
    folded.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x80: folded.unicodeScalars.append(scalar)
      case 0xC0..<0x180: folded += letters[Int(scalar.value) - 0xC0]
      // Combining marks: what is left of a decomposed letter is its base.
      case 0x300..<0x370: break
      case 0xAA: folded += "a"
      case 0xBA: folded += "o"
      case 0xA0: folded += " "
      default: folded.unicodeScalars.append(scalar)
      }
    }
    return folded
  }
}
