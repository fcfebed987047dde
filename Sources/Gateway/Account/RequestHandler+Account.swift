import NIOCore
import Runtime

extension RequestHandler {
  /// Does what an account page was sent for, and shows the outcome as a page: the endpoint's own access rule,
  /// limits and checks decide.
  func submit(_ page: AccountPage, _ exchange: Exchange) async -> Answer {
    let language = AccountPages.language(exchange)
    var form = AccountForm()
    do {
      form = try await AccountForm(exchange)
      try await perform(page, form, exchange)
      return pages.account.done(page, language)
    } catch {
      await giveBack(exchange, after: error)
      var answer = responder.failure(error, exchange)
      let shown = pages.account.form(page, language, token: form.token, problem: ServiceError(any: error))
      answer.contentType = shown.contentType
      answer.body = shown.body
      for field in shown.headers { answer.headers.append(field) }
      return answer
    }
  }

  private func perform(_ page: AccountPage, _ form: AccountForm, _ exchange: Exchange) async throws {
    guard let route = routes.route(method: "POST", path: page.endpoint) else {
      throw ServiceError(.unimplemented, "NOT_FOUND", "There is nothing at \(page.endpoint).", httpStatus: 404)
    }
    exchange.use(route)
    let caller = try await admit(exchange, route)
    let message: [UInt8]
    do {
      message = try route.request.encode(form: form.parts(of: page), variables: [])
    } catch {
      throw RequestBody.refusal(error)
    }
    let prepared = PreparedCall(
      route: route, call: try call(exchange, route, caller), messages: [message], channel: exchange.channel)
    _ = try await runner.unary(prepared)
  }
}
