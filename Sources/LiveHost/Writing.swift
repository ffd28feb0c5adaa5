import Hosting

extension LiveHost {
    /// Writes bytes after all earlier ones: what goes at once now, the rest when there is room.
    func write(_ bytes: [UInt8], to handle: ProcessHandle) throws(HostFailure) {
        guard let child = child(handle), !bytes.isEmpty, !child.isInputGone, !child.isInputClosing else { return }
        guard child.pending.count + bytes.count <= Self.pendingInputBytesMax else {
            throw HostFailure(
                .limit, "more than \(Self.pendingInputBytesMax) bytes wait for the input of child \(handle.rawValue)")
        }
        let isFirst = child.pending.isEmpty
        child.pending.append(bytes)
        if isFirst { try writePending(child) }
        try watchInput(child)
    }

    /// Closes a pipe to a child once all is through; a terminal has no end to close.
    func closeInput(of handle: ProcessHandle) throws(HostFailure) {
        guard let child = child(handle), !child.isTerminal, !child.isInputGone else { return }
        child.isInputClosing = true
        closeInputIfThrough(child)
    }

    /// Lets go of a child's streams. What was still to be written is refused, what was still to be read is lost.
    func hangUp(_ handle: ProcessHandle) throws(HostFailure) {
        guard let child = child(handle) else { return }
        if !child.pending.isEmpty { refuseInput(of: child) }
        closeStreams(of: child)
        for stream in [Channel.Stream.stdout, .stderr] where !child[stream].hasEnded {
            child[stream].hasEnded = true
            child[stream].demand = 0
            report(.ended(Channel(handle, stream)))
        }
        settle(child)
        retireGroup(of: child)
    }

    /// Lets go of one output: a pipe breaks, a pseudoterminal hangs up.
    func letGo(_ channel: Channel) throws(HostFailure) {
        guard let child = child(channel.process), !child[channel.stream].hasEnded else { return }
        if child.isTerminal, !child.pending.isEmpty { refuseInput(of: child) }
        child[channel.stream].hasEnded = true
        child[channel.stream].demand = 0
        reactor.close(&child[channel.stream].wire)
        report(.ended(channel))
        settle(child)
    }

    /// Goes on writing into a pipe that has room, or whose reader is gone.
    func serveInput(_ number: Int) throws(HostFailure) {
        guard let child = children[number], child.input.isOpen else { return }
        if !child.pending.isEmpty { try writePending(child) }
        try watchInput(child)
    }

    /// Writes until the kernel takes no more, and reports how much went.
    func writePending(_ child: Child) throws(HostFailure) {
        let descriptor = child.isTerminal ? child.stdout.wire.descriptor : child.input.descriptor
        var typing = coordinator != nil && child.isTerminal ? Typing(on: descriptor) : nil
        var total = 0
        var failure: SystemError?
        do throws(SystemError) {
            for _ in 0..<(typing == nil ? Self.writesMax : Self.typedPiecesMax) where !child.pending.isEmpty {
                total += try child.pending.take { bytes throws(SystemError) in
                    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.writeBytesMax))
                    guard let piece = typing?.piece(of: part) else { return try SystemCalls.write(descriptor, part) }
                    return try typing?.type(piece, on: descriptor) ?? 0
                }
            }
        } catch {
            failure = error
        }
        typing?.end()
        if total > 0 { report(.wrote(child.handle, bytes: total)) }
        if let typing {
            try takeEcho(of: child, typing)
            for signal in typing.signals { try settle(signal, sentTo: child.handle, .group) }
        }
        switch failure {
        case nil: closeInputIfThrough(child)
        case .wouldBlock: break
        case .brokenPipe, .inputOutput: refuseInput(of: child)
        case .some(let error):
            throw HostFailure(.systemCall, "can't write to child \(child.handle.rawValue): \(error.text)")
        }
    }

    /// Reports once that the child does not take its input, and drops what is left of it.
    func refuseInput(of child: Child) {
        child.pending.removeAll()
        child.isInputGone = true
        if !child.isTerminal { reactor.close(&child.input) }
        report(.inputRefused(child.handle))
    }

    private func closeInputIfThrough(_ child: Child) {
        guard child.isInputClosing, child.pending.isEmpty, child.input.isOpen else { return }
        SystemCalls.closingAlone { reactor.close(&child.input) }
        child.isInputGone = true
    }

    /// Asks the kernel about room only while something waits for it.
    private func watchInput(_ child: Child) throws(HostFailure) {
        if child.isTerminal { return try watch(child, .stdout) }
        do throws(SystemError) {
            try reactor.watch(
                &child.input, for: child.pending.isEmpty ? nil : Reactor.writable,
                process: child.handle.rawValue, role: .input)
        } catch {
            throw HostFailure(.systemCall, "can't watch the input of child \(child.handle.rawValue): \(error.text)")
        }
    }
}
