/// Ids for what a login through a provider may have to make.
struct NewGoogleAccountIDs: Sendable {
  var userID: String
  var accountID: String
}
