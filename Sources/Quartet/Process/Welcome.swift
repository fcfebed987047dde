import Foundation
import Runtime

/// What the first start prints: every key and token, and curl lines that work as they are.
struct Welcome {
  let firstStart: FirstStart
  let url: String
  let dataDirectory: String

  func print() {
    let key = value("QUARTET_PUBLISHABLE_KEY")
    let token = value("INTERNAL_TOKEN")
    let text = """
      Quartet runs on \(url)
      All keys and tokens are in \(dataDirectory)/\(FirstStart.fileName) (they are not shown again):

        publishable key   \(key)
        secret key        \(value("QUARTET_SECRET_KEY"))
        dashboard admin   \(value("QUARTET_ADMIN_EMAIL")) / \(value("QUARTET_ADMIN_PASSWORD"))
        internal token    \(token)
        auth token        \(value("AUTH_TOKEN"))
        webhook token     \(value("WEBHOOK_TOKEN"))
        cron secret       \(value("CRON_SECRET"))
        service token     \(value("SERVICE_TOKEN"))

      Try it:

        # register a user (a publishable key needs an allowed Origin)
        curl -s -X POST \(url)/v1/auth/register -H 'X-API-Key: \(key)' -H 'Origin: http://localhost:3000' \\
          -H 'Content-Type: application/json' -d '{"email":"ana@example.com","password":"Segredo123","display_name":"Ana"}'

        # the plans, without any credential
        curl -s \(url)/billing/plans-public

        # embed a text
        curl -s -X POST \(url)/embed -H 'Content-Type: application/json' -d '{"text":"café torrado"}'

        # talk to an agent (the built-in offline model answers until a provider key is set)
        curl -s -X POST \(url)/chat -H 'Content-Type: application/json' -d '{"type":"vendas","message":"Olá! O que você sabe fazer?"}'

        # the whole main job, each exchange printed
        ./quartet demo --url \(url)\(place)

      The API reference: \(url)/docs

      """
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// Named where it is not the default, so that the line works as it is.
  private var place: String {
    dataDirectory == Settings().dataDirectory ? "" : " --data-dir '\(dataDirectory.replacing("'", with: #"'\\''"#))'"
  }

  private func value(_ name: String) -> String { firstStart.value(name) ?? "" }
}
