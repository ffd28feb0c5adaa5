import CProcesses
import Determinism
import Hosting

/// Reads that are cut where a participant's writes were, and come in their order, as in a simulation.
extension LiveHost {
    /// The most writes of one child that may wait to be read.
    static let countedWritesMax = 1 << 20

    /// A child has told of a write.
    func note(_ message: ClockMessage, of participant: Participant) throws(HostFailure) {
        guard participant.isChild, let child = child(participant.root), message.number > 0 else { return }
        guard child.writes.count < Self.countedWritesMax else {
            throw HostFailure(
                .limit, "\(participant.name) has written \(Self.countedWritesMax) times and nothing of it was read")
        }
        child.writes.append((message.value == 2 ? .stderr : .stdout, Int(clamping: message.number)))
    }

    /// Reads all that is wanted of a child's outputs, and notes their ends; whether there was anything.
    func takeOutput(of child: Child) throws(HostFailure) -> Bool {
        var hasRead = try takeCountedWrites(of: child)
        for stream in [Channel.Stream.stdout, .stderr] where child[stream].wire.isOpen && !child[stream].hasEnded {
            let demand = child[stream].demand
            if demand == 0 {
                if u_is_broken(child[stream].wire.descriptor) != 0 { try noteEndWithoutDemand(child, stream) }
            } else if !child.writes.contains(where: { $0.stream == stream }) {
                try drain(child, stream)
                hasRead = hasRead || child[stream].demand != demand
            }
        }
        settle(child)
        return hasRead
    }

    /// Reads write by write as far as there is demand.
    private func takeCountedWrites(of child: Child) throws(HostFailure) -> Bool {
        guard !child.writes.isEmpty else { return false }
        var hasRead = false
        var rest: ArraySlice<(stream: Channel.Stream, count: Int)> = []
        for write in child.writes {
            var left = write.count
            while left > 0, child[write.stream].isAwaited {
                let count = try readOnce(child, write.stream, bytesMax: left, isWhole: true)
                guard count > 0 else { break }
                left -= count
                hasRead = true
            }
            // What can't be read any more, after a hang-up, is nobody's.
            if left > 0, !child[write.stream].hasEnded { rest.append((write.stream, left)) }
        }
        child.writes = rest
        return hasRead
    }
}
