import ArgumentParser
import Determinism
import Glibc
import Recording
import Scenarios
import Text

/// `understudy scan`: whether there are secrets in files, for people and for CI.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Looks for secrets in any files; exit status 0: clean, 1: found, 2: a file can't be read.",
        discussion: """
            Says rule, line and byte of each, never the secret. Recordings are also read as recordings, so that a secret \
            in two events, or in events of base64, is found. Folders are searched with all that is in them.
            """)

    @Argument(help: "The files and folders.")
    var files: [String]

    @OptionGroup var options: RedactionOptions

    @Flag(help: "Print one JSON object for each finding instead.")
    var json = false

    func run() throws {
        guard !files.isEmpty else { throw CommandFailure(.badInput, "give the files to scan") }
        var scan = FileScan(rules: try options.rules(on: FileScan.guesses), isJSON: json)
        for file in files { try scan.scan(file) }
        if !json { scan.summarise() }
        if scan.unreadable > 0 { throw CommandFailure(.badInput) }
        if scan.found > 0 { throw CommandFailure(.scenarioFailed) }
    }
}

/// The scan of several files, with what it came to.
struct FileScan {
    /// Rules that a scan has on: they only warn.
    static let guesses: Set<String> = ["generic-secret"]
    /// How much is read at a time, in bytes.
    private static let blockBytes = 128 << 10
    /// How many findings within a recording's streams are kept until the end of the file.
    private static let streamFindingsMax = 10_000

    let rules: RedactionRules
    let isJSON: Bool
    private(set) var found = 0
    private(set) var unreadable = 0
    private var warnings = 0
    private var count = 0

    init(rules: RedactionRules, isJSON: Bool) {
        self.rules = rules
        self.isJSON = isJSON
    }

    /// Scans a file, or all files below a folder; a link is not followed below one.
    mutating func scan(_ path: String) throws {
        guard FileSystem.kind(of: path) == .folder else { return try scan(file: path) }
        for name in FileSystem.list(path) ?? [] {
            let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            if !FileSystem.isLink(inner) { try scan(inner) }
        }
    }

    /// What it came to, on standard error.
    func summarise() {
        let guesses = warnings == 0 ? "" : ", \(warnings) \(warnings == 1 ? "guess" : "guesses")"
        Output.complain("\(found) found\(guesses) in \(count) \(count == 1 ? "file" : "files")", prefix: "")
    }

