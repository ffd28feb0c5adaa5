public import Terminal

/// Waits for what a program prints and how it ends: everything that an expect library knows, without any input or output.
///
/// It is told what was read, what has ended and how late it is, and says when a wait is over. One wait runs at a time; what
/// is printed meanwhile and between waits stays until a match takes it. Times are readings of the caller's clock, counted
/// from anywhere.
///
/// ```swift
/// var expecter = Expecter()
/// _ = expecter.feed(Array("login: ".utf8), at: .zero)
/// let outcome = expecter.expect(["login: ", .endOfOutput], at: .zero)
/// ```
public struct Expecter: Sendable {
    /// The wait that is going on.
    private struct Wait: Sendable {
        let patterns: [ExpectPattern]
        var search: TextSearch
        let window: Int?
        /// Whether what stands before a place decides about matches there, so that a window that moves matters.
        let looksBehind: Bool
        let since: Duration
        let deadline: Duration?
        /// The silences that are waited for, by their places in the list.
        let silences: [(duration: Duration, index: Int)]
    }

    /// The limits; those of a wait are read when it begins.
    public var settings: ExpectSettings
    private var text = RetainedText()
    /// How far the text has been looked at.
    private var readEnd = 0
    private var omitted = 0
    private var wait: Wait?
    private var lastOutput: Duration?
    /// What a person would see, where the settings ask for it.
    public private(set) var screen: Screen?
    /// Whether the output has ended.
    public private(set) var hasEnded = false
    /// The status with which the program ended; negative: by the signal of that number.
    public private(set) var exitCode: Int32?

    /// An expecter for a program that has not printed anything yet.
    public init(settings: ExpectSettings = ExpectSettings()) {
        self.settings = settings
        screen = settings.screen.map { Screen(size: $0) }
    }

    /// Whether a wait is going on.
    public var isWaiting: Bool { wait != nil }

    /// What was printed and not taken yet.
    public var buffer: [UInt8] { text.bytes(text.start..<text.end) }

    /// How many bytes were printed and not taken yet.
    public var bufferCount: Int { text.count }

    /// When `timer` is wanted at the latest; `nil`: never.
    public var deadline: Duration? {
        guard let wait else { return nil }
        guard let silence = firstSilence(of: wait) else { return wait.deadline }
        return min(silence.instant, wait.deadline ?? silence.instant)
    }

    // MARK: What can be done

    /// Begins to wait for the first of several things.
    ///
    /// - Parameters:
    ///   - patterns: what to wait for; an empty list waits for the end of the time.
    ///   - timeout: how long; `nil`: for ever. Zero looks only at what is there.
    ///   - now: the present.
    /// - Returns: what has come already.
    public mutating func expect(
        _ patterns: [ExpectPattern], timeout: Duration?, at now: Duration
    ) -> ExpectOutcome? {
        precondition(wait == nil, "a wait is going on: end it with `cancel` first")
        precondition(settings.searchWindowBytes ?? 1 > 0, "a search window has at least one byte")
        precondition(settings.readBytesMax > 0 && settings.retainedBytesMax > 1, "limits are above zero")
        let window = settings.searchWindowBytes
        wait = Wait(
            patterns: patterns, search: TextSearch(patterns, from: text.start), window: window,
            looksBehind: patterns.contains { $0.looksBehind }, since: now, deadline: timeout.map { now + $0 },
            silences: patterns.enumerated().compactMap { index, pattern in
                if case .idle(let duration) = pattern.kind { (duration, index) } else { nil }
            })
        if let found = look(isFirst: true) { return finish(found, at: now) }
        return readOn(at: now)
    }

    /// As `expect(_:timeout:at:)`, with the timeout of the settings.
    public mutating func expect(_ patterns: [ExpectPattern], at now: Duration) -> ExpectOutcome? {
        expect(patterns, timeout: settings.timeout, at: now)
    }

