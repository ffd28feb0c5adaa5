/// A process that is still the same one: pids are used again, a pid with its start time is not.
struct ProcessIdentity: Hashable {
    /// The number in the kernel.
    let pid: Int32
    /// When it started, in clock ticks since the machine did (proc(5), field 22 of `stat`).
    let startTicks: UInt64
}

/// What `/proc/PID/stat` says of a process.
struct ProcessStatus {
    let identity: ProcessIdentity
    let parent: Int32
    let group: Int32
    let session: Int32
    /// Whether it will still be there when nobody does anything: a zombie will not, nor who is in exit(2), nor who has
    /// a fatal signal to take, which the kernel shows as a pending SIGKILL.
    ///
    /// A main thread that has ended may be outlived by others, which then keep the process running.
    let isRunning: Bool
    let threads: Int
    /// Its own time and that of children that it has reaped, in clock ticks.
    let processorTicks: Int

    /// `PF_EXITING` of the kernel's `include/linux/sched.h`.
    private static let exitingFlag = 0x4
    /// SIGKILL in a set of signals.
    private static let killBit = 1 << 8

    /// The status from the bytes of the file; `nil` where they are something else.
    ///
    /// The name in parentheses may hold anything, parentheses too, so the fields are counted from the last one.
    init?(pid: Int32, bytes: UnsafeRawBufferPointer) {
        guard let name = bytes.lastIndex(of: UInt8(ascii: ")")), name + 2 < bytes.count else { return nil }
        let state = bytes[name + 2]
        var scanner = NumberScanner(UnsafeRawBufferPointer(rebasing: bytes[(name + 3)...]))
        var fields = (parent: 0, group: 0, session: 0, flags: 0, time: 0, threads: 0, start: 0, pending: 0)
        for field in 4...31 {
            guard let value = scanner.next() else { return nil }
            switch field {
            case 4: fields.parent = value
            case 5: fields.group = value
            case 6: fields.session = value
            case 9: fields.flags = value
            case 14...17: fields.time &+= value
            case 20: fields.threads = value
            case 22: fields.start = value
            case 31: fields.pending = value
            default: break
            }
        }
        identity = ProcessIdentity(pid: pid, startTicks: UInt64(truncatingIfNeeded: fields.start))
        (parent, group) = (Int32(truncatingIfNeeded: fields.parent), Int32(truncatingIfNeeded: fields.group))
        session = Int32(truncatingIfNeeded: fields.session)
        threads = fields.threads
        processorTicks = fields.time
        let isZombie = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
        let hasThreads = fields.threads > 1 && state != UInt8(ascii: "X")
        let isLeaving = isZombie || fields.flags & Self.exitingFlag != 0
        isRunning = (!isLeaving || hasThreads) && fields.pending & Self.killBit == 0
    }
}

/// Finds decimal numbers among other bytes, without making strings of them.
struct NumberScanner {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next number, with its sign; `nil` at the end.
    mutating func next() -> Int? {
        while position < bytes.count, !Self.isDigit(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let isNegative = position > 0 && bytes[position - 1] == UInt8(ascii: "-")
        var value = 0
        while position < bytes.count, Self.isDigit(bytes[position]) {
            value = value &* 10 &+ Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
        }
        return isNegative ? -value : value
    }

    /// Moves behind a label, such as `Pss:`; whether it is there.
    mutating func skip(past label: StaticString) -> Bool {
        let count = label.utf8CodeUnitCount
        var place = position
        while place + count <= bytes.count {
            if label.utf8Start[0] == bytes[place], matches(label, at: place) {
                position = place + count
                return true
            }
            place += 1
        }
        return false
    }

    private func matches(_ label: StaticString, at place: Int) -> Bool {
        for index in 0..<label.utf8CodeUnitCount where label.utf8Start[index] != bytes[place + index] { return false }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
