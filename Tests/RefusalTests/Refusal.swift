import Glibc

@testable import Scenarios

/// What comes of a text as a scenario: `accepted`, or the error as a person sees it.
func verdict(on text: String) -> String { verdict(on: Array(text.utf8)) }

/// What comes of bytes as a scenario: `accepted`, or the error as a person sees it.
func verdict(on bytes: [UInt8], folder: String = "/nowhere") -> String {
    do throws(SourceError) {
        _ = try ScenarioDecoder(file: "s.yaml", folder: folder).decode(bytes)
        return "accepted"
    } catch {
        return error.description
    }
}

/// The most processor time that a refusal may take, in a build without optimisation.
let patience: Duration = .milliseconds(900)

/// A verdict, and how much processor time it took: a busy machine makes no difference.
func timedVerdict(on text: String) -> (verdict: String, time: Duration) {
    let start = processorTime
    let verdict = verdict(on: text)
    return (verdict, processorTime - start)
}

/// What this thread has used so far.
private var processorTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
