/// What a client has not sent in its time.
enum RequestOverdue: Error {
  case head, body
}