    private mutating func scan(file path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return fail(path) }
        defer { close(descriptor) }
        count += 1
        var scan = OneScan(path, rules)
        var pack: PackReader?
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        var isFirst = true
        while true {
            let size = read(descriptor, &block, block.count)
            if size < 0, errno == EINTR { continue }
            guard size >= 0 else { return fail(path) }
            guard size > 0 else { break }
            let bytes = size == block.count ? block : Array(block[..<size])
            if isFirst, PackReader.isPack(bytes) { pack = PackReader() }
            isFirst = false
            pack?.feed(bytes)
            if pack != nil {
                guard try take(&pack, &scan, of: path) else { return }
            } else {
                try feed(bytes, to: &scan)
            }
        }
        if pack != nil { _ = try take(&pack, &scan, of: path, isEnd: true) } else { try finish(&scan) }
    }

    /// Scans what a pack has brought; `false` where it is damaged.
    private mutating func take(
        _ pack: inout PackReader?, _ scan: inout OneScan, of path: String, isEnd: Bool = false
    ) throws -> Bool {
        while true {
            let piece: PackReader.Piece?
            do throws(PackError) {
                piece = try pack?.next()
                if piece == nil, isEnd { try pack?.finish() }
            } catch {
                Output.complain("\(path): \(error)")
                unreadable += 1
                return false
            }
            switch piece {
            case .begin(let name, _, _): scan = OneScan("\(path):\(name.text)", rules)
            case .content(let bytes): try feed(bytes, to: &scan)
            case .end: try finish(&scan)
            case nil: return true
            }
        }
    }

    private mutating func feed(_ bytes: [UInt8], to scan: inout OneScan) throws {
        if scan.isNew, Self.isRecording(bytes) { scan.streams = StreamScan(rules, findingsMax: Self.streamFindingsMax) }
        scan.isNew = false
        try report(scan.scanner.feed(bytes), scan.path, &scan.raw)
        scan.streams?.feed(bytes)
    }

    private mutating func finish(_ scan: inout OneScan) throws {
        try report(scan.scanner.finish(), scan.path, &scan.raw)
        scan.streams?.finish()
        if let streams = scan.streams { try report(streams, scan.path, scan.raw) }
    }

    /// Whether a file may be a recording: an object whose first line has a version.
    private static func isRecording(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, first == UInt8(ascii: "{") else { return false }
        let line = bytes.prefix(4096).prefix { $0 != 0x0A }
        return ByteSearch.firstRange(of: Array("\"version\"".utf8), in: Array(line)[...]) != nil
    }

    private mutating func report(
        _ findings: [SecretScanner.Finding], _ path: String, _ raw: inout [String: Int]
    ) throws {
        for finding in findings {
            raw[finding.rule, default: 0] += 1
            note(finding.isWarning)
            if isJSON {
                try write([
                    "file": .string(path), "line": .int(finding.line), "byte": .int(finding.byte),
                    "rule": .string(finding.rule), "warning": .bool(finding.isWarning),
                ])
            } else {
                say("\(path):\(finding.line): \(words(finding.rule, finding.isWarning)) at byte \(finding.byte)")
            }
        }
    }

    /// Reports what only the streams of a recording have shown: of rules that found less in the bytes of the file.
    private mutating func report(_ streams: StreamScan, _ path: String, _ raw: [String: Int]) throws {
        if let error = streams.error {
            Output.complain("\(path): warning: only its bytes were scanned, it can't be read as a recording: \(error)")
        }
        for finding in streams.findings where streams.counts[finding.rule, default: 0] > raw[finding.rule, default: 0] {
            note(finding.isWarning)
            if isJSON {
                try write([
                    "file": .string(path), "stream": .string(finding.stream.rawValue), "event": .int(finding.event),
                    "time": .number(JSONNumber(text: finding.at.description)), "byte": .int(finding.byte),
                    "rule": .string(finding.rule), "warning": .bool(finding.isWarning),
                ])
            } else {
                let place = "\(finding.stream.rawValue) event \(finding.event), \(finding.at) s, byte \(finding.byte)"
                say("\(path): \(words(finding.rule, finding.isWarning)) in \(place)")
            }
        }
    }

    private mutating func note(_ isWarning: Bool) {
        if isWarning { warnings += 1 } else { found += 1 }
    }

    private func words(_ rule: String, _ isWarning: Bool) -> String {
        isWarning ? "warning: perhaps a secret (\(rule))" : rule
    }

    private func say(_ line: String) { print(VisibleText.clean(line)) }

    private func write(_ line: JSONValue) throws { try Output.write(line.encoded + [0x0A]) }

    private mutating func fail(_ path: String) {
        Output.complain("\(path): can't be read: \(String(cString: strerror(errno)))")
        unreadable += 1
    }
}

/// The scan of one file, or of one recording in a pack.
private struct OneScan {
    let path: String
    var scanner: SecretScanner
    /// How often each rule has found something in the bytes.
    var raw: [String: Int] = [:]
    var streams: StreamScan?
    /// Whether it has had no bytes yet.
    var isNew = true

    init(_ path: String, _ rules: RedactionRules) {
        self.path = path
        scanner = SecretScanner(rules)
    }
}

/// The scan of a recording's streams, as far as it can be read.
struct StreamScan {
    private var scanner: RecordingScanner
    private let findingsMax: Int
    private(set) var findings: [RecordingScanner.Finding] = []
    private(set) var counts: [String: Int] = [:]
    private(set) var error: RecordingError?

    init(_ rules: RedactionRules, findingsMax: Int) {
        scanner = RecordingScanner(rules)
        self.findingsMax = findingsMax
    }

    mutating func feed(_ bytes: [UInt8]) {
        guard error == nil else { return }
        do { add(try scanner.feed(bytes)) } catch { self.error = error }
    }

    mutating func finish() {
        guard error == nil else { return }
        do { add(try scanner.finish()) } catch { self.error = error }
    }

    private mutating func add(_ new: [RecordingScanner.Finding]) {
        for finding in new { counts[finding.rule, default: 0] += 1 }
        findings += new.prefix(max(0, findingsMax - findings.count))
    }
}
