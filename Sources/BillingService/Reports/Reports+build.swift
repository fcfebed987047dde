import Runtime

extension AreaModule {
  /// Financial reports.
  static func reports(_ environment: ServiceEnvironment) -> AreaModule {
    AreaModule(services: [
      ReportHandler(reports: ReportStore(database: environment.database), clock: environment.clock)
    ])
  }
}
