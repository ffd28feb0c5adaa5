public import Hosting

/// What came of one run of one scenario.
public struct CaseResult: Sendable {
    /// The verdict.
    public enum Status: String, Sendable, Hashable {
        /// Everything held.
        case passed
        /// Something did not hold.
        case failed
        /// It could not run on this arm.
        case skipped
        /// The harness itself failed.
        case error
    }

    /// The scenario's name.
    public var name: String
    /// The folder and file that it stands in, with dots, as report readers group by it.
    public var classname: String
    /// The path as the person named it.
    public var file: String
    /// Where it ran.
    public var arm: Scenario.Arm
    /// The seed that it ran with.
    public var seed: UInt64
    /// The verdict.
    public var status: Status
    /// Why it was skipped, or how the harness failed.
    public var reason: String?
    /// What did not hold.
    public var failures: [Failure] = []
    /// The fingerprint of the run, sixteen hexadecimal digits; empty where it did not run.
    public var trace = ""
    /// How long it took by the clock on the wall.
    public var wallTime: Duration = .zero
    /// How long it took on the arm's own clock.
    public var virtualTime: Duration = .zero
    /// How much faster than real time it ran; `nil`: on virtual time.
    public var timeScale: Double?
    /// Why real processes could not run on virtual time, where nobody asked for a scale.
    public var clockReason: String?
    /// How many events the engine took.
    public var events = 0
    /// What it has reached; on virtual time only.
    public var reached = Reached()
    /// What the children wrote to standard output.
    public var standardOutput: [UInt8] = []
    /// What they wrote to standard error.
    public var standardError: [UInt8] = []

    /// A case that has not run.
    init(_ scenario: Scenario, arm: Scenario.Arm, seed: UInt64, status: Status, reason: String? = nil) {
        name = scenario.name
        file = scenario.file
        classname = Self.classname(of: scenario.file)
        self.arm = arm
        self.seed = seed
        self.status = status
        self.reason = reason
    }

    /// `Scenarios/Canary/late.yaml` → `Scenarios.Canary.late`.
    private static func classname(of file: String) -> String {
        let parts = file.split(separator: "/").filter { $0 != "." && $0 != ".." }
        guard let last = parts.last else { return file }
        let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
        return (parts.dropLast() + [stem.isEmpty ? last : stem]).joined(separator: ".")
    }
}
