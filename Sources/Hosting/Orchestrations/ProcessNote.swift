import Recording

/// Events that asciicast has no code for, spelt as remarks in the recording of their process.
enum ProcessNote {
    /// The remark for an event; `nil` where it has a code of its own or is about no process.
    static func text(of event: Event) -> String? {
        switch event {
        case .spawned: "spawned"
        case .spawnFailed(_, let errno): "spawn failed: errno \(errno)"
        case .inputRefused: "input refused"
        case .leftovers(_, let count): "left over: \(count)"
        case .signalFailed(_, let signal, let errno): "signal failed: \(signal.name) errno \(errno)"
        default: nil
        }
    }

    /// The event that a remark spells; `nil` where it is one for people.
    static func event(_ text: String, of process: ProcessHandle) -> Event? {
        if text == "spawned" { return .spawned(process, pid: 0) }
        if text == "input refused" { return .inputRefused(process) }
        if let errno = number(behind: "spawn failed: errno ", in: text) { return .spawnFailed(process, errno: errno) }
        if let count = number(behind: "left over: ", in: text) { return .leftovers(process, Int(count)) }
        let start = "signal failed: "
        guard text.hasPrefix(start) else { return nil }
        let parts = text.dropFirst(start.count).split(separator: " ")
        guard parts.count == 3, let signal = Signal(name: String(parts[0])), parts[1] == "errno",
            let errno = Int32(parts[2])
        else { return nil }
        return .signalFailed(process, signal, errno: errno)
    }

    private static func number(behind start: String, in text: String) -> Int32? {
        text.hasPrefix(start) ? Int32(text.dropFirst(start.count)) : nil
    }
}
