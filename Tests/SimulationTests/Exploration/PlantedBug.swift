import Simulation

/// Bugs on record, planted into a copy of the engine's parts: what exploration has to find.
///
/// The numbers are those of the list of bugs; those without one are of the same families.
enum PlantedBug: String, CaseIterable {
    /// 1: the child's end is taken for the end of its output.
    case tailLost
    /// 2: a child's streams are awaited for ever, whoever has them.
    case timeoutNoBound
    /// 3: a limit lets go of the child and leaves it running.
    case orphan
    /// 4: a failed agent is reported as done.
    case failedAsDone
    /// 9: a status other than 0 is always -1.
    case statusLost
    /// 12: a line that does not end is looked at again and again.
    case endlessLoop
    /// 14: every read is decoded by itself.
    case splitCharacters
    /// 20: a child that can't be started is waited for.
    case missingChild
    /// 21: a line over the limit ends the reader, not the child.
    case longLine
    /// 24: every line is kept.
    case unboundedList
    /// 33: invalid UTF-8 ends the reader, not the child.
    case invalidText
    /// 38: a stopped child is told to end, and not continued or killed.
    case stoppedChild
    /// 39 of the faults: every read is scanned by itself.
    case splitPattern
    /// A part of a line is scanned when it comes, and again with the rest.
    case scannedTwice
    /// The streams of a child are not awaited where a grandchild has them, and the grandchild is not looked for.
    case grandchildLeft
    /// What has left the process group is not looked for.
    case detachedLeft
    /// A closed output is taken for the child's end.
    case closedOutput
}

extension PlantedBug {
    /// What it breaks, whatever seed finds it.
    var invariants: [Invariant] {
        switch self {
        case .tailLost: [.outputKept, .nothingLeft, .cutsDoNotMatter]
        case .timeoutNoBound: [.boundsKept, .stopReturns, .comesToRest, .nothingLeft]
        case .orphan, .grandchildLeft, .detachedLeft, .closedOutput: [.nothingLeft]
        case .failedAsDone, .statusLost: [.honest]
        case .endlessLoop, .missingChild: [.comesToRest]
        case .longLine, .invalidText: [.comesToRest, .boundsKept]
        case .unboundedList: [.memoryBounded]
        case .stoppedChild: [.boundsKept, .stopReturns, .comesToRest]
        case .splitCharacters, .splitPattern, .scannedTwice: [.cutsDoNotMatter]
        }
    }

    /// The known minimum: one cut, or one fault of one launch, which takes up to four choices to name and one for each
    /// of its parameters.
    var choicesMax: Int {
        switch self {
        case .splitCharacters, .splitPattern, .scannedTwice: 1
        // Two faults of one launch, one of which fires where the other has fired.
        case .invalidText: 9
        default: 5
        }
    }

    /// A seed before the first that finds it, so that the usual test does not run all the others.
    var usualSeed: UInt64 {
        switch self {
        case .failedAsDone: 560
        case .longLine, .unboundedList: 780
        default: 0
        }
    }

    /// How many launches have to suffer.
    var faultyLaunchesMax: Int {
        switch self {
        case .longLine, .invalidText: PlantedOrchestrator.parallelMax
        default: 1
        }
    }
}
