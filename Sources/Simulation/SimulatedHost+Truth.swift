public import Hosting

/// What only the machine knows, and no engine can be asked: for those who judge an engine.
extension SimulatedHost {
    /// How many processes of a child's tree run, the child itself included.
    public func population(of process: ProcessHandle) -> Int { self.process(process.rawValue)?.population ?? 0 }

    /// How many bytes a child has written that nobody has read.
    public func unreadBytes(of process: ProcessHandle) -> Int {
        guard let process = self.process(process.rawValue) else { return 0 }
        return process.stdout.unread + process.stderr.unread + process.heldBytes
    }

    /// How many bytes of a stream the engine has asked for and not got.
    public func demand(on channel: Channel) -> Int {
        process(channel.process.rawValue)?.withOutput(channel.stream) { $0.demand } ?? 0
    }
}

extension VirtualProcess {
    /// Bytes on their way to the engine.
    fileprivate var heldBytes: Int {
        events.reduce(0) { sum, event in
            if case .bytes(_, let bytes) = event { sum + bytes.count } else { sum }
        }
    }
}
