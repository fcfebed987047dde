/// One message type compiled for one naming style; made by ``Schema/plan(for:style:)``.
///
/// `@unchecked Sendable`: the memory behind the pointer belongs to `storage` and is never written again.
public final class MessagePlan: @unchecked Sendable {
  /// Without the leading dot: `quartet.order.v1.Order`.
  public let fullName: String
  public let style: NameStyle
  let layout: UnsafePointer<MessageLayout>
  private let storage: PlanStorage

  init(fullName: String, style: NameStyle, layout: UnsafePointer<MessageLayout>, storage: PlanStorage) {
    self.fullName = fullName
    self.style = style
    self.layout = layout
    self.storage = storage
  }
}
