public import Determinism
import Hosting
import Recording
import Text

/// What crossed the host line in a run, with its instants, so that two arms can be compared event by event.
///
/// Left out is what is measured: how much memory and how many descriptors processes really use.
public final class RunDiary {
    /// Something that happened, or that was done.
    public struct Entry: Sendable, Hashable {
        /// When.
        public let instant: Instant
        /// The child, or -1.
        public let process: Int
        /// What: `bytes stdout`, `exited`, `write` and so on.
        public let what: String
        /// Its details, as text; the bytes of one read or write.
        public var details: [UInt8]
    }

    /// All entries, in order.
    public private(set) var entries: [Entry] = []
    /// Where the run took place; `nil`: nowhere in the world.
    public internal(set) var place: RunPlace?

    /// An empty diary.
    public init() {}

    func note(_ occurrence: Occurrence) {
        let at = occurrence.instant
        switch occurrence.event {
        case .spawned(let process, let pid):
            add("spawned", process, at)
            place?.processes[process.rawValue] = pid
        case .spawnFailed(let process, let errno): add("spawn failed", process, at, "\(errno)")
        case .bytes(let channel, let bytes): add("bytes \(channel.stream)", channel.process, at, bytes)
        case .wrote(let process, let count): add("wrote", process, at, "\(count)")
        case .inputRefused(let process): add("input refused", process, at)
        case .ended(let channel): add("ended \(channel.stream)", channel.process, at)
        case .exited(let process, let status): add("exited", process, at, "\(status)")
        case .sampled(let process, let sample): add("sampled", process, at, "\(sample.processes ?? 0) processes")
        case .leftovers(let process, let count): add("leftovers", process, at, "\(count)")
        case .signalFailed(let process, let signal, let errno): add("signal failed", process, at, "\(signal) \(errno)")
        case .timer: add("timer", nil, at)
        case .person, .userCall, .userAnswer: add("user", nil, at, "\(occurrence.event)")
        }
    }

    func note(_ action: Action, at: Instant) {
        switch action {
        case .spawn(let process, let launch): add("spawn", process, at, launch.arguments.joined(separator: " "))
        case .write(let process, let bytes): add("write", process, at, bytes)
        case .closeInput(let process): add("close input", process, at)
        case .hangUp(let process): add("hang up", process, at)
        case .signal(let process, let signal, let scope): add("signal", process, at, "\(signal) \(scope)")
        case .resize(let process, let size): add("resize", process, at, "\(size)")
        case .demand(let channel, let bytes): add("demand \(channel.stream)", channel.process, at, "\(bytes)")
        case .sample(let process): add("sample", process, at)
        case .person: break
        case .callUser(_, let request): add("call user", nil, at, "\(request)")
        case .noteCall(let call): add("call", nil, at, "\(call.name) \(JSONValue.object(call.arguments).text)")
        case .noteOutcome(let outcome):
            add("outcome", nil, at, "\(outcome.name) \(JSONValue.object(outcome.facts).text)")
        }
    }

    private func add(_ what: String, _ process: ProcessHandle?, _ instant: Instant, _ details: String = "") {
        add(what, process, instant, Array(details.utf8))
    }

    private func add(_ what: String, _ process: ProcessHandle?, _ instant: Instant, _ details: [UInt8]) {
        entries.append(Entry(instant: instant, process: process?.rawValue ?? -1, what: what, details: details))
    }

    /// A line for each entry, in the order in which it happened.
    public var lines: [String] {
        entries.map { entry in
            let text = String(decoding: entry.details, as: UTF8.self)
            let owner = entry.process < 0 ? "" : " of \(entry.process)"
            return "\(entry.instant) \(entry.what)\(owner): \(entry.process < 0 ? unmeasured(text) : text)"
        }
    }

    /// A text without figures that were measured.
    private func unmeasured(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let (mark, place) = Self.firstMark(in: rest) {
            let end = rest.index(place, offsetBy: mark.count)
            result += rest[..<end] + "…"
            rest = rest[end...].drop { $0.isNumber }
        }
        return result + rest
    }

    private static func firstMark(in text: Substring) -> (mark: String, place: String.Index)? {
        marks.compactMap { mark in text.firstRange(of: mark).map { (mark, $0.lowerBound) } }.min { $0.1 < $1.1 }
    }

    /// Behind these stand figures that were measured.
    private static let marks = [#""peak_memory":"#, #""used":"#, "reached: ", "used ", #""cause":"memory "#]
}

/// Where a run on real processes took place, so that a simulation can take place there, too, as far as processes see.
public struct RunPlace: Sendable, Hashable {
    /// The folder of the run.
    public var folder: String
    /// The number of the user.
    public var user: UInt32
    /// The numbers of the processes, by handle.
    public var processes: [Int: Int32] = [:]
}

/// A host whose events and actions are noted in a diary.
struct DiaryHost<Base: Host & ~Copyable>: Host, ~Copyable {
    private var base: Base
    private let diary: RunDiary

    init(_ base: consuming Base, diary: RunDiary) {
        self.base = base
        self.diary = diary
    }

    var now: Instant { base.now }

    mutating func perform(_ action: Action) throws(HostFailure) {
        diary.note(action, at: base.now)
        try base.perform(action)
    }

    mutating func next(until deadline: Instant) throws(HostFailure) -> Occurrence? {
        let occurrence = try base.next(until: deadline)
        if let occurrence { diary.note(occurrence) }
        return occurrence
    }

    mutating func sweep() throws(HostFailure) -> Int { try base.sweep() }
}
