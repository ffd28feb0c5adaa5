public import Recording

/// Checks what a path names: a recording, a folder of them, or a pack with its own sums.
public enum RecordingCheck {
    /// How much is read at a time, in bytes.
    private static let readBytes = 1 << 18

    /// What was found.
    public struct Report: Sendable {
        /// All problems, with the file that each is about.
        public var problems: [(title: String, problem: RecordingProblem)] = []
        /// How many recordings there were.
        public var recordings = 0
        /// How many events.
        public var events = 0
        /// How many end as a finished recording does.
        public var complete = 0

        /// Whether no reader would refuse anything.
        public var isGood: Bool { !problems.contains { $0.problem.severity == .error } }

        /// `valid, 12 events, complete`.
        public var summary: String {
            let events = events == 1 ? "1 event" : "\(events) events"
            if recordings == 1 { return "valid, \(events), \(complete == 1 ? "complete" : "not complete")" }
            return "valid, \(recordings) recordings, \(events), \(complete) complete"
        }
    }

    /// Checks a path.
    ///
    /// - Throws: `RecordingFailure` where nothing can be checked: no file, no folder of recordings, no whole pack.
    public static func check(_ path: String) throws(RecordingFailure) -> Report {
        let set: RecordingSet
        do throws(RecordingFailure) { set = try RecordingSet(path) } catch {
            guard case .pack(let problem) = error.cause else { throw error }
            var report = Report()
            report.problems.append((path, RecordingProblem(.error, byte: problem.byte, problem.reason)))
            return report
        }
        var report = Report()
        switch set.kind {
        case .pack: try checkPack(path, &report)
        case .file, .folder:
            for entry in set.entries {
                let file = try FileRegion(path == entry.title ? path : entry.title)
                var validator = RecordingValidator()
                try read(file) { validator.feed($0) }
                add(validator, entry.title, name: entry.process == nil ? nil : entry.name, &report)
            }
        }
        return report
    }

    private static func read(
        _ file: borrowing FileRegion, _ body: ([UInt8]) throws(RecordingFailure) -> Void
    ) throws(RecordingFailure) {
        var position = 0
        while true {
            let bytes = try file.read(at: position, count: readBytes)
            guard !bytes.isEmpty else { return }
            position += bytes.count
            try body(bytes)
        }
    }

    private static func checkPack(_ path: String, _ report: inout Report) throws(RecordingFailure) {
        let file = try FileRegion(path)
        var reader = PackReader()
        var validator = RecordingValidator()
        func take(_ report: inout Report) throws(PackError) {
            while let piece = try reader.next() {
                switch piece {
                case .begin: validator = RecordingValidator()
                case .content(let bytes): validator.feed(bytes)
                case .end(let name): add(validator, "\(path):\(name)", name: name.text, &report)
                }
            }
        }
        do throws(PackError) {
            var position = 0
            while true {
                let bytes: [UInt8]
                do throws(RecordingFailure) { bytes = try file.read(at: position, count: readBytes) } catch {
                    report.problems.append((path, RecordingProblem(.error, byte: position, "\(error)")))
                    return
                }
                guard !bytes.isEmpty else { break }
                position += bytes.count
                reader.feed(bytes)
                try take(&report)
            }
            try reader.finish()
        } catch {
            report.problems.append((path, RecordingProblem(.error, byte: error.byte, error.reason)))
        }
    }

    private static func add(_ validator: RecordingValidator, _ title: String, name: String?, _ report: inout Report) {
        var validator = validator
        validator.finish()
        report.recordings += 1
        report.events += validator.events
        if validator.isComplete { report.complete += 1 }
        report.problems += validator.problems.map { (title, $0) }
        if validator.problemsLeftOut > 0 {
            let text = "\(validator.problemsLeftOut) more problems are left out"
            report.problems.append((title, RecordingProblem(validator.hasErrors ? .error : .warning, text)))
        }
        guard let name else { return }
        if PackName(name) == nil {
            let text = "the name can't be packed: letters, digits, . _ - and .cast at the end"
            report.problems.append((title, RecordingProblem(.warning, text)))
        }
        if let process = validator.header?.understudy?.process, process + PackName.suffix != name {
            let text = "the header calls the process \"\(process)\", which is not the name of the file"
            report.problems.append((title, RecordingProblem(.warning, line: 1, text)))
        }
    }
}
