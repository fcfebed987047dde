/// What the offline model says, in the buyer's language.
struct Sentences {
  let language: Language

  private func say(_ portuguese: String, _ english: String, _ hungarian: String) -> String {
    switch language {
    case .portuguese: portuguese
    case .english: english
    case .hungarian: hungarian
    }
  }

  var abilities: String {
    say(
      "Sou o assistente offline desta loja e sigo regras simples. Posso buscar produtos (“o que vocês têm de bebidas?”), "
        + "informar preços (“quanto custa o café?”, “até R$ 20”) e fazer pedidos (“quero 2 cafés e 1 leite”).",
      "I am this shop's offline assistant and follow simple rules. I can look for products (“do you have coffee?”), "
        + "tell prices (“how much is the coffee?”) and take orders (“I want 2 coffees and 1 milk”).",
      "A bolt offline asszisztense vagyok, egyszerű szabályok szerint válaszolok. Portugálul vagy angolul tudok terméket "
        + "keresni, árat mondani és rendelést felvenni, például: “quero 2 cafés” vagy “I want 2 coffees”.")
  }
  var greeting: String { say("Olá! ", "Hello! ", "Szia! ") + abilities }
  var thanks: String {
    say("Eu que agradeço! Se precisar de mais alguma coisa, é só pedir.", "You are welcome!", "Szívesen!")
  }
  var notUnderstood: String {
    say("Desculpe, não entendi. ", "Sorry, I did not understand that. ", "Sajnos ezt nem értettem. ") + abilities
  }
  var human: String {
    say(
      "Não consigo transferir a conversa daqui. Um atendente da loja pode ajudar você pelos contatos dela.",
      "I can't hand the conversation over from here; please use the shop's contact details to reach a person.",
      "Innen nem tudom továbbítani a beszélgetést; kérlek, keresd a boltot az elérhetőségein.")
  }
  var cannotCancel: String {
    say(
      "Não consigo cancelar pedidos; peça à loja, informando o número do pedido. Nada foi alterado.",
      "I can't cancel orders; please ask the shop with the order's number. Nothing was changed.",
      "Rendelést nem tudok lemondani; kérd a bolttól a rendelés számával. Semmi sem változott.")
  }
  var cannotOrder: String {
    say(
      "Aqui eu não faço pedidos, só mostro os produtos.", "I don't take orders here, I only show products.",
      "Itt nem veszek fel rendelést, csak a termékeket mutatom meg.")
  }
  var cannotDoThat: String {
    say("Não tenho como fazer isso aqui. ", "I can't do that here. ", "Ezt itt nem tudom megtenni. ") + abilities
  }
  var whichProduct: String {
    say(
      "Qual produto você quer? Diga, por exemplo, “quero 2 cafés”.",
      "Which product? Say for example “I want 2 coffees”.",
      "Melyik terméket kéred? Például: “quero 2 cafés”.")
  }
  var whichOne: String {
    say(
      "Qual deles? Responda com o número, por exemplo “o 1”.", "Which one? Answer with its number, as in “number 1”.",
      "Melyiket? Válaszolj a számával, például: “1”.")
  }
  var needsOrderID: String {
    say(
      "Informe o número completo do pedido para eu confirmar o envio.", "Please give me the order's full number.",
      "Kérem a rendelés teljes számát.")
  }
  var howToOrder: String {
    say(
      "Para pedir, diga o número e a quantidade, por exemplo “quero 2 do 1”.",
      "To order, say the number and how many, as in “2 of number 1”.",
      "Rendeléshez mondd a számot és a mennyiséget, például: “2 of number 1”.")
  }
  var ranOut: String {
    say(
      "Não consegui terminar o que você pediu. Tente de novo com menos itens.",
      "I could not finish what you asked for. Please try again with fewer items.",
      "Nem tudtam befejezni a kérést. Próbáld újra kevesebb tétellel.")
  }

