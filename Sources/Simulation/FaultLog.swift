/// The faults that have happened to the processes of a simulated machine.
///
/// Of the one thread that drives the host.
public final class FaultLog {
    /// By the names of the catalogue.
    public private(set) var happened: Set<String> = []

    /// The name of a launch that fails.
    public static let startFailure = "spawn-fails"

    func note(_ kind: String) { happened.insert(kind) }
}
