/// What can go wrong in a playing process, by the names that scripts use.
public enum FaultKind: String, Sendable, Hashable, CaseIterable {
    // Time.
    case stall
    case slowStart = "slow-start"
    case hangMidLine = "hang-mid-line"
    case hangAfterResult = "hang-after-result"
    case trickle
    case jitter
    case burst
    case lateEvent = "late-event"
    case periodicEvents = "periodic-events"
    case spinner

    // Bytes.
    case truncate
    case lateReader = "late-reader"
    case partialLastLine = "partial-last-line"
    case noFinalNewline = "no-final-newline"
    case oneByteWrites = "one-byte-writes"
    case splitUTF8 = "split-utf8"
    case splitEscape = "split-escape"
    case splitCRLF = "split-crlf"
    case crlf
    case invalidUTF8 = "invalid-utf8"
    case overlongUTF8 = "overlong-utf8"
    case nulBytes = "nul-bytes"
    case c1Bytes = "c1-bytes"
    case loneSurrogate = "lone-surrogate"
    case bom
    case longLine = "long-line"
    case duplicateChunk = "duplicate-chunk"
    case reorderChunks = "reorder-chunks"
    case dropChunk = "drop-chunk"
    case bitFlip = "bit-flip"
    case interleavedStderr = "interleaved-stderr"
    case logLine = "log-line"

    // Protocol.
    case malformedJSON = "malformed-json"
    case truncatedJSON = "truncated-json"
    case unknownEvent = "unknown-event"
    case missingResult = "missing-result"
    case secondResult = "second-result"
    case wrongSessionID = "wrong-session-id"
    case orphanToolResult = "orphan-tool-result"
    case resultError = "result-error"
    case unansweredPermission = "unanswered-permission"

    // Process.
    case exit
    case ignoreTerm = "ignore-term"
    case ignoreInterrupt = "ignore-interrupt"
    case ignoreInputEnd = "ignore-input-end"
    case secondInterrupt = "second-interrupt"
    case stop
    case zombie
    case grandchild
    case closeOutput = "close-output"
    case daemonise
    case slowExit = "slow-exit"
    case forkStorm = "fork-storm"

    // Resources.
    case memory
    case descriptors
    case cpuSpin = "cpu-spin"
    case fileGrowth = "file-growth"
    case threads

    // Standard input.
    case neverReads = "never-reads"
    case slowReads = "slow-reads"
    case closeInput = "close-input"
    case echoInput = "echo-input"
    case dropEarlyInput = "drop-early-input"
    case eatPaste = "eat-paste"
    case canonicalLimit = "canonical-limit"

    // Terminal.
    case rawLeftOn = "raw-left-on"
    case alternateLeftOn = "alternate-left-on"
    case ignoreResize = "ignore-resize"
    case askTerminal = "ask-terminal"

