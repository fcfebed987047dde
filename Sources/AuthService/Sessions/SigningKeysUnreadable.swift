/// No stored key can be opened with this pepper.
struct SigningKeysUnreadable: Error, CustomStringConvertible {
  var description: String { "no signing key can be opened; was QUARTET_KEY_PEPPER or SERVICE_TOKEN changed?" }
}
