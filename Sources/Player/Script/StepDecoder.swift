import ClaudeProtocol
import Recording
import Text

extension ScriptStep {
    /// Decodes a list of steps; a single step may stand alone.
    static func list(_ value: JSONValue?, at path: String) throws(ScriptError) -> [ScriptStep] {
        guard let value else { return [] }
        guard let elements = value.array else {
            throw ScriptReader.mismatch(value, at: path, expected: "a list of steps")
        }
        var steps: [ScriptStep] = []
        for (index, element) in elements.enumerated() {
            steps.append(try step(element, at: "\(path)[\(index)]"))
        }
        // Calls of one answer: only the last of them ends it.
        for (index, step) in steps.enumerated() {
            guard index > 0, case .tool(let tool) = step, tool.isParallel else { continue }
            guard case .tool(var before) = steps[index - 1] else {
                throw ScriptError(
                    path: "\(path)[\(index)].tool.parallel", reason: "there is no call of a tool right before this one")
            }
            before.keepsAnswerOpen = true
            steps[index - 1] = .tool(before)
        }
        return steps
    }

    private static func step(_ value: JSONValue, at path: String) throws(ScriptError) -> ScriptStep {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.step.names)
        guard let member = reader.object.members.first, reader.object.members.count == 1 else {
            let found = reader.object.members.map(\.key).joined(separator: ", ")
            throw ScriptError(path: path, reason: "a step has one key, found \(found.isEmpty ? "none" : found)")
        }
        let place = reader.place(member.key)
        switch member.key {
        case "text": return .text(try spoken(member.value, at: place))
        case "thinking": return .thinking(try spoken(member.value, at: place))
        case "wait": return .wait(try ScriptReader.duration(member.value, at: place))
        case "tool": return .tool(try ToolStep(member.value, at: place))
        case "raw": return .write(.stdout, Array(try ScriptReader.text(member.value, at: place).utf8))
        case "stderr": return .write(.stderr, Array(try ScriptReader.text(member.value, at: place).utf8))
        case "bytes": return .write(.stdout, try base64(member.value, at: place))
        case "read": return try read(member.value, at: place)
        case "memory": return .memory(try memory(member.value, at: place))
        case "spawn": return .spawn(try grandchild(member.value, at: place))
        case "error": return .fail(try FailureStep(member.value, at: place))
        case "on": return .on(try reactions(member.value, at: place))
        case "result":
            guard let object = member.value.object else {
                throw ScriptReader.mismatch(member.value, at: place, expected: "an object")
            }
            return .result(object)
        case "stop": return .stop(try stopReason(member.value, at: place))
        case "exit": return try exit(member.value, at: place)
        default:
            return .die(try ScriptReader.signal(try ScriptReader.text(member.value, at: place), at: place))
        }
    }

    private static func spoken(_ value: JSONValue, at path: String) throws(ScriptError) -> SpokenText {
        if let text = ScriptReader.scalarText(value) { return SpokenText(text) }
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.spoken.names)
        guard let text = try reader.text("value") else { throw ScriptError(path: path, reason: "value is missing") }
        return SpokenText(
            text, deltas: try reader.whole("deltas", in: 1...1_000_000), pace: try reader.duration("pace") ?? .zero)
    }

    private static func base64(_ value: JSONValue, at path: String) throws(ScriptError) -> [UInt8] {
        guard let bytes = Base64.decode(try ScriptReader.text(value, at: path)) else {
            throw ScriptError(path: path, reason: "expected bytes in base64")
        }
        return bytes
    }

    private static func read(_ value: JSONValue, at path: String) throws(ScriptError) -> ScriptStep {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.read.names)
        return .read(contains: Array((try reader.text("contains") ?? "").utf8), within: try reader.duration("within"))
    }

    static func memory(_ value: JSONValue, at path: String) throws(ScriptError) -> MemoryStep {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.memory.names)
        var step = MemoryStep(amount: 0, over: try reader.duration("over") ?? .zero)
        switch (try reader.bytes("grow"), try reader.bytes("free")) {
        case (let grow?, nil): step.amount = grow
        case (nil, let free?): step.amount = -free
        default: throw ScriptError(path: path, reason: "memory needs grow or free, one of them")
        }
        if let name = try reader.text("curve") {
            guard let curve = MemoryStep.Curve(rawValue: name) else {
                let known = MemoryStep.Curve.allCases.map(\.rawValue)
                let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
                throw ScriptError(
                    path: reader.place("curve"), reason: "expected \(known.joined(separator: ", "))\(advice)")
            }
            step.curve = curve
        }
        return step
    }

    static func grandchild(_ value: JSONValue, at path: String) throws(ScriptError) -> Grandchild {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.grandchild.names)
        guard let lifetime = try reader.duration("for") else {
            throw ScriptError(path: path, reason: "for is missing: how long the process lives")
        }
        var holding: [PlayerStream] = []
        for (value, place) in reader.list("hold") {
            switch try ScriptReader.text(value, at: place) {
            case "stdin": holding.append(.stdin)
            case "stdout": holding.append(.stdout)
            case "stderr": holding.append(.stderr)
            default: throw ScriptReader.mismatch(value, at: place, expected: "stdin, stdout or stderr")
            }
        }
        var ignoring: [Signal] = []
        for (value, place) in reader.list("ignoring") {
            ignoring.append(try ScriptReader.signal(try ScriptReader.text(value, at: place), at: place))
        }
        return Grandchild(
            holding: reader["hold"] == nil ? [.stdout] : holding, lifetime: lifetime,
            isDetached: try reader.flag("detached") ?? false, ignoring: ignoring,
            memory: try reader.bytes("memory") ?? 0)
    }

    private static func reactions(_ value: JSONValue, at path: String) throws(ScriptError) -> [Reaction] {
        guard let object = value.object else {
            throw ScriptReader.mismatch(value, at: path, expected: "an object of signals")
        }
        var reactions: [Reaction] = []
        for member in object.members {
            let place = "\(path).\(member.key)"
            let signal = member.key == "interrupt" ? nil : try ScriptReader.signal(member.key, at: place)
            if member.value.string == "ignore" {
                reactions.append(Reaction(signal: signal, steps: nil))
            } else {
                reactions.append(Reaction(signal: signal, steps: try list(member.value, at: place)))
            }
        }
        return reactions
    }

    private static func stopReason(_ value: JSONValue, at path: String) throws(ScriptError) -> StopReason {
        let name = try ScriptReader.text(value, at: path)
        if let reason = StopReason(rawValue: name) { return reason }
        let known = StopReason.allCases.map(\.rawValue)
        let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
        throw ScriptError(path: path, reason: "expected \(known.joined(separator: ", "))\(advice)")
    }

    private static func exit(_ value: JSONValue, at path: String) throws(ScriptError) -> ScriptStep {
        if value.object == nil { return .exit(Int32(try ScriptReader.whole(value, at: path, in: 0...255))) }
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.exitSignal.names)
        guard let name = try reader.text("signal") else { throw ScriptError(path: path, reason: "signal is missing") }
        return .die(try ScriptReader.signal(name, at: reader.place("signal")))
    }
}

extension ScriptStep.FailureStep {
    init(_ value: JSONValue, at path: String) throws(ScriptError) {
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.error.names)
        let message = try reader.text("message")
        retries = try reader.whole("retries", in: 0...1000)
        recovers = try reader.flag("recovers") ?? false
        let names = APIFailure.names.map(\.name)
        if let word = reader["api"]?.string {
            guard let known = APIFailure.names.first(where: { $0.name == word }) else {
                let advice = NearestWord.to(word, in: names).map { ", did you mean \($0)?" } ?? ""
                throw ScriptError(
                    path: reader.place("api"),
                    reason: "expected an HTTP status or \(names.joined(separator: ", "))\(advice)")
            }
            failure = APIFailure(known.kind, message: message)
        } else if let status = try reader.whole("api", in: 400...599) {
            failure = APIFailure(.status(status), message: message)
        } else {
            throw ScriptError(path: path, reason: "api is missing: an HTTP status or \(names.joined(separator: ", "))")
        }
    }
}
