/// A checked request for a company; what is missing is made from the user.
struct CompanyInput: Sendable {
  var name: String?
  var slug: Slug?
  var logoURL: String?
}
