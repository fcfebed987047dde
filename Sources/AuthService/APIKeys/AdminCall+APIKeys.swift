extension AdminCall {
  /// What this call does with API keys.
  var keyAct: APIKeys.Act {
    APIKeys.Act(tenantID: tenantID, adminID: admin.id, at: at) { action, keyID, details in
      entry(action, "api_key", keyID, details: details)
    }
  }
}
