/// One message of the clock protocol, by which processes share one virtual clock: who takes part says when it wants to
/// go on, and the coordinator lets one after the other go on, at instants that it decides.
///
/// A message is `byteCount` bytes, little-endian: the version (2 bytes), the kind (2), a value (4, signed), an epoch (8), a
/// number (8, signed): an instant in microseconds, the largest of which means never, or a count.
public struct ClockMessage: Sendable, Hashable {
    /// The variable that holds the coordinator's address: a path, or a name behind an `@` (abstract, unix(7)).
    public static let addressVariable = "UNDERSTUDY_CLOCK"
    /// The size of every message, in bytes.
    public static let byteCount = 24
    /// The version that is spoken here.
    public static let version: UInt16 = 1

    /// What a message is.
    public enum Kind: UInt16, Sendable, Hashable {
        /// To the coordinator, first of all: a process takes part. The value is its number (getpid(2)).
        case hello = 1
        /// To the coordinator: a process was started that will say hello. The value is its number, the instant when it
        /// wants to go on first.
        case expect = 2
        /// From the coordinator: it is this instant; look whether there is something to do. Opens the epoch.
        case look = 3
        /// To the coordinator: there is something to do. `idle` of the same epoch follows once it is done.
        case running = 4
        /// To the coordinator: there is nothing to do before the instant. The value is a `State`.
        case idle = 5
        /// To the coordinator, if the process likes: it has written to a pipe that the coordinator reads. The value is its
        /// descriptor (1 or 2), the number the count of bytes. So reads are cut where writes were.
        case wrote = 6
        /// To the coordinator: the process keeps a processor busy from now to the instant, at which it goes on. Computing
        /// takes no virtual time by itself, so that this is all that is measured of it.
        case busy = 7
    }

    /// Why a process that takes part does not go on.
    public enum State: Int32, Sendable, Hashable {
        /// It waits for input, a signal, or the instant.
        case waiting = 0
        /// It has something to write for which there is no room.
        case writing = 1
        /// It is about to stop itself (SIGSTOP).
        case stopping = 2
        /// It goes on at once, behind the reading of what it has written so far.
        case flushing = 3
    }

    /// What it is.
    public var kind: Kind
    /// A number whose meaning is the kind's.
    public var value: Int32
    /// The epoch that it belongs to; 0 where it belongs to none.
    public var epoch: UInt64
    /// An instant of the coordinator's clock, or a count.
    public var number: Int64

    /// A message.
    public init(_ kind: Kind, value: Int32 = 0, epoch: UInt64 = 0, instant: Instant = .distantFuture) {
        self.kind = kind
        self.value = value
        self.epoch = epoch
        number = instant.microseconds
    }

    /// So many bytes were written to a descriptor.
    public static func wrote(_ count: Int, to descriptor: Int32, epoch: UInt64) -> ClockMessage {
        ClockMessage(.wrote, value: descriptor, epoch: epoch, instant: Instant(microseconds: Int64(count)))
    }

    /// The number as an instant.
    public var instant: Instant { Instant(microseconds: number) }

    /// The message as it is sent.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        Self.append(Self.version, to: &bytes)
        Self.append(kind.rawValue, to: &bytes)
        Self.append(value, to: &bytes)
        Self.append(epoch, to: &bytes)
        Self.append(number, to: &bytes)
        return bytes
    }

    /// A message as it was received.
    ///
    /// - Throws: `ClockMessageError` where it is of another size, version or kind.
    public init(bytes: some Collection<UInt8>) throws(ClockMessageError) {
        guard bytes.count == Self.byteCount else { throw .size(bytes.count) }
        var reader = bytes.makeIterator()
        func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
            var number: Number = 0
            for place in 0..<Number.bitWidth / 8 {
                number |= Number(truncatingIfNeeded: reader.next() ?? 0) << (place * 8)
            }
            return number
        }
        let version = next(UInt16.self)
        guard version == Self.version else { throw .version(version) }
        let name = next(UInt16.self)
        guard let kind = Kind(rawValue: name) else { throw .kind(name) }
        self.kind = kind
        value = next(Int32.self)
        epoch = next(UInt64.self)
        number = next(Int64.self)
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for place in 0..<number.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: number >> (place * 8))) }
    }
}

/// Why bytes are no message of the clock protocol.
public enum ClockMessageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// So many bytes.
    case size(Int)
    /// Another version.
    case version(UInt16)
    /// A kind that this version does not have.
    case kind(UInt16)

    /// What is wrong, and what was expected.
    public var description: String {
        switch self {
        case .size(let count): "a clock message of \(count) bytes where \(ClockMessage.byteCount) were expected"
        case .version(let version):
            "version \(version) of the clock protocol; version \(ClockMessage.version) is spoken"
        case .kind(let kind): "a clock message of the unknown kind \(kind)"
        }
    }
}