    /// Takes what was read.
    public mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, at now: Duration) -> ExpectOutcome? {
        guard !bytes.isEmpty else { return nil }
        lastOutput = now
        text.append(bytes)
        screen?.feed(bytes)
        return wait == nil ? nil : readOn(at: now)
    }

    /// Takes what was read.
    public mutating func feed(_ bytes: [UInt8], at now: Duration) -> ExpectOutcome? {
        bytes.withUnsafeBufferPointer { feed($0, at: now) }
    }

    /// Notes that nothing more will be printed.
    public mutating func end(at now: Duration) -> ExpectOutcome? {
        hasEnded = true
        return wait == nil ? nil : readOn(at: now)
    }

    /// Notes that the program has ended, after all that it has printed.
    public mutating func exited(_ code: Int32, at now: Duration) -> ExpectOutcome? {
        exitCode = code
        return wait == nil ? nil : readOn(at: now)
    }

    /// Notes how late it is; ends the wait where its time or a silence is over.
    public mutating func timer(at now: Duration) -> ExpectOutcome? {
        guard let wait else { return nil }
        let timeout = wait.patterns.firstIndex { if case .timeout = $0.kind { true } else { false } }
        let idle = firstSilence(of: wait)
        let end = wait.deadline.map { ($0, timeout ?? .max) }
        if let idle, idle.instant <= now, end.map({ (idle.instant, idle.index) < $0 }) ?? true {
            return finish(idle.index, .idle, at: now)
        }
        guard let end, end.0 <= now else { return nil }
        guard let timeout else { return fail(.timeout, at: now) }
        let result = ExpectResult(index: timeout, cause: .timeout, before: buffer, omittedBytes: omitted)
        return finish(result, at: now)
    }

    /// Ends a wait without an outcome; what was printed stays.
    public mutating func cancel() { wait = nil }

    /// Takes all that was printed and not taken yet.
    public mutating func takeAll() -> [UInt8] {
        let all = buffer
        take(upTo: text.end)
        return all
    }

    /// Lets go of the older half of more than may be kept, where no wait is going on; it is counted in
    /// `ExpectResult.omittedBytes`. For who can't make the program stop while nobody waits.
    public mutating func keepRecent() {
        guard wait == nil, text.count > settings.retainedBytesMax else { return }
        let dropped = text.count - settings.retainedBytesMax / 2
        omitted += dropped
        text.discard(upTo: text.start + dropped)
        readEnd = max(readEnd, text.start)
    }

    /// Gives the screen another size.
    public mutating func resizeScreen(_ size: ScreenSize) { screen?.resize(to: size) }

    /// What a terminal would have answered to what the program asked it.
    public mutating func takeReplies() -> [[UInt8]] { screen?.takeReplies() ?? [] }

    /// Says of each pattern of the wait why it has not matched yet.
    public func explain(at now: Duration) -> [ExpectReason] {
        guard let wait else { return [] }
        let window = wait.window.map { max(text.start, readEnd - $0) } ?? text.start
        return text.withBytes(from: text.start) { bytes in
            let explainer = ExpectExplainer(
                text: bytes, window: window - text.start, exitCode: exitCode, hasEnded: hasEnded,
                silence: now - max(wait.since, lastOutput ?? wait.since), elapsed: now - wait.since,
                retainedBytesMax: settings.retainedBytesMax, screen: screen)
            return wait.patterns.enumerated().map { index, pattern in
                ExpectReason(index: index, pattern: pattern.description, text: explainer.reason(for: pattern))
            }
        }
    }

    // MARK: Looking

    /// Looks at what has arrived, part by part, then at what has happened otherwise.
    private mutating func readOn(at now: Duration) -> ExpectOutcome? {
        while readEnd < text.end {
            if let outcome = makeRoom(at: now) { return outcome }
            let room = settings.retainedBytesMax - (readEnd - text.start)
            readEnd += min(settings.readBytesMax, room, text.end - readEnd)
            if let found = look(isFirst: false) { return finish(found, at: now) }
        }
        return makeRoom(at: now) ?? lookAtScreen(at: now) ?? lookAtEnds(at: now)
    }

    /// Looks at what a person would see now.
    private mutating func lookAtScreen(at now: Duration) -> ExpectOutcome? {
        guard let screen, let patterns = wait?.patterns else { return nil }
        let index = patterns.firstIndex { pattern in
            if case .screen(let condition) = pattern.kind { condition.holds(for: screen) } else { false }
        }
        return index.map { finish($0, .screen, at: now) }
    }

    /// Looks for the text patterns in what has been read.
    private mutating func look(isFirst: Bool) -> TextSearch.Found? {
        guard var search = wait?.search, !search.isEmpty, let window = wait?.window else { return lookOn() }
        let start = max(text.start, readEnd - window)
        // Where the whole text holds no match that begins before or in the window, the window holds none.
        wait?.search = TextSearch([], from: 0)
        if !isFirst, wait?.looksBehind == false, run(&search, from: text.start) == nil {
            wait?.search = search
            return nil
        }
        return lookAgain(from: start)
    }

    /// Looks at what is new.
    private mutating func lookOn() -> TextSearch.Found? {
        guard var search = wait?.search else { return nil }
        wait?.search = TextSearch([], from: 0)
        let found = run(&search, from: text.start)
        wait?.search = search
        return found
    }

    /// Looks at everything from `start` on, as if the text began there.
    private mutating func lookAgain(from start: Int) -> TextSearch.Found? {
        guard let patterns = wait?.patterns else { return nil }
        var search = TextSearch(patterns, from: start)
        let found = run(&search, from: start)
        wait?.search = search
        return found
    }

    private func run(_ search: inout TextSearch, from start: Int) -> TextSearch.Found? {
        let count = readEnd - start
        return text.withBytes(from: start) { search.run(in: $0.part(0, count), base: start) }
    }

    /// Where as much is kept as may be: matches that, or lets go of the older half and looks at the rest.
    private mutating func makeRoom(at now: Duration) -> ExpectOutcome? {
        let count = readEnd - text.start
        guard let patterns = wait?.patterns, count >= settings.retainedBytesMax else { return nil }
        if let index = patterns.firstIndex(where: { if case .fullBuffer = $0.kind { true } else { false } }) {
            return finish(index, .fullBuffer, at: now)
        }
        let dropped = count - settings.retainedBytesMax / 2
        omitted += dropped
        text.discard(upTo: text.start + dropped)
        guard let wait, wait.looksBehind || wait.search.position < text.start else { return nil }
        return lookAgain(from: text.start).flatMap { finish($0, at: now) }
    }

    /// Looks whether the end of the output or of the program is what was waited for, or makes the rest impossible.
    private mutating func lookAtEnds(at now: Duration) -> ExpectOutcome? {
        guard let wait else { return nil }
        if hasEnded {
            let count = readEnd - text.start
            let line = text.withBytes(from: text.start) {
                wait.search.matchAtEndOfOutput(in: $0.part(0, count), base: text.start)
            }
            if let line { return finish(line, at: now) }
        }
        var awaitsExit = false
        for (index, pattern) in wait.patterns.enumerated() {
            switch pattern.kind {
            case .endOfOutput: if hasEnded { return finish(index, .endOfOutput, at: now) }
            case .exit(let condition):
                if let exitCode, condition.holds(for: exitCode) { return finish(index, .exit(exitCode), at: now) }
                awaitsExit = awaitsExit || exitCode == nil
            default: break
            }
        }
        return hasEnded && !awaitsExit ? fail(.endOfOutput, at: now) : nil
    }

    /// The silence that is over first, if nothing more is printed.
    private func firstSilence(of wait: Wait) -> (instant: Duration, index: Int)? {
        guard let first = wait.silences.min(by: { ($0.duration, $0.index) < ($1.duration, $1.index) }) else {
            return nil
        }
        return (max(wait.since, lastOutput ?? wait.since) + first.duration, first.index)
    }

    // MARK: Ending a wait

    private mutating func finish(_ found: TextSearch.Found, at now: Duration) -> ExpectOutcome {
        let before = text.bytes(text.start..<found.range.lowerBound)
        var result = ExpectResult(
            index: found.index, cause: found.json.map { .json($0) } ?? .text, before: before, omittedBytes: omitted)
        result.after = text.bytes(found.range)
        result.groups = found.captures.map { $0.map(text.bytes) }
        result.groupNames = found.names
        take(upTo: found.range.upperBound)
        return finish(result, at: now)
    }

    /// Ends a wait with something that is no text: all of the text is before it, and taken.
    private mutating func finish(_ index: Int, _ cause: ExpectResult.Cause, at now: Duration) -> ExpectOutcome {
        let before = text.bytes(text.start..<readEnd)
        let result = ExpectResult(index: index, cause: cause, before: before, omittedBytes: omitted)
        take(upTo: readEnd)
        return finish(result, at: now)
    }

    private mutating func finish(_ result: ExpectResult, at now: Duration) -> ExpectOutcome {
        var result = result
        result.instant = now
        wait = nil
        return .matched(result)
    }

    private mutating func fail(_ code: ExpectFailure.Code, at now: Duration) -> ExpectOutcome {
        let failure = ExpectFailure(code, before: buffer, reasons: explain(at: now))
        if code == .endOfOutput { take(upTo: text.end) }
        wait = nil
        return .failed(failure)
    }

    private mutating func take(upTo offset: Int) {
        omitted = 0
        readEnd = max(readEnd, offset)
        text.discard(upTo: offset)
    }
}

extension ExpectPattern {
    var looksBehind: Bool {
        if case .regex(let pattern) = kind { pattern.program.looksBehind } else { false }
    }
}
