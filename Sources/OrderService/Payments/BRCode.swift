/// A static PIX payment code, "copia e cola": EMV QRCPS-MPM as the Banco Central's "Manual de Padrões
/// para Iniciação do Pix" (annex "Manual do BR Code") profiles it.
struct BRCode: Sendable {
  let key: PixKey
  /// Nil or 0 lets the payer fill in the amount.
  let amountCents: Int64?
  let merchantName: String
  let merchantCity: String
  /// 1 to 25 letters and digits; "***" when there is none.
  let transactionID: String

  init(
    key: PixKey, amountCents: Int64?, merchantName: String, merchantCity: String, transactionID: String = "***"
  ) {
    self.key = key
    self.amountCents = amountCents
    self.merchantName = merchantName
    self.merchantCity = merchantCity
    self.transactionID = transactionID
  }

  /// The code, its checksum included.
  var text: String {
    var code = Self.field(0, "01")
    code += Self.field(26, Self.field(0, "br.gov.bcb.pix") + Self.field(1, key.text))
    code += Self.field(52, "0000") + Self.field(53, "986")
    if let amountCents, amountCents > 0 { code += Self.field(54, Self.amount(amountCents)) }
    code += Self.field(58, "BR")
    // Both fields are mandatory; the manual gives no default for a store that has not said.
    code += Self.field(59, Self.plain(merchantName, 25, ifEmpty: "LOJA"))
    code += Self.field(60, Self.plain(merchantCity, 15, ifEmpty: "BRASIL"))
    code += Self.field(62, Self.field(5, transactionID))
    code += "6304"
    return code + Self.hex(Self.checksum(Array(code.utf8)))
  }

  /// The `txid` of an order: the last 25 digits of its id, of which 64 bits are random.
  static func transactionID(orderID: String) -> String {
    String(orderID.filter { $0 != "-" }.suffix(25))
  }

  /// CRC-16/CCITT-FALSE: polynomial 0x1021, initial value 0xFFFF (ISO/IEC 13239).
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    bytes.reduce(0xFFFF) { crc, byte in
      (0..<8).reduce(crc ^ UInt16(byte) << 8) { crc, _ in crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
    }
  }

  private static func field(_ id: Int, _ value: String) -> String {
    twoDigits(id) + twoDigits(value.utf8.count) + value
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func amount(_ cents: Int64) -> String { "\(cents / 100)." + twoDigits(Int(cents % 100)) }

  private static func hex(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  /// Printable ASCII only, at most `length` characters.
  private static func plain(_ text: String, _ length: Int, ifEmpty: String) -> String {
    let ascii = LatinFolding.fold(text).unicodeScalars.filter { (0x20...0x7E).contains($0.value) }
    let cut = String(String.UnicodeScalarView(ascii)).trimming { $0 == " " }.prefix(length).trimming { $0 == " " }
    return cut.isEmpty ? ifEmpty : String(cut)
  }
}
