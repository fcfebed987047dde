import Testing

@testable import OrderService

@Suite("PIX keys")
struct PixKeyTests {
  @Test(
    "each kind is known and normalized",
    arguments: [
      ("529.982.247-25", "cpf", "52998224725"),
      ("11.222.333/0001-81", "cnpj", "11222333000181"),
      ("12.ABC.345/01DE-35", "cnpj", "12ABC34501DE35"),
      ("Loja@Example.com", "email", "loja@example.com"),
      ("+55 (11) 91234-5678", "phone", "+5511912345678"),
      ("123E4567-E12B-12D1-A456-426655440000", "random", "123e4567-e12b-12d1-a456-426655440000"),
    ])
  func kinds(written: String, kind: String, text: String) throws {
    let key = try #require(PixKey(written))
    #expect(key.kind.rawValue == kind)
    #expect(key.text == text)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "529.982.247-24", "111.111.111-11", "11.222.333/0001-80", "00000000000000", "12.ABC.345/01DE-36",
      "loja@", "@example.com", "a b@example.com", "loja@example", "+0511912345678", "+55", "5511912345678",
      "123e4567-e12b-12d1-a456-42665544000", "chave",
    ])
  func refused(written: String) {
    #expect(PixKey(written) == nil)
  }
}
