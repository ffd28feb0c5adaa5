import Glibc

/// The seconds that one contender took in each round.
struct Series {
    let name: String
    var seconds: [Double] = []

    var median: Double { sorted[seconds.count / 2] }
    var least: Double { sorted.first ?? 0 }
    var most: Double { sorted.last ?? 0 }
    private var sorted: [Double] { seconds.sorted() }

    /// Median, spread and what the rate is for an amount of work: "python3 re   1,203 ms (1,180–1,310)   83 MB/s".
    func line(unit: Unit, rate: String = "") -> String {
        "  \(padded(name, 34)) \(unit.text(median)) (\(unit.text(least))–\(unit.text(most)))  \(rate)"
    }
}

/// How seconds are printed.
enum Unit {
    case milliseconds, microseconds

    func text(_ seconds: Double) -> String {
        switch self {
        case .milliseconds: "\(rounded(seconds * 1e3, 1)) ms"
        case .microseconds: "\(rounded(seconds * 1e6, 0)) µs"
        }
    }
}

/// Runs the contenders in turn, round after round, so that a busy machine disturbs all of them alike.
///
/// - Parameter contenders: each does its work once and returns the seconds that counted. One round more is run first
///   and not counted.
func interleave(
    rounds: Int, _ contenders: [(name: String, run: () throws(BenchmarkError) -> Double)]
) throws(BenchmarkError) -> [Series] {
    var series = contenders.map { Series(name: $0.name) }
    for round in 0...rounds {
        for (index, contender) in contenders.enumerated() {
            let seconds = try contender.run()
            if round > 0 { series[index].seconds.append(seconds) }
        }
    }
    return series
}

/// The seconds of the monotonic clock.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The seconds of processor time that this thread has used: what counts where work is measured by the core.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A number with so many digits behind the point.
func rounded(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let whole = (value * scale).rounded()
    guard digits > 0 else { return String(Int(whole)) }
    let fraction = String(Int(whole.magnitude) % Int(scale))
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(whole < 0 ? "-" : "")\(Int(whole.magnitude) / Int(scale)).\(zeros)\(fraction)"
}

/// A text with blanks behind it up to a width.
func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
