/// What waits, by client: clients take turns, and each client's own come first in, first out.
struct TurnQueue<Element> {
  private var lines: [String: [(ticket: Int, element: Element)]] = [:]
  /// Clients with something waiting, the next one first.
  private var order: [String] = []
  private(set) var count = 0

  func count(of client: String) -> Int { lines[client]?.count ?? 0 }

  mutating func append(_ element: Element, client: String, ticket: Int) {
    if lines[client] == nil { order.append(client) }
    lines[client, default: []].append((ticket, element))
    count += 1
  }

  /// Takes the oldest of the client whose turn it is.
  mutating func next() -> Element? {
    guard let client = order.first, var line = lines[client], !line.isEmpty else { return nil }
    order.removeFirst()
    let element = line.removeFirst().element
    count -= 1
    lines[client] = line.isEmpty ? nil : line
    if !line.isEmpty { order.append(client) }
    return element
  }

  /// Takes one that no longer wants to wait; nil when it is not there any more.
  mutating func remove(client: String, ticket: Int) -> Element? {
    guard let index = lines[client]?.firstIndex(where: { $0.ticket == ticket }) else { return nil }
    return remove(client, at: index)
  }

  /// Takes the newest of whoever has most waiting, if that is at least two more than `client` has: less
  /// would only swap places.
  mutating func displace(for client: String) -> Element? {
    guard let greediest = order.max(by: { count(of: $0) < count(of: $1) }),
      count(of: greediest) >= count(of: client) + 2
    else { return nil }
    return remove(greediest, at: count(of: greediest) - 1)
  }

  private mutating func remove(_ client: String, at index: Int) -> Element? {
    let element = lines[client]?.remove(at: index).element
    count -= 1
    if lines[client]?.isEmpty == true {
      lines[client] = nil
      order.removeAll { $0 == client }
    }
    return element
  }
}
