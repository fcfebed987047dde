import HTTPTypes
import NIOCore

/// A whole HTTP answer, before the headers that every answer gets.
struct Answer {
  var status: Int
  var contentType: String?
  var body: ByteBuffer
  var headers = HTTPFields()

  init(_ status: Int, _ contentType: String?, _ body: ByteBuffer, headers: HTTPFields = HTTPFields()) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.headers = headers
  }
}
