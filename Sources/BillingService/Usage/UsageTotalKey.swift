import Storage

/// Which sum of usage.
struct UsageTotalKey: Sendable, Equatable {
  /// In the order of ``values``, the tenant before them.
  static let columns = ["tenant_id", "subject_kind", "subject_id", "user_id", "period_start", "period_end"]

  var subject: Subject
  /// '' for the whole subject, '*' for a user over all subjects.
  var userID: String
  var period: Interval

  init(_ subject: Subject, _ userID: String, _ period: Interval) {
    self.subject = subject
    self.userID = userID
    self.period = period
  }

  /// A user's calendar month over all subjects.
  init(everywhere userID: String, at moment: Timestamp) {
    self.init(Subject(.user, userID), "*", CalendarPeriod.month.interval(containing: moment))
  }

  var values: [SQLValue] {
    [
      subject.kind.rawValue.sqlValue, subject.id.sqlValue, userID.sqlValue, period.start.sqlValue,
      period.end.sqlValue,
    ]
  }
}

extension Hold {
  /// The sum of its subject that it counts in; nil without limits.
  var countedTotal: UsageTotalKey? { counted.map { UsageTotalKey(subject, "", $0) } }

  /// The sum of its user that it counts in; nil without limits, or without a user.
  var countedUserTotal: UsageTotalKey? {
    counted == nil ? nil : userID.map { UsageTotalKey(everywhere: $0, at: createdAt) }
  }
}
