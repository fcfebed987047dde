/// Sent down a connection when the request's body is about to be read: a client that waits for `100 Continue` gets it.
struct BodyWanted: Sendable {}
