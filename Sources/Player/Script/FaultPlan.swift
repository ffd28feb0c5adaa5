public import Recording
public import Text

/// Something that goes wrong in a playing process.
public struct FaultPlan: Sendable, Hashable {
    /// What goes wrong.
    public enum Kind: Sendable, Hashable {
        /// Nothing is said or done for so long; `nil`: ever after.
        case stall(Duration?)
        /// The process ends.
        case exit(Int32)
        /// The process dies.
        case die(Signal)
        /// Standard output loses all behind so many bytes, and nobody is told.
        case truncate(bytes: Int)
    }

    /// What goes wrong.
    public var kind: Kind
    /// When, counted from the start of the turn.
    public var at: Duration

    /// A fault at a time.
    public init(_ kind: Kind, at: Duration = .zero) {
        self.kind = kind
        self.at = at
    }

    private static let kinds = ["stall", "exit", "truncate"]

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
        let reader = try ScriptReader(value, at: path, keys: ["kind", "at", "for", "status", "signal", "bytes"])
        at = try reader.duration("at") ?? .zero
        switch try reader.text("kind") {
        case "stall": kind = .stall(try reader.duration("for"))
        case "exit":
            if let name = try reader.text("signal") {
                kind = .die(try ScriptReader.signal(name, at: reader.place("signal")))
            } else {
                kind = .exit(Int32(try reader.whole("status", in: 0...255) ?? 1))
            }
        case "truncate": kind = .truncate(bytes: try reader.bytes("bytes") ?? 65_536)
        case let name:
            let advice = name.flatMap { NearestWord.to($0, in: Self.kinds) }.map { ", did you mean \($0)?" } ?? ""
            let known = "the kinds that this version can play are \(Self.kinds.joined(separator: ", "))"
            throw ScriptError(
                path: reader.place("kind"),
                reason: "\(name.map { "unknown fault \($0)" } ?? "missing")\(advice); \(known)")
        }
    }
}
