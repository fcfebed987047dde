/// What the offline model does next.
enum OfflineAnswer: Equatable {
  case text(String)
  case calls([ModelToolCall])
}
