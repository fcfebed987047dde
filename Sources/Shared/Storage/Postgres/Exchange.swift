import CPostgres

/// One trip to the server and back in libpq's pipeline mode.
///
/// The server answers in order and skips what comes after an error. Only the last statement can have
/// a large answer, so that client and server never wait for each other with full buffers.
struct Exchange {
  /// The first error, and how many steps before it went well.
  struct Failed: Error {
    let error: StorageError
    let step: Int
    var isStalePlan = false
  }

  private let raw: OpaquePointer
  private let wait: ServerWait
  private var steps = 0
  private var isSent = true

  init(_ raw: OpaquePointer, _ wait: ServerWait) {
    self.raw = raw
    self.wait = wait
    PQenterPipelineMode(raw)
  }

  mutating func send(_ command: String) {
    isSent = PQsendQueryParams(raw, command, 0, nil, nil, nil, nil, 0) == 1 && isSent
    steps += 1
  }

  mutating func prepare(_ name: String, _ sql: String, _ types: [UInt32]) {
    isSent = PQsendPrepare(raw, name, sql, Int32(types.count), types) == 1 && isSent
    steps += 1
  }

  mutating func execute(_ name: String, _ parameters: PostgresParameters) {
    let count = Int32(parameters.types.count)
    let code = parameters.withPointers { PQsendQueryPrepared(raw, name, count, $0, $1, $2, 0) }
    isSent = code == 1 && isSent
    steps += 1
  }

  /// Waits for every answer.
  /// - Throws: ``Failed``.
  func finish() throws -> PostgresResult {
    defer {
      PQexitPipelineMode(raw)
      wait.settle()
    }
    guard isSent, PQpipelineSync(raw) == 1 else {
      let error: StorageError =
        PQstatus(raw) == CONNECTION_OK && PQisBusy(raw) == 0
        ? .failed(code: "libpq", message: message) : .unavailable(message)
      throw Failed(error: error, step: 0)
    }
    var last: PostgresResult?
    var failed: Failed?
    for step in 0..<steps {
      while let result = try next(step) {
        let answer = PostgresResult(result)
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: last = answer
        case PGRES_PIPELINE_ABORTED: break
        default:
          let failure = PostgresFailure(result)
          let isConnected = PQstatus(raw) == CONNECTION_OK
          failed =
            failed
            ?? Failed(
              error: failure.asStorageError(isConnected: isConnected), step: step, isStalePlan: failure.isStalePlan)
        }
        if PQstatus(raw) != CONNECTION_OK { break }
      }
      if PQstatus(raw) != CONNECTION_OK { break }
    }
    guard PQstatus(raw) == CONNECTION_OK else {
      // Whatever the server said last, this is what matters to the caller.
      throw Failed(error: .unavailable(message), step: failed?.step ?? 0)
    }
    if let sync = try next(steps) { PQclear(sync) }
    if let failed { throw failed }
    guard let last else { throw Failed(error: .failed(code: "libpq", message: "no answer"), step: 0) }
    return last
  }

  private func next(_ step: Int) throws -> OpaquePointer? {
    do throws(StorageError) { return try wait.next() } catch { throw Failed(error: error, step: step) }
  }

  private var message: String { String(cString: PQerrorMessage(raw)).trimmed }
}
