import Hosting

extension LiveHost {
    /// The most bytes that are read of a child whose end was seen, before that end is reported: what a pipe of the
    /// largest size an ordinary user can make holds, unless a grandchild goes on writing.
    static let drainBytesMax = 2 * 1024 * 1024

    /// Allows more bytes to be read.
    func demand(_ bytes: Int, of channel: Channel) throws(HostFailure) {
        guard bytes > 0, let child = child(channel.process), !child[channel.stream].hasEnded else { return }
        let (sum, isOver) = child[channel.stream].demand.addingReportingOverflow(bytes)
        child[channel.stream].demand = isOver ? .max : sum
        child[channel.stream].isParked = false
        try watch(child, channel.stream)
    }

    /// Reads what an output that is ready has, within the demand, and looks whether it ended.
    func serve(_ readiness: Reactor.Readiness, _ stream: Channel.Stream) throws(HostFailure) {
        guard let child = children[readiness.process], child[stream].wire.isOpen else { return }
        if child.isTerminal, !child.pending.isEmpty {
            try writePending(child)
            // Nobody has the terminal open: there would never be room, and the kernel would never stop saying so.
            if readiness.isBroken, !child.pending.isEmpty { refuseInput(of: child) }
        }
        if !child[stream].hasEnded {
            if child[stream].demand > 0 {
                try read(child, stream, bytesMax: Self.readsMax * Self.readBytesMax)
            } else if readiness.isBroken {
                try noteEndWithoutDemand(child, stream)
            }
        }
        try watch(child, stream)
        settle(child)
    }

    /// Reads all that is there of a child's output, as far as there is demand.
    func drain(_ child: Child, _ stream: Channel.Stream) throws(HostFailure) {
        guard child[stream].isAwaited else { return }
        try read(child, stream, bytesMax: Self.drainBytesMax)
        try watch(child, stream)
    }

    /// Reads until there is nothing, no demand, the end, or `bytesMax`.
    private func read(_ child: Child, _ stream: Channel.Stream, bytesMax: Int) throws(HostFailure) {
        var total = 0
        while child[stream].demand > 0, total < bytesMax {
            let count = try readOnce(child, stream, bytesMax: Self.readBytesMax)
            if count == 0 { return }
            total += count
        }
    }

    /// One read, within the demand; 0 where there is nothing or the end, which is reported.
    ///
    /// - Parameter isWhole: whether so much is known to be there: a terminal hands it out in parts, which are joined.
    func readOnce(
        _ child: Child, _ stream: Channel.Stream, bytesMax: Int, isWhole: Bool = false
    ) throws(HostFailure) -> Int {
        let channel = Channel(child.handle, stream)
        do throws(SystemError) {
            let room = min(child[stream].demand, bytesMax, Self.readBytesMax)
            var bytes = try take(room, of: child[stream])
            while isWhole, child.isTerminal, !bytes.isEmpty, bytes.count < room {
                guard let more = try? take(room - bytes.count, of: child[stream]), !more.isEmpty else { break }
                bytes += more
            }
            guard !bytes.isEmpty else {
                end(child, stream)
                return 0
            }
            child[stream].demand -= bytes.count
            child[stream].lastCount = bytes.count
            report(.bytes(channel, bytes))
            return bytes.count
        } catch .wouldBlock {
            return 0
        } catch .inputOutput where child.isTerminal {
            end(child, stream)
            return 0
        } catch {
            throw HostFailure(.systemCall, "can't read \(stream) of child \(channel.process): \(error.text)")
        }
    }

    /// One read, empty at the end. Where the last one was large, it goes to its final place at once; small ones would
    /// hold much more memory than they need.
    private func take(_ room: Int, of output: Child.Output) throws(SystemError) -> [UInt8] {
        let descriptor = output.wire.descriptor
        guard output.lastCount >= Self.readBytesMax / 4 else {
            let buffer = UnsafeMutableRawBufferPointer(rebasing: scratch[..<room])
            let count = try SystemCalls.read(descriptor, into: buffer)
            return [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            do throws(SystemError) {
                count = try SystemCalls.read(descriptor, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The writers are gone and nobody wants the rest: an empty pipe has ended, a full one waits for demand.
    ///
    /// What is left in a terminal can't be told without a read, so that one always waits for demand.
    func noteEndWithoutDemand(_ child: Child, _ stream: Channel.Stream) throws(HostFailure) {
        if !child.isTerminal, let rest = try? SystemCalls.readableBytes(child[stream].wire.descriptor), rest == 0 {
            return end(child, stream)
        }
        child[stream].isParked = true
    }

    /// Reports the end of a stream. The master of a terminal stays open: closing it would hang up on a child that
    /// closed its own side but lives.
    private func end(_ child: Child, _ stream: Channel.Stream) {
        child[stream].hasEnded = true
        child[stream].demand = 0
        if !child.isTerminal { reactor.close(&child[stream].wire) }
        report(.ended(Channel(child.handle, stream)))
    }

    /// Brings what the kernel is asked about an output in line with what is wanted of it.
    func watch(_ child: Child, _ stream: Channel.Stream) throws(HostFailure) {
        do throws(SystemError) {
            try watchOutput(child, stream)
        } catch {
            throw HostFailure(.systemCall, "can't watch a stream of child \(child.handle.rawValue): \(error.text)")
        }
    }

    /// As `watch`, for a child that is being started.
    func watchOutput(_ child: Child, _ stream: Channel.Stream) throws(SystemError) {
        let output = child[stream]
        var interest: UInt32?
        if !output.hasEnded, !output.isParked { interest = output.demand > 0 ? Reactor.readable : 0 }
        if child.isTerminal, !child.pending.isEmpty { interest = (interest ?? 0) | Reactor.writable }
        try reactor.watch(
            &child[stream].wire, for: interest, process: child.handle.rawValue,
            role: stream == .stdout ? .stdout : .stderr)
    }
}
