import Outbound
import Runtime

extension AuthService {
  /// The mailer that the settings ask for: Resend with a key, files without.
  static func mailer(_ settings: Settings) -> any Mailer {
    guard let apiKey = settings.resendAPIKey else { return EmailFiles(dataDirectory: settings.dataDirectory) }
    return ResendMailer(
      apiKey: apiKey, from: settings.emailFrom,
      http: OutboundHTTP(baseURL: settings.resendBaseURL, proxies: OutboundProxies(settings.proxies)))
  }
}
