/// An error of an ``OutboxRelay/Handler`` that no repetition mends, such as a receiver that does not exist.
public protocol PermanentDeliveryFailure: Error {}
