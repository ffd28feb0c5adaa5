import CProcesses
import Hosting
import Recording

/// Typing on virtual time: the kernel echoes and sends signals a moment later, which is waited for.
extension LiveHost {
    /// What a terminal does at once to what is typed; nothing where it is raw.
    struct Typing {
        private let modes: u_typing
        /// The other side of the terminal, open until all is taken.
        private let slave: Int32
        private var isLiteral = false
        /// The signals that the kernel sends, in order.
        private(set) var signals: [Signal] = []

        /// The longest piece that the kernel takes in one go, in bytes.
        private static let pieceBytesMax = 1_024
        /// How long an echo may take to come, in microseconds of the world, where the kernel can't be waited for.
        private static let echoMicroseconds = 20_000
        private static let pauseMicroseconds = 50

        /// `nil`: the terminal does nothing but hand on what is typed, or its other side is gone.
        init?(on master: Int32) {
            var modes = u_typing()
            guard u_read_typing(master, &modes) == 0, modes.has_echo != 0 || modes.has_signals != 0 else { return nil }
            slave = u_open_other_side(master)
            guard slave >= 0 else { return nil }
            self.modes = modes
        }

        func end() { SystemCalls.close(slave) }

        /// As much of some bytes as is typed in one go: the kernel is through with a line before the next is typed.
        func piece(of bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
            let ends = [UInt8(ascii: "\n"), UInt8(ascii: "\r"), modes.end_of_file]
            let part = bytes.prefix(Self.pieceBytesMax)
            let end = part.firstIndex { ends.contains($0) }.map { $0 + 1 } ?? part.endIndex
            return UnsafeRawBufferPointer(rebasing: bytes[..<end])
        }

        /// Types a piece and waits until the kernel has taken it; how much of it went.
        mutating func type(_ bytes: UnsafeRawBufferPointer, on master: Int32) throws(SystemError) -> Int {
            let wasReadable = u_settle_typing(slave) != 0
            let before = try SystemCalls.readableBytes(master)
            let count = try SystemCalls.write(master, bytes)
            note(bytes.prefix(count))
            if u_settle_typing(slave) != 0, wasReadable, modes.has_echo != 0 {
                // A line waits to be read, so that nothing tells that the next one was taken but its echo.
                _ = readable(on: master, besides: before)
                _ = u_settle_typing(slave)
            }
            return count
        }

        /// How many bytes can be read; where some were there before, more are waited for as long as an echo may take.
        func readable(on master: Int32, besides before: Int) -> Int {
            var left = before > 0 && modes.has_echo != 0 ? Self.echoMicroseconds : 0
            while true {
                let there = (try? SystemCalls.readableBytes(master)) ?? 0
                if there != before || left <= 0 { return there }
                SystemCalls.sleep(microseconds: Self.pauseMicroseconds)
                left -= Self.pauseMicroseconds
            }
        }

        private mutating func note(_ bytes: some Sequence<UInt8>) {
            for byte in bytes {
                if isLiteral {
                    isLiteral = false
                } else if modes.has_signals != 0, byte != 0, let signal = signal(of: byte) {
                    signals.append(signal)
                } else if byte != 0, byte == modes.literal_next {
                    isLiteral = true
                }
            }
        }

        private func signal(of byte: UInt8) -> Signal? {
            switch byte {
            case modes.interrupt: .interrupt
            case modes.quit: .quit
            case modes.suspend: .terminalStop
            default: nil
            }
        }
    }

    /// How many pieces are typed before anything else has its turn.
    static let typedPiecesMax = 1_024

    /// Reads what a terminal has echoed: behind what was written before, and ahead of what will be.
    func takeEcho(of child: Child, _ typing: Typing) throws(HostFailure) {
        guard child.stdout.wire.isOpen, !child.stdout.hasEnded else { return }
        let counted = child.writes.reduce(0) { $0 + $1.count }
        if counted == 0, child.stdout.isAwaited {
            _ = try readOnce(child, .stdout, bytesMax: Self.readBytesMax, isWhole: true)
        }
        guard child.stdout.wire.isOpen, !child.stdout.hasEnded else { return }
        let there = typing.readable(on: child.stdout.wire.descriptor, besides: counted)
        if there > counted { child.writes.append((.stdout, there - counted)) }
    }
}
