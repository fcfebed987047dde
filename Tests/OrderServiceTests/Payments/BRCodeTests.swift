import Testing

@testable import OrderService

@Suite("BR Code")
struct BRCodeTests {
  @Test("the checksum is CRC-16/CCITT-FALSE, by its catalogue's check value")
  func checksum() {
    #expect(BRCode.checksum(Array("123456789".utf8)) == 0x29B1)
    #expect(BRCode.checksum([]) == 0xFFFF)
  }

  @Test("the example of the Banco Central's manual comes out to the letter")
  func manual() throws {
    let key = try #require(PixKey("123e4567-e12b-12d1-a456-426655440000"))
    let code = BRCode(key: key, amountCents: nil, merchantName: "Fulano de Tal", merchantCity: "BRASILIA")
    #expect(
      code.text
        == "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
        + "5913Fulano de Tal6008BRASILIA62070503***63041D3D")
  }

  @Test(
    "the amount has two decimals and a point",
    arguments: [(1, "0.01"), (10, "0.10"), (100, "1.00"), (123_456, "1234.56"), (999_999_999_999, "9999999999.99")]
      as [(Int64, String)])
  func amount(cents: Int64, text: String) throws {
    let key = try #require(PixKey("loja@example.com"))
    let code = BRCode(key: key, amountCents: cents, merchantName: "Loja", merchantCity: "Recife").text
    let length = text.count < 10 ? "0\(text.count)" : "\(text.count)"
    #expect(code.contains("530398654\(length)\(text)5802BR"))
  }

  @Test("names are folded to ASCII and cut to 25 and 15 characters")
  func names() throws {
    let key = try #require(PixKey("loja@example.com"))
    let code = BRCode(
      key: key, amountCents: 500, merchantName: "Padaria e Confeitaria São João Ltda ☕️",
      merchantCity: "São José do Rio Preto", transactionID: "ABC123"
    ).text
    #expect(code.contains("5925Padaria e Confeitaria Sao"))
    #expect(code.contains("6015Sao Jose do Rio"))
    #expect(code.contains("62100506ABC123"))
    #expect(code.utf8.allSatisfy { (0x20...0x7E).contains($0) })
  }

  @Test("a name of which nothing is left still makes a code")
  func emptyNames() throws {
    let key = try #require(PixKey("loja@example.com"))
    let code = BRCode(key: key, amountCents: 500, merchantName: "☕️", merchantCity: "").text
    #expect(code.contains("5904LOJA6006BRASIL"))
  }

  @Test("an order's txid has 25 letters and digits")
  func transactionID() {
    let txid = BRCode.transactionID(orderID: "0195f2f0-7c4a-7abc-8def-0123456789ab")
    #expect(txid.count == 25)
    #expect(txid.allSatisfy { $0.isHexDigit })
  }
}
