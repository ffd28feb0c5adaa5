import Determinism
import Matching
import Orchestration

/// The fingerprint of a run on real processes: what was said and what came of it, without instants and chunks.
///
/// The kernel decides when bytes arrive and how they are cut; neither belongs to what a scenario means.
extension ScenarioProgram {
    /// Two runs of one seed have the same meaning.
    var meaning: TraceHash {
        var hash = TraceHash()
        var start = 0
        for block in transcript.blockRanges {
            hash.combine(Array(transcript.text[start..<block.lowerBound]))
            start = block.upperBound
        }
        for delegation in transcript.delegations {
            hash.combine(delegation.agent)
            hash.combine(delegation.task)
        }
        for ticket in transcript.tickets {
            hash.combine(ticket.kind.rawValue)
            hash.combine(ticket.title)
        }
        for result in engine.results {
            hash.combine(result.agent)
            hash.combine(result.status.rawValue)
            if result.status == .completed { hash.combine(result.text) }
        }
        for failure in failures { hash.combine(failure.what) }
        return hash
    }
}
