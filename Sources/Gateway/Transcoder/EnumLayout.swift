/// One enum type.
struct EnumLayout {
  struct Spelling {
    var text: ConstantText
    var number: Int32
  }
  /// What JSON may say: documented spellings first, then proto names.
  var spellings: UnsafePointer<Spelling>
  var spellingCount: Int
  /// What JSON will say, quoted: by number, one for each.
  var answers: UnsafePointer<Spelling>
  var answerCount: Int
  /// For an error message: `'a', 'b' or 'c'`.
  var choices: ConstantText

  func number(of name: UnsafePointer<UInt8>, _ count: Int) -> Int32? {
    for index in 0..<spellingCount where spellings[index].text.equals(name, count) { return spellings[index].number }
    return nil
  }

  func answer(for number: Int32) -> ConstantText? {
    let direct = Int(number)
    if direct >= 0 && direct < answerCount && answers[direct].number == number { return answers[direct].text }
    for index in 0..<answerCount where answers[index].number == number { return answers[index].text }
    return nil
  }
}
