import Runtime
import Testing

@testable import Gateway

@Suite("A form that can't be read")
struct MultipartFormTests {
  @Test(
    "is a 400 that says what is wrong with it",
    arguments: [
      ("multipart/form-data", "", "boundary"), ("multipart/form-data; boundary=b", "--b\r\n", "closing boundary"),
      ("multipart/form-data; boundary=b", "--bx\r\n\r\n", "text after a boundary"),
      ("multipart/form-data; boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--", "without a name"),
    ])
  func malformed(contentType: String, body: String, problem: String) {
    let error = #expect(throws: ServiceError.self) { try FormPart.multipart(contentType, Array(body.utf8)) }
    #expect(error?.httpStatus == 400)
    #expect(error?.reason == "INVALID_FORM")
    #expect(error?.message.contains(problem) == true)
  }
}
