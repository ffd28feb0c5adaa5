import Determinism
import Glibc
import Recording
import Text

// What a file of strangers can do to the reader, the importers and packs: built by `.ci/fuzz`, run by libFuzzer.

/// What libFuzzer's driver is called with.
private typealias Target = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ target: Target
) -> Int32

@main
enum Main {
    static func main() {
        var count = CommandLine.argc
        var words = CommandLine.unsafeArgv
        exit(runDriver(&count, &words, fuzz))
    }
}

/// One input: its first byte chooses who reads the rest.
private func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let start, count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start[0] % 6 {
    case 0: readRecording(bytes)
    case 1: unpack(bytes)
    case 2: convert(bytes, as: .session)
    case 3: convert(bytes, as: .streamJSON)
    case 4: readTypescript(bytes)
    default: guess(bytes)
    }
    return 0
}

/// A recording reads the same whole and in parts, a rewrite reads the same again, and no validator is lost in it.
private func readRecording(_ bytes: [UInt8]) {
    var validator = RecordingValidator()
    validator.feed(bytes)
    validator.finish()
    _ = try? RecordingRepair.mend(bytes)
    guard let recording = try? RecordingReader.read(bytes) else {
        return precondition(validator.hasErrors, "a file that can't be read has no error")
    }
    precondition(!validator.hasErrors, "a file that can be read has an error")
    precondition(inParts(bytes) == recording.events, "parts read otherwise than the whole")
    checkRewrites(of: recording)
    _ = RecordingTimeline.lines(of: recording, width: 80)
    _ = RecordingTimeline.json(of: recording)
    _ = MessageComparison.report(recording, recording, width: 80).isEqual
    let middle = Instant(microseconds: (recording.events.last?.at.microseconds ?? 0) / 2)
    if let part = try? RecordingCut.part(of: recording, from: .time(middle), to: nil) { checkRewrites(of: part) }
    var statistics = RecordingStatistics()
    for event in recording.events { statistics.add(event) }
    statistics.finish()
    _ = statistics.lines
    _ = statistics.json
}

private func inParts(_ bytes: [UInt8]) -> [RecordedEvent]? {
    var reader = RecordingReader()
    var events: [RecordedEvent] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        rest.prefix(7).withUnsafeBytes { reader.feed($0) }
        rest = rest.dropFirst(7)
        do { while let event = try reader.next() { events.append(event) } } catch { return nil }
    }
    reader.finish()
    do { while let event = try reader.next() { events.append(event) } } catch { return nil }
    return events
}

private func checkRewrites(of recording: Recording) {
    guard let again = try? RecordingReader.read(recording.encoded) else {
        // A foreign file may use our letters for other things; ours may not.
        return precondition(recording.header.understudy == nil, "what was written can't be read")
    }
    precondition(again.events == recording.events, "a rewrite reads otherwise")
    for format in RecordingFormat.all { _ = try? RecordingExport.write(recording, as: format) }
}

private func convert(_ bytes: [UInt8], as format: RecordingFormat) {
    guard let outcome = try? RecordingImport.read(RecordingImport.Source(main: bytes), as: format) else { return }
    checkRewrites(of: outcome.recording)
}

/// The timing, a zero byte, the typescript, perhaps a zero byte and the input log.
private func readTypescript(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map(Array.init)
    guard parts.count > 1 else { return }
    let source = RecordingImport.Source(main: parts[1], timing: parts[0], input: parts.count > 2 ? parts[2] : nil)
    guard let outcome = try? RecordingImport.read(source, as: .typescript) else { return }
    checkRewrites(of: outcome.recording)
}

private func unpack(_ bytes: [UInt8]) {
    var limits = PackLimits()
    limits.totalBytesMax = 1 << 20
    var reader = PackReader(limits: limits)
    var rest = bytes[...]
    var begun = 0
    var ended = 0
    while !rest.isEmpty {
        reader.feed(Array(rest.prefix(13)))
        rest = rest.dropFirst(13)
        while let piece = try? reader.next() {
            if case .begin(let name, _, _) = piece {
                begun += 1
                precondition(!name.text.contains("/") && !name.text.contains(".."), "a name leads elsewhere")
            }
            if case .end = piece { ended += 1 }
        }
    }
    if (try? reader.finish()) != nil { precondition(begun == ended, "a recording has no end") }
    var table = PackTable(size: bytes.count)
    while let position = table.position {
        let window = bytes[min(position, bytes.count)...].prefix(PackTable.windowBytes)
        guard (try? table.take(Array(window))) != nil else { break }
    }
}

private func guess(_ bytes: [UInt8]) {
    guard case .format(let format) = FormatGuess.source(bytes, name: "file") else { return }
    convert(bytes, as: format)
}
