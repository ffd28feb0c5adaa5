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
        hash.combine(transcript.text)
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
        }
        for failure in failures { hash.combine(failure.what) }
        return hash
    }
}