    /// What happens, in one line.
    public var summary: String {
        switch self {
        case .stall: "nothing is said or done for so long, or ever after"
        case .slowStart: "all output comes so much later"
        case .hangMidLine: "a line stops in its middle, for so long or ever after"
        case .hangAfterResult: "the result is written, and the process stays"
        case .trickle: "output comes at so many bytes a second"
        case .jitter: "each write is late by a drawn time, up to so much"
        case .burst: "output is held for so long, then comes at once"
        case .lateEvent: "a line comes so long after the result"
        case .periodicEvents: "lines come after the result, one every so often"
        case .spinner: "a spinner turns on standard output for ever"
        case .truncate: "standard output loses all behind so many bytes"
        case .lateReader: "what a reader has not drained in so long is lost, and the status is 0"
        case .partialLastLine: "the last line lacks its second half"
        case .noFinalNewline: "the last line lacks its end"
        case .oneByteWrites: "each byte is written by itself"
        case .splitUTF8: "writes end inside of characters"
        case .splitEscape: "writes end inside of escape sequences"
        case .splitCRLF: "writes end between CR and LF"
        case .crlf: "every second line ends with CR LF"
        case .invalidUTF8: "a byte that begins a character and has no second is put in"
        case .overlongUTF8: "a form of five bytes that UTF-8 forbids is put in"
        case .nulBytes: "NUL bytes are put in"
        case .c1Bytes: "C1 control bytes are put in"
        case .loneSurrogate: "half of a surrogate pair stands in a JSON string"
        case .bom: "the output begins with a byte order mark"
        case .longLine: "a line of so many bytes comes in between"
        case .duplicateChunk: "a write comes twice"
        case .reorderChunks: "a write comes behind the next one"
        case .dropChunk: "a write is lost"
        case .bitFlip: "one bit of a write is wrong"
        case .interleavedStderr: "standard error speaks in the middle of a line"
        case .logLine: "a log line stands in the middle of a JSON line"
        case .malformedJSON: "a line is no JSON"
        case .truncatedJSON: "the output ends inside of a JSON line, with status 0"
        case .unknownEvent: "a message of an unknown type comes"
        case .missingResult: "there is no result"
        case .secondResult: "the result comes twice"
        case .wrongSessionID: "messages name another session"
        case .orphanToolResult: "a tool answers that was never called"
        case .resultError: "the result says that it is an error"
        case .unansweredPermission: "answers about permissions are never followed"
        case .exit: "the process ends with a status, or by a signal"
        case .ignoreTerm: "SIGTERM is ignored"
        case .ignoreInterrupt: "SIGINT is ignored"
        case .ignoreInputEnd: "the end of standard input is ignored"
        case .secondInterrupt: "the first SIGINT is ignored, the second ends the process"
        case .stop: "the process stops itself: SIGTTIN, SIGTSTP or SIGSTOP"
        case .zombie: "a child ends and is never waited for"
        case .grandchild: "a process stays behind that keeps streams open"
        case .closeOutput: "standard output is closed, and the process lives"
        case .daemonise: "the process ends, and a detached copy of it stays"
        case .slowExit: "the streams are closed, and the process ends so much later"
        case .forkStorm: "so many processes are started at once"
        case .memory: "memory grows, by so much over so long along a curve"
        case .descriptors: "so many descriptors are opened and kept"
        case .cpuSpin: "the processor is busy for so long"
        case .fileGrowth: "a temporary file grows by so much"
        case .threads: "so many threads are started"
        case .neverReads: "standard input is never read"
        case .slowReads: "standard input is read once every so often"
        case .closeInput: "standard input is closed"
        case .echoInput: "what is read is written back"
        case .dropEarlyInput: "what is read before so long is forgotten"
        case .eatPaste: "what comes in one piece of more than so many bytes is forgotten"
        case .canonicalLimit: "of each line no more than so many bytes are taken"
        case .rawLeftOn: "the terminal is left raw"
        case .alternateLeftOn: "the terminal is left on its alternate screen"
        case .ignoreResize: "a new size of the terminal is ignored"
        case .askTerminal: "the terminal is asked, and its answer is waited for"
        }
    }

    /// The parameters that it takes besides `kind`, `at`, `after`, `call`, `stream` and `probability`.
    public var parameters: [String] {
        switch self {
        case .stall, .slowStart, .hangMidLine, .hangAfterResult, .burst, .closeOutput, .slowExit, .cpuSpin,
            .dropEarlyInput:
            ["for"]
        case .daemonise: ["for"]
        case .trickle: ["rate"]
        case .jitter: ["max"]
        case .lateEvent: ["for", "line"]
        case .periodicEvents: ["every", "count", "line"]
        case .spinner, .slowReads: ["every"]
        case .truncate, .longLine, .fileGrowth, .eatPaste, .canonicalLimit: ["bytes"]
        case .lateReader: ["for"]
        case .interleavedStderr, .logLine, .malformedJSON, .unknownEvent: ["line"]
        case .exit: ["status", "signal"]
        case .stop: ["signal"]
        case .grandchild: ["for", "hold", "memory", "detached"]
        case .forkStorm: ["count", "for"]
        case .memory: ["grow", "over", "curve"]
        case .descriptors, .threads: ["count"]
        case .askTerminal: ["query", "for"]
        default: []
        }
    }
}