  func nothingFound(_ subject: String) -> String {
    subject.isEmpty
      ? say("Não encontrei produtos assim na loja.", "I found no such products.", "Nem találtam ilyen terméket.")
      : say(
        "Não encontrei “\(subject)” na loja.", "I found no “\(subject)” in the shop.",
        "Nem találtam ilyet a boltban: “\(subject)”.")
  }
  func found(_ subject: String) -> String {
    subject.isEmpty
      ? say("Encontrei:", "I found:", "Ezeket találtam:")
      : say("Para “\(subject)” encontrei:", "For “\(subject)” I found:", "Erre: “\(subject)” ezeket találtam:")
  }
  func perhaps(_ subject: String) -> String {
    say(
      "Não sei bem qual produto é “\(subject)”. Tenho:", "I am not sure which product “\(subject)” is. I have:",
      "Nem tudom biztosan, melyik termék ez: “\(subject)”. Ezek vannak:")
  }
  func line(_ number: Int, _ product: Matching.Product) -> String {
    let stock =
      product.stock > 0
      ? say("\(product.stock) em estoque", "\(product.stock) in stock", "\(product.stock) raktáron")
      : say("sem estoque", "out of stock", "nincs raktáron")
    return "\(number)) \(product.name) — \(product.price) (\(stock))"
  }
  func tooFew(_ product: Matching.Product, _ quantity: Int64) -> String {
    product.stock <= 0
      ? say(
        "\(product.name) está sem estoque no momento.", "\(product.name) is out of stock at the moment.",
        "\(product.name) jelenleg nincs raktáron.")
      : say(
        "Só temos \(product.stock) de \(product.name) em estoque, e você pediu \(quantity).",
        "There are only \(product.stock) of \(product.name) in stock, and you asked for \(quantity).",
        "Csak \(product.stock) van raktáron ebből: \(product.name), te pedig \(quantity) darabot kértél.")
  }
  var nothingOrdered: String {
    say("Ainda não fiz o pedido.", "I have not made the order yet.", "A rendelést még nem adtam le.")
  }
  func failed(_ message: String) -> String {
    say("Não consegui: \(message)", "I could not do it: \(message)", "Nem sikerült: \(message)")
  }
  func shipped(_ id: String) -> String {
    say("Envio do pedido \(id) confirmado.", "Order \(id) is marked as shipped.", "A \(id) rendelés feladva.")
  }
  func wouldShip(_ id: String) -> String {
    say(
      "Simulação: eu confirmaria o envio do pedido \(id). Nada foi alterado.",
      "Dry run: I would mark order \(id) as shipped. Nothing was changed.",
      "Próba: a \(id) rendelést feladottnak jelölném. Semmi sem változott.")
  }
  func made(_ id: String) -> String {
    say("Pedido \(id) criado:", "Order \(id) is made:", "A \(id) rendelés elkészült:")
  }
  var wouldMake: String {
    say(
      "Simulação, nada foi alterado. Eu criaria este pedido:", "Dry run, nothing was changed. I would make this order:",
      "Próba, semmi sem változott. Ezt rendelném:")
  }
  func total(_ amount: String) -> String { say("Total: \(amount)", "Total: \(amount)", "Összesen: \(amount)") }
  func pix(_ code: String) -> String {
    say("Pague com o PIX copia e cola:", "Pay with this PIX copy-and-paste code:", "Fizess ezzel a PIX-kóddal:") + "\n"
      + code
  }
  var noPix: String {
    say(
      "A loja ainda não cadastrou uma chave PIX; combine o pagamento com ela.",
      "The shop has no PIX key yet; please arrange the payment with it.",
      "A boltnak még nincs PIX-kulcsa; a fizetést vele kell egyeztetni.")
  }
  var onDelivery: String {
    say("Pagamento na entrega.", "You pay on delivery.", "Fizetés átvételkor.")
  }
  func dropped(_ count: Int) -> String {
    say(
      "\(count) item(ns) não existem mais na loja e ficaram fora.",
      "\(count) item(s) no longer exist and were left out.",
      "\(count) tétel már nem létezik, ezért kimaradt.")
  }
}
