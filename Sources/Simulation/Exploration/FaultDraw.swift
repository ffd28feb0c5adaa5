public import Determinism
import Hosting
import Player
import Recording
import Text

/// Faults as chance has it, on two levels: few sites are armed for a run, and each then fires in some of its processes.
///
/// Arming few makes runs in which one fault meets many situations; arming all would make each run end at its first.
struct FaultDraw {
    /// What a launch is to suffer.
    enum Fate {
        /// It can't start (errno(3)).
        case refused(Int32)
        /// It starts, with these faults, as scripts write them.
        case faults([JSONValue])
    }

    private(set) var choices: Choices
    /// Kinds by number; behind the last one: the start fails.
    private let sites: [Int]
    /// What each launch so far was to suffer, in words.
    private(set) var fates: [String] = []
    /// What each launch so far suffered, as scripts write it; none where it did not start.
    private(set) var laid: [[JSONValue]] = []

    /// Kinds by the numbers that kept choices know them by: new ones come behind all others.
    static let kinds: [FaultKind] = [
        .stall, .slowStart, .hangMidLine, .hangAfterResult, .trickle, .jitter, .burst, .lateEvent, .periodicEvents,
        .spinner, .truncate, .lateReader, .partialLastLine, .noFinalNewline, .oneByteWrites, .splitUTF8, .splitEscape,
        .splitCRLF, .crlf, .invalidUTF8, .overlongUTF8, .nulBytes, .c1Bytes, .loneSurrogate, .bom, .longLine,
        .duplicateChunk, .reorderChunks, .dropChunk, .bitFlip, .interleavedStderr, .logLine, .malformedJSON,
        .truncatedJSON, .unknownEvent, .missingResult, .secondResult, .wrongSessionID, .orphanToolResult, .resultError,
        .unansweredPermission, .exit, .ignoreTerm, .ignoreInterrupt, .ignoreInputEnd, .secondInterrupt, .stop, .zombie,
        .grandchild, .closeOutput, .daemonise, .slowExit, .forkStorm, .memory, .descriptors, .cpuSpin, .fileGrowth,
        .threads, .neverReads, .slowReads, .closeInput, .echoInput, .dropEarlyInput, .eatPaste, .canonicalLimit,
        .rawLeftOn, .alternateLeftOn, .ignoreResize, .askTerminal,
    ]

    /// The most sites that are armed in one run.
    private static let sitesMax = 3

    /// ENOENT, EACCES, E2BIG, EAGAIN, ENOMEM, ETXTBSY (execve(2), fork(2)).
    private static let startErrors: [Int32] = [2, 13, 7, 11, 12, 26]

    init(_ choices: Choices) {
        var choices = choices
        let count = choices.below(Self.sitesMax + 1, .armed)
        sites = (0..<count).map { _ in choices.below(Self.kinds.count + 1, .kind) }
        self.choices = choices
    }

    /// What becomes of the next launch.
    mutating func next() -> Fate {
        var faults: [JSONValue] = []
        for site in sites where choices.below(2, .fires) == 1 {
            guard site < Self.kinds.count else {
                let errno = Self.startErrors[choices.below(Self.startErrors.count, .error)]
                fates.append("does not start, error \(errno)")
                laid.append([])
                return .refused(errno)
            }
            faults.append(fault(Self.kinds[site]))
        }
        fates.append(faults.map(\.text).joined(separator: ", "))
        laid.append(faults)
        return .faults(faults)
    }

    private mutating func fault(_ kind: FaultKind) -> JSONValue {
        var object = JSONObject()
        object["kind"] = .string(kind.rawValue)
        switch choices.below(4, .trigger) {
        case 1: object["at"] = .string(one(of: ["1ms", "100ms", "2s", "30s"], .time))
        case 2: object["after"] = ["events": .int(choices.below(4, .count))]
        case 3: object["after"] = .string("result")
        default: break
        }
        for name in kind.parameters { object[name] = parameter(name, of: kind) }
        if kind == .exit { object[choices.below(2, .number) == 0 ? "signal" : "status"] = nil }
        return .object(object)
    }

    private mutating func parameter(_ name: String, of kind: FaultKind) -> JSONValue? {
        switch name {
        case "for":
            // A grandchild needs a lifetime; elsewhere none means for ever.
            let times: [String?] = [kind == .grandchild ? "10m" : nil, "10ms", "1s", "30s", "10m"]
            return one(of: times, .time).map(JSONValue.string)
        // Not more often: a spinner would turn all through a limit of many minutes.
        case "max", "every": return .string(one(of: ["200ms", "1s", "20s"], .time))
        case "rate": return .int(one(of: [10_000, 100, 10], .number))
        case "bytes": return .int(one(of: [65_536, 0, 1, 10, 100, 200_000], .number))
        case "count": return .int(one(of: [3, 1, 40], .number))
        case "status": return .int(one(of: [1, 2, 137], .number))
        case "signal":
            let deadly = ["TERM", "KILL", "SEGV"]
            return .string(one(of: kind == .stop ? ["STOP", "TSTP", "TTIN"] : deadly, .number))
        case "hold": return one(of: [["stdout"], ["stdout", "stderr"], []], .number)
        case "memory": return .string(one(of: ["0", "150MB", "3GB"], .number))
        case "detached": return .bool(choices.below(2, .number) == 1)
        case "grow": return .string(one(of: ["100MB", "600MB", "1500MB", "3GB"], .number))
        case "over": return .string(one(of: ["0", "1s", "30s"], .time))
        case "curve": return .string(one(of: ["linear", "step"], .number))
        case "query": return .string(one(of: ["da", "dsr", "osc11"], .number))
        default: return nil
        }
    }

    private mutating func one<Value>(of values: [Value], _ label: Choices.StaticLabel) -> Value {
        values[choices.below(values.count, label)]
    }
}

extension Choices.StaticLabel {
    fileprivate static let armed: Self = "fault sites"
    fileprivate static let kind: Self = "fault kind"
    fileprivate static let fires: Self = "fault fires"
    fileprivate static let trigger: Self = "fault trigger"
    fileprivate static let time: Self = "fault time"
    fileprivate static let count: Self = "fault event"
    fileprivate static let number: Self = "fault parameter"
    fileprivate static let error: Self = "start error"
}

extension ChoiceList {
    /// Whether anything goes wrong or is late in a run with these choices, and not only otherwise.
    public var isDisturbed: Bool { all.contains { $0.isOfFaults || $0.label == "delay" } }

    /// The choices but for those of faults.
    public var withoutFaults: ChoiceList { ChoiceList(all.filter { !$0.isOfFaults }) }

    /// Whether nothing but the cuts of reads differs from the plain run.
    public var isCutsOnly: Bool { all.allSatisfy { $0.label == "cut" || $0.label == "length of a read" } }
}

extension ChoiceList.Choice {
    fileprivate var isOfFaults: Bool { label.hasPrefix("fault") || label == Choices.StaticLabel.error.name }
}

extension Launch {
    /// Adds faults to those that the player is told of.
    mutating func add(_ faults: [JSONValue]) {
        guard !faults.isEmpty else { return }
        let name = "UNDERSTUDY_FAULTS"
        let place = environment.firstIndex { $0.name == name }
        let laid = place.flatMap { try? JSONParser.parse(environment[$0].value).array } ?? []
        let variable = EnvironmentVariable(name, JSONValue.array(laid + faults).text)
        if let place { environment[place] = variable } else { environment.append(variable) }
    }
}
