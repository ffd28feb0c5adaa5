import Recording
import Text

extension Player {
    /// Adds this call to the journal; a journal that can't be written is told on standard error, and nothing else.
    ///
    /// - Parameters:
    ///   - status: how the call ended; `nil`: another program answers it.
    ///   - recording: the name that its recording begins with, where it is recorded.
    mutating func writeJournal(_ status: ExitStatus?, recording: String? = nil) {
        guard let path = settings?.journal else { return }
        let names = invocation.environment.map { JSONValue.string($0.name) }
        var line: JSONValue = [
            "argv": .array((["claude"] + invocation.arguments).map(JSONValue.string)),
            "cwd": .string(invocation.workingDirectory), "environment": .array(names),
            "stdin": .string(String(decoding: input.start, as: UTF8.self)), "stdin_bytes": .int(input.total),
            "exit": status.map { JSONValue.int(Int($0.code)) } ?? .null,
        ]
        if case .object(var object) = line {
            if let callNumber { object["call"] = .int(callNumber) }
            if let playedName { object["played"] = .string(playedName) }
            if let recording { object["recorded"] = .string(recording) }
            if let agent = settings?.agent { object["agent"] = .string(agent) }
            if !faults.happened.isEmpty {
                object["faults"] = .array(faults.happened.map { .string($0.rawValue) })
            }
            line = .object(object)
        }
        do { try files.append(line.encoded + [UInt8(ascii: "\n")], to: path) } catch {
            write(.stderr, "understudy: journal: \(error)\n")
        }
    }
}
