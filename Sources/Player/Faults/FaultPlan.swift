public import Recording
public import Text

/// One thing that goes wrong in a playing process, and when.
public struct FaultPlan: Sendable, Hashable {
    /// What goes wrong.
    public var kind: FaultKind
    /// When it begins, counted from the start of the turn, where nothing else says when.
    public var at: Duration
    /// What has to have happened before it begins.
    public var trigger: Trigger?
    /// The call that it happens in, from 1; `nil`: every one.
    public var call: Int?
    /// How probable it is, from 0 to 1, drawn once for the process from its seed.
    public var probability: Double
    /// The stream whose writes it changes.
    public var stream: PlayerStream
    /// How long it lasts; `nil`: for ever, or as long as is usual.
    public var duration: Duration?
    /// Its other numbers and words.
    public var parameters: Parameters

    /// What a fault waits for.
    public enum Trigger: Sendable, Hashable {
        /// So many writes on the stream.
        case events(Int)
        /// So many bytes on the stream.
        case bytes(Int)
        /// Input with this text.
        case input([UInt8])
        /// The result of a turn.
        case result
    }

    /// Numbers and words of a fault.
    public struct Parameters: Sendable, Hashable {
        /// Bytes, or bytes a second.
        public var bytes: Int?
        /// How many.
        public var count: Int?
        /// The time between two.
        public var every: Duration?
        /// A line that is written, without its end.
        public var line: String?
        /// An exit status.
        public var status: Int32?
        /// A signal.
        public var signal: Signal?
        /// Memory that grows.
        public var memory: MemoryStep?
        /// A process that stays behind.
        public var grandchild: Grandchild?
        /// What the terminal is asked: `da`, `dsr` or `osc11`.
        public var query: String?
    }

    /// Decodes a list of faults.
    ///
    /// - Throws: `ScriptError` with the place; an unknown kind names those that are known.
    public static func list(_ value: JSONValue, at path: String) throws(ScriptError) -> [FaultPlan] {
        guard let elements = value.array else {
            throw ScriptReader.mismatch(value, at: path, expected: "a list of faults")
        }
        var plans: [FaultPlan] = []
        for (index, element) in elements.enumerated() {
            plans.append(try FaultPlan(element, at: "\(path)[\(index)]"))
        }
        return plans
    }

    private init(_ value: JSONValue, at path: String) throws(ScriptError) {
        kind = try Self.kind(value, at: path)
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.fault.names + kind.parameters)
        at = try reader.duration("at") ?? .zero
        call = try reader.whole("call", in: 1...Int.max)
        trigger = try Self.trigger(reader)
        probability = reader["probability"]?.double ?? 1
        guard (0...1).contains(probability) else {
            throw ScriptError(path: reader.place("probability"), reason: "expected a number from 0 to 1")
        }
        stream = try Self.stream(reader)
        duration = try reader.duration("for")
        parameters = try Self.parameters(kind, reader)
    }

    private static func kind(_ value: JSONValue, at path: String) throws(ScriptError) -> FaultKind {
        guard value.object != nil else {
            throw ScriptReader.mismatch(value, at: path, expected: "an object with kind")
        }
        let place = "\(path).kind"
        guard let name = value["kind"]?.string else { throw ScriptError(path: place, reason: "missing") }
        if let kind = FaultKind(rawValue: name) { return kind }
        let hosts = ["spawn-fails", "clock-jump", "suspend", "eintr", "eagain", "short-writes", "disk-full"]
        if hosts.contains(name) {
            throw ScriptError(path: place, reason: "\(name) belongs to the host, not to the process that plays")
        }
        let known = FaultKind.allCases.map(\.rawValue)
        let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
        throw ScriptError(
            path: place, reason: "unknown fault \(name)\(advice); known: \(known.joined(separator: ", "))")
    }

    private static func trigger(_ reader: ScriptReader) throws(ScriptError) -> Trigger? {
        guard let value = reader["after"] else { return nil }
        if value.string == "result" { return .result }
        let inner = try ScriptReader(value, at: reader.place("after"), keys: ScriptSchema.faultTrigger.names)
        if let count = try inner.whole("events", in: 0...Int.max) { return .events(count) }
        if inner["bytes"]?.int != nil, let count = try inner.whole("bytes", in: 0...Int.max) { return .bytes(count) }
        if let bytes = try inner.bytes("bytes") { return .bytes(bytes) }
        if let text = try inner.text("input") { return .input(Array(text.utf8)) }
        throw ScriptError(
            path: reader.place("after"), reason: "expected result, { events: … }, { bytes: … } or { input: … }")
    }

    private static func stream(_ reader: ScriptReader) throws(ScriptError) -> PlayerStream {
        switch try reader.text("stream") {
        case nil, "stdout": return .stdout
        case "stderr": return .stderr
        case let name?:
            throw ScriptError(path: reader.place("stream"), reason: "expected stdout or stderr, found \(name)")
        }
    }

    private static func parameters(_ kind: FaultKind, _ reader: ScriptReader) throws(ScriptError) -> Parameters {
        var parameters = Parameters()
        func has(_ key: String) -> Bool { kind.parameters.contains(key) }
        if has("bytes") {
            // A bare number is one of bytes.
            let isBare = reader["bytes"]?.int != nil
            parameters.bytes = isBare ? try reader.whole("bytes", in: 0...(1 << 40)) : try reader.bytes("bytes")
        }
        if has("rate") {
            parameters.bytes = try reader.whole("rate", in: 1...Int.max)
            if parameters.bytes == nil {
                throw ScriptError(path: reader.place("rate"), reason: "rate is missing: bytes a second")
            }
        }
        if has("count") { parameters.count = try reader.whole("count", in: 1...10_000) }
        if has("every") { parameters.every = try reader.duration("every") }
        if has("max") { parameters.every = try reader.duration("max") }
        if has("line") { parameters.line = try reader.text("line") }
        if has("status") { parameters.status = try reader.whole("status", in: 0...255).map(Int32.init) }
        if has("signal"), let name = try reader.text("signal") {
            parameters.signal = try ScriptReader.signal(name, at: reader.place("signal"))
        }
        if has("query") { parameters.query = try query(reader) }
        if kind == .memory {
            let step: JSONValue = .object(
                JSONObject(members: reader.object.members.filter { ["grow", "over", "curve"].contains($0.key) }))
            parameters.memory = try ScriptStep.memory(step, at: reader.path)
        }
        if kind == .grandchild {
            let keys = ["for", "hold", "memory", "detached"]
            let step: JSONValue = .object(
                JSONObject(members: reader.object.members.filter { keys.contains($0.key) }))
            parameters.grandchild = try ScriptStep.grandchild(step, at: reader.path)
        }
        return parameters
    }

    private static func query(_ reader: ScriptReader) throws(ScriptError) -> String {
        let name = try reader.text("query") ?? "da"
        guard ["da", "dsr", "osc11"].contains(name) else {
            throw ScriptError(path: reader.place("query"), reason: "expected da, dsr or osc11, found \(name)")
        }
        return name
    }
}
