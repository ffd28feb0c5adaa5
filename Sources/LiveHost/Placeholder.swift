public import Hosting
public import Determinism
public struct LiveHost: ~Copyable, Host {
    public init(timeScale: Double, cancellation: Int32?) {}
    public var now: Instant { .zero }
    public mutating func perform(_ action: Action) throws(HostFailure) {}
    public mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? { nil }
    public mutating func sweep() throws(HostFailure) -> Int { 0 }
}
