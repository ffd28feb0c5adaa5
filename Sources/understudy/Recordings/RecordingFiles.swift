import Recording
import Scenarios

/// Reads recordings for the subcommands, and turns failures into what the command says.
enum RecordingFiles {
    /// Runs what reads or writes recordings; a failure is bad input.
    static func reporting<Value: ~Copyable>(_ body: () throws(RecordingFailure) -> Value) throws -> Value {
        do throws(RecordingFailure) { return try body() } catch { throw CommandFailure(.badInput, "\(error)") }
    }

    /// The recordings that a path names, or only that of a process.
    static func open(_ path: String, process: String? = nil) throws -> (
        set: RecordingSet, entries: [RecordingSet.Entry]
    ) {
        let set = try reporting { () throws(RecordingFailure) in try RecordingSet(path) }
        guard let process else { return (set, set.entries) }
        if let entry = set.entry(process: process) { return (set, [entry]) }
        let names = set.entries.compactMap(\.process).joined(separator: ", ")
        let known = names.isEmpty ? "it is one recording" : "there are \(names)"
        throw CommandFailure(.badInput, "\(path): no process \"\(process)\": \(known)")
    }

    /// Reads the one recording that a path names whole, and says what is odd about it without refusing it.
    static func read(_ path: String, process: String? = nil) throws -> Recording {
        let (set, entries) = try open(path, process: process)
        guard let entry = entries.first, entries.count == 1 else {
            let names = entries.compactMap(\.process).joined(separator: ", ")
            throw CommandFailure(.badInput, "\(path): there are several recordings; say --process: one of \(names)")
        }
        let recording = try reporting { () throws(RecordingFailure) in try set.read(entry) }
        for warning in recording.warnings { Output.complain("\(entry.title): warning: \(warning)") }
        return recording
    }
}

extension RecordingFiles {
    /// Makes a new private file of bytes, whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try reporting { () throws(RecordingFailure) in
            var file = try NewFile(path)
            try file.write(bytes)
            try file.finish()
        }
    }
}
