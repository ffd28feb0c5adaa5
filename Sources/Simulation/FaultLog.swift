/// The faults that have happened to the processes of a simulated machine.
///
/// Of the one thread that drives the host. Whoever wants to read it behind the host's end makes it and gives it to the
/// host: what is taken out of a value that is then consumed does not live long enough in optimised builds (Swift 6.3).
public final class FaultLog {
    /// By the names of the catalogue.
    public private(set) var happened: Set<String> = []

    /// The name of a launch that fails.
    public static let startFailure = "spawn-fails"

    /// A log without entries.
    public init() {}

    func note(_ kind: String) { happened.insert(kind) }
}
