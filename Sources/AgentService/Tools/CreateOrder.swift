import Runtime

/// Makes an order. Prices come from the catalogue; product ids that the store does not have are dropped
/// by the order service and named.
struct CreateOrder: Tool {
  /// Lines of a buyer's order.
  static let maximumLines = 20

  let definition = ToolDefinition(
    name: "create_order",
    description: """
      Cria um pedido com produtos da loja e devolve o número, o total e, no PIX, o código copia e cola. \
      Use somente product_id devolvidos pelas buscas.
      """,
    parameters: [
      "type": "object",
      "properties": [
        "items": [
          "type": "array", "minItems": 1, "maxItems": 200,
          "items": [
            "type": "object",
            "properties": [
              "product_id": ["type": "string"],
              "quantity": ["type": "integer", "minimum": 1, "maximum": 1_000_000],
            ],
            "required": ["product_id", "quantity"],
            "additionalProperties": false,
          ],
        ],
        "payment_method": [
          "type": "string", "enum": ["pix", "cod"], "description": "\"cod\" é pagamento na entrega. Padrão \"pix\".",
        ],
        "customer_info": [
          "type": "object",
          "properties": [
            "name": ["type": "string"], "phone": ["type": "string"], "email": ["type": "string"],
            "address": ["type": "string"],
          ],
          "additionalProperties": false,
        ],
        "notes": ["type": "string"],
      ],
      "required": ["items"],
      "additionalProperties": false,
    ])
  let audience = ToolAudience.everyone
  let mutates = true

  func call(_ arguments: inout ToolArguments, _ context: ToolContext) async throws -> ToolOutcome {
    let new = try Self.order(&arguments, context)
    if context.dryRun { return ToolOutcome(try await Self.describe(new, context)) }
    let order = try await context.orders.create(
      new, caller: context.caller, idempotencyKey: context.idempotencyKey)
    return ToolOutcome(Self.json(order), order: MadeOrder(id: order.id, pixCopyPaste: order.pixCopyPaste))
  }

  private static func order(_ arguments: inout ToolArguments, _ context: ToolContext) throws -> NewOrder {
    var items: [NewOrder.Item] = []
    arguments.list("items", 1...200) { item in
      items.append(
        NewOrder.Item(
          productID: item.string("product_id", 1...100, required: true) ?? "",
          quantity: item.int("quantity", 1...1_000_000, required: true) ?? 0))
    }
    let payment = arguments.choice("payment_method", ["pix", "cod"]).flatMap(PaymentMethod.init(rawValue:))
    var customer = NewOrder.Customer()
    arguments.object("customer_info") { info in
      customer.name = info.string("name", 0...200)
      customer.phone = info.string("phone", 0...50)
      customer.email = info.string("email", 0...320)
      customer.address = info.string("address", 0...500)
    }
    let notes = arguments.string("notes", 0...1000)
    try arguments.check()
    let isFromOpenChat = context.speaker == .buyer
    if isFromOpenChat { try checkBounds(items, context) }
    return NewOrder(
      storeID: try context.requireStore(), items: items, paymentMethod: payment ?? .pix, customer: customer,
      notes: notes == "" ? nil : notes, agentID: context.agentID, leadID: context.leadID,
      isFromOpenChat: isFromOpenChat)
  }

  /// What nobody in particular may order at once; the order service holds what such orders keep from others.
  private static func checkBounds(_ items: [NewOrder.Item], _ context: ToolContext) throws {
    guard items.count <= maximumLines else {
      throw ToolError("TOO_MANY_ITEMS", "Um pedido pelo chat tem no máximo \(maximumLines) itens.")
    }
    let quantities = Dictionary(items.map { ($0.productID, $0.quantity) }, uniquingKeysWith: +)
    guard quantities.values.allSatisfy({ $0 <= context.maximumQuantity }) else {
      throw ToolError(
        "QUANTITY_TOO_LARGE",
        "Pelo chat, um pedido tem no máximo \(context.maximumQuantity) unidades de cada produto; "
          + "para mais, fale com a loja.")
    }
  }

  private static func json(_ order: Order) -> JSONValue {
    let items = order.items.map { item -> JSONValue in
      [
        "product_id": .string(item.productID), "name": .string(item.name), "quantity": .int(item.quantity),
        "unit_price": .string(Price.text(item.unitPriceCents, order.currency)),
        "total": .string(Price.text(item.totalCents, order.currency)),
      ]
    }
    return [
      "order_id": .string(order.id), "items": .array(items),
      "total": .string(Price.text(order.totalCents, order.currency)), "total_cents": .int(order.totalCents),
      "payment_method": .string(order.paymentMethod.rawValue), "pix_copy_paste": JSONValue(order.pixCopyPaste),
      "instructions": order.paymentMethod == .cod ? "O cliente paga na entrega, em dinheiro ou cartão." : .null,
      "dropped_product_ids": .array(order.droppedProductIDs.map(JSONValue.string)),
    ]
  }

  /// What the order would be, by the catalogue of this moment.
  private static func describe(_ order: NewOrder, _ context: ToolContext) async throws -> JSONValue {
    var items: [JSONValue] = []
    var dropped: [JSONValue] = []
    var total: Int64 = 0
    var currency = "BRL"
    for item in order.items {
      do {
        let product = try await context.product(item.productID).product
        let (sum, overflow) = product.priceCents.multipliedReportingOverflow(by: item.quantity)
        guard !overflow, sum <= Int64.max - total else {
          throw ToolError("INVALID_ARGUMENTS", "The total is too large.")
        }
        total += sum
        currency = product.currency
        items.append([
          "product_id": .string(product.id), "name": .string(product.name), "quantity": .int(item.quantity),
          "unit_price": .string(Price.text(product.priceCents, product.currency)),
          "total": .string(Price.text(sum, product.currency)),
        ])
      } catch let error as ServiceError where error.code == .notFound {
        dropped.append(.string(item.productID))
      } catch let error as ToolError where error.reason == "PRODUCT_NOT_FOUND" {
        dropped.append(.string(item.productID))
      }
    }
    guard !items.isEmpty else { throw ToolError("NO_VALID_ITEMS", "Nenhum dos produtos existe nesta loja.") }
    return [
      "dry_run": true, "would": "create_order", "items": .array(items), "total": .string(Price.text(total, currency)),
      "total_cents": .int(total), "payment_method": .string(order.paymentMethod.rawValue),
      "dropped_product_ids": .array(dropped),
    ]
  }
}
