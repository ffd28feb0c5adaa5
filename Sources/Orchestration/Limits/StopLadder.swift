public import Determinism
public import Hosting
public import Recording

/// The bounded sequence that ends a child: ask, interrupt, terminate, kill.
///
/// A value that a caller can replace. Each step waits its grace and no longer; a child that ends earlier ends the
/// ladder. The kill reaches the whole process group and waits for nothing.
public struct StopLadder: Sendable, Hashable {
    /// One step.
    public struct Step: Sendable, Hashable {
        /// What is done.
        public enum Measure: Sendable, Hashable {
            /// Close the child's input.
            case closeInput
            /// Signal the child's process group; a stopped child only notices once it is continued.
            case signal(Signal)
        }

        /// What is done.
        public var measure: Measure
        /// How long the child has to end before the next step.
        public var grace: Duration

        /// A step.
        public init(_ measure: Measure, grace: Duration) {
            self.measure = measure
            self.grace = grace
        }

        /// Close the input (1 s), SIGINT (2 s), SIGTERM and SIGCONT (5 s), SIGKILL.
        public static let standard: [Step] = [
            Step(.closeInput, grace: .seconds(1)), Step(.signal(.interrupt), grace: .seconds(2)),
            Step(.signal(.terminate), grace: .seconds(5)), Step(.signal(.kill), grace: .seconds(1)),
        ]

        /// The step's name in reports.
        public var name: String {
            switch measure {
            case .closeInput: "close input"
            case .signal(let signal): signal.description
            }
        }
    }

    private let steps: [Step]
    private var index = -1

    /// When the next step is due; `nil` before the first and after the last.
    public private(set) var deadline: Instant?

    /// The name of the step that was taken last.
    public private(set) var lastStep: String?

    /// Whether all steps were taken and their graces are over.
    public private(set) var isExhausted = false

    /// A ladder that has not begun.
    public init(steps: [Step]) { self.steps = steps }

    /// Takes the next step.
    ///
    /// - Parameters:
    ///   - isInputOpen: whether closing the input can still tell the child anything.
    public mutating func climb(
        _ process: ProcessHandle, isInputOpen: Bool, at now: Instant, actions: inout [Action]
    ) {
        index += 1
        while index < steps.count, steps[index].measure == .closeInput, !isInputOpen { index += 1 }
        guard index < steps.count else {
            deadline = nil
            isExhausted = true
            return
        }
        lastStep = steps[index].name
        switch steps[index].measure {
        case .closeInput: actions.append(.closeInput(process))
        case .signal(let signal):
            actions.append(.signal(process, signal, .group))
            if signal == .terminate { actions.append(.signal(process, .continue, .group)) }
        }
        deadline = now + steps[index].grace
    }
}
