import Text

/// What a hook said about the data of its event.
struct HookAnswer: Sendable, Hashable {
    /// Members that replace those of the same name; all others stay.
    var changes = JSONObject()
    /// Why what the event is about must not go on.
    var refusal: String?

    /// The keys that say something about the event itself and are no data.
    private static let refusalKeys: Set<String> = ["block", "refuse"]

    /// An answer from what a closure returned: `null` or an object; `block` (or `refuse`) holds a reason, or `true`.
    ///
    /// - Returns: `nil` where it is neither.
    init?(_ value: JSONValue) {
        if value == .null { return }
        guard let object = value.object else { return nil }
        for member in object.members {
            guard Self.refusalKeys.contains(member.key) else {
                changes.members.append(member)
                continue
            }
            if let reason = member.value.string { refusal = reason }
            if member.value.bool == true { refusal = "refused by a hook" }
        }
    }

    /// An answer from what a command wrote: the last JSON object in it that stands on lines of its own; nothing, if it
    /// wrote none.
    ///
    /// A shell's greeting or a log line before the object is common, so is an object over several lines.
    init(output: [UInt8]) throws(HookFailure) {
        let text = output.drop(while: \.isJSONSpace)
        guard !text.isEmpty else { return }
        var start = text.startIndex
        while let brace = text[start...].firstIndex(of: UInt8(ascii: "{")) {
            if let value = try? JSONParser.parse(Array(text[brace...])), let answer = HookAnswer(value) {
                self = answer
                return
            }
            guard let newline = text[brace...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            start = newline
        }
        throw HookFailure(reason: "wrote no JSON object that goes to its end")
    }

    /// The data with the changes in it.
    func applied(to data: JSONObject) -> JSONObject {
        var data = data
        for member in changes.members { data[member.key] = member.value }
        return data
    }
}

/// Why a hook had no effect.
struct HookFailure: Error, Sendable, Hashable {
    let reason: String
}

extension UInt8 {
    fileprivate var isJSONSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
