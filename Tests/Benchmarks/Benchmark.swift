/// One comparison of ours with a peer or a physical limit.
protocol Benchmark {
    /// The word that selects it on the command line.
    static var name: String { get }
    /// What is compared with what, and what must be reached, in one line.
    static var summary: String { get }
    /// Measures and returns the lines of its result.
    static func run(_ settings: Settings) throws(BenchmarkError) -> [String]
}

/// All benchmarks, in the order in which they run: a new one is a file beside this one and a line here.
var allBenchmarks: [any Benchmark.Type] {
    [
        PatternScan.self,
        PatternStreams.self,
        PatternCounts.self,
        FakeStartUp.self,
        ExpectSpeed.self,
        FakeAnswer.self,
        StreamParse.self,
        SimulatedEvents.self,
        RecordingSpeed.self,
        RedactionSpeed.self,
        RecordingReading.self,
        ScreenDrawing.self,
        PlaybackTiming.self,
    ]
}

/// What the command line asks for.
struct Settings {
    /// Whether less work and fewer rounds shall do: the figures are then rough.
    var isShort = false
    /// The benchmarks to run; all if empty.
    var names: [String] = []
}

/// Why a benchmark could not be run: something is missing on this machine.
struct BenchmarkError: Error {
    /// What is missing and what to do about it.
    let message: String

    init(_ message: String) { self.message = message }
}
