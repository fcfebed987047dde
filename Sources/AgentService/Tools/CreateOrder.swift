import Contracts
import GRPCCore
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
    let request = try Self.request(&arguments, context)
    if context.dryRun { return ToolOutcome(try await Self.describe(request, context)) }
    let order: OrderV1.Order = try await context.order.call(
      OrderV1.OrderService.Method.CreateOrder.descriptor, request, caller: context.caller,
      idempotencyKey: context.idempotencyKey)
    let pix = order.hasPixCopyPaste && !order.pixCopyPaste.isEmpty ? order.pixCopyPaste : nil
    return ToolOutcome(Self.json(order, pix), order: MadeOrder(id: order.id, pixCopyPaste: pix))
  }

  private static func request(
    _ arguments: inout ToolArguments, _ context: ToolContext
  ) throws -> OrderV1.CreateOrderRequest {
    var request = OrderV1.CreateOrderRequest()
    arguments.list("items", 1...200) { item in
      let id = item.string("product_id", 1...100, required: true) ?? ""
      let quantity = item.int("quantity", 1...1_000_000, required: true) ?? 0
      request.items.append(
        .with {
          $0.productID = id
          $0.quantity = quantity
        })
    }
    request.paymentMethod = arguments.choice("payment_method", ["pix", "cod"]) == "cod" ? .cod : .pix
    arguments.object("customer_info") { customer in
      if let name = customer.string("name", 0...200) { request.customerInfo.name = name }
      if let phone = customer.string("phone", 0...50) { request.customerInfo.phone = phone }
      if let email = customer.string("email", 0...320) { request.customerInfo.email = email }
      if let address = customer.string("address", 0...500) { request.customerInfo.address = address }
    }
    if let notes = arguments.string("notes", 0...1000), !notes.isEmpty { request.notes = notes }
    try arguments.check()
    if context.speaker == .buyer { try limit(&request, context) }
    request.storeID = try context.requireStore()
    if let agentID = context.agentID { request.agentID = agentID }
    if let leadID = context.leadID { request.leadID = leadID }
    return request
  }

  /// What nobody in particular may order at once; the order service holds what such orders keep from others.
  private static func limit(_ request: inout OrderV1.CreateOrderRequest, _ context: ToolContext) throws {
    guard request.items.count <= maximumLines else {
      throw ToolError("TOO_MANY_ITEMS", "Um pedido pelo chat tem no máximo \(maximumLines) itens.")
    }
    let quantities = Dictionary(request.items.map { ($0.productID, $0.quantity) }, uniquingKeysWith: +)
    guard quantities.values.allSatisfy({ $0 <= context.maximumQuantity }) else {
      throw ToolError(
        "QUANTITY_TOO_LARGE",
        "Pelo chat, um pedido tem no máximo \(context.maximumQuantity) unidades de cada produto; "
          + "para mais, fale com a loja.")
    }
    request.openChat = true
  }

  private static func json(_ order: OrderV1.Order, _ pix: String?) -> JSONValue {
    let items = order.items.map { item -> JSONValue in
      [
        "product_id": .string(item.productID), "name": .string(item.name), "quantity": .int(item.quantity),
        "unit_price": .string(price(item.unitPriceCents, order.currency)),
        "total": .string(price(item.totalCents, order.currency)),
      ]
    }
    let isCOD = order.paymentMethod == .cod
    return [
      "order_id": .string(order.id), "items": .array(items), "total": .string(price(order.totalCents, order.currency)),
      "total_cents": .int(order.totalCents), "payment_method": isCOD ? "cod" : "pix",
      "pix_copy_paste": JSONValue(pix),
      "instructions": isCOD ? "O cliente paga na entrega, em dinheiro ou cartão." : .null,
      "dropped_product_ids": .array(order.droppedProductIds.map(JSONValue.string)),
    ]
  }

  /// What the order would be, by the catalogue of this moment.
  private static func describe(_ request: OrderV1.CreateOrderRequest, _ context: ToolContext) async throws -> JSONValue
  {
    var items: [JSONValue] = []
    var dropped: [JSONValue] = []
    var total: Int64 = 0
    var currency = "BRL"
    for item in request.items {
      do {
        let product = try await GetProductDetails.product(item.productID, context)
        let (sum, overflow) = product.priceCents.multipliedReportingOverflow(by: item.quantity)
        guard !overflow, sum <= Int64.max - total else {
          throw ToolError("INVALID_ARGUMENTS", "The total is too large.")
        }
        total += sum
        currency = product.currency
        items.append([
          "product_id": .string(product.id), "name": .string(product.name), "quantity": .int(item.quantity),
          "unit_price": .string(price(product.priceCents, product.currency)),
          "total": .string(price(sum, product.currency)),
        ])
      } catch let error as ServiceError where error.code == .notFound {
        dropped.append(.string(item.productID))
      } catch let error as ToolError where error.reason == "PRODUCT_NOT_FOUND" {
        dropped.append(.string(item.productID))
      }
    }
    guard !items.isEmpty else { throw ToolError("NO_VALID_ITEMS", "Nenhum dos produtos existe nesta loja.") }
    return [
      "dry_run": true, "would": "create_order", "items": .array(items), "total": .string(price(total, currency)),
      "total_cents": .int(total), "payment_method": request.paymentMethod == .cod ? "cod" : "pix",
      "dropped_product_ids": .array(dropped),
    ]
  }
}
