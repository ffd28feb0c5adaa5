import Determinism
import Testing

@Suite("A message of the clock protocol")
struct ClockMessageTests {
    @Test("has its fields at fixed places, lowest byte first")
    func layout() {
        let message = ClockMessage(
            .idle, value: -2, epoch: 0x0102_0304_0506_0708, instant: Instant(microseconds: 300_000_000))
        #expect(
            message.bytes == [
                1, 0, 5, 0, 0xFE, 0xFF, 0xFF, 0xFF, 8, 7, 6, 5, 4, 3, 2, 1, 0x00, 0xA3, 0xE1, 0x11, 0, 0, 0, 0,
            ])
        #expect(message.bytes.count == ClockMessage.byteCount)
    }

    @Test("is read as it was written")
    func roundTrip() throws {
        var choices = Choices(seed: 6)
        for number in UInt16(1)...6 {
            let kind = try #require(ClockMessage.Kind(rawValue: number))
            let message = ClockMessage(
                kind, value: Int32(truncatingIfNeeded: choices.bits("value")), epoch: choices.bits("epoch"),
                instant: Instant(microseconds: Int64(bitPattern: choices.bits("instant"))))
            #expect(try ClockMessage(bytes: message.bytes) == message)
        }
        #expect(ClockMessage(.idle).instant == .distantFuture)
        #expect(ClockMessage.wrote(70_000, to: 2, epoch: 9).number == 70_000)
    }

    @Test("of another size, version or kind is refused by name")
    func refusals() {
        let bytes = ClockMessage(.hello, value: 1).bytes
        #expect(throws: ClockMessageError.size(23)) { try ClockMessage(bytes: bytes.dropLast()) }
        #expect(throws: ClockMessageError.size(0)) { try ClockMessage(bytes: []) }
        var other = bytes
        other[0] = 2
        #expect(throws: ClockMessageError.version(2)) { try ClockMessage(bytes: other) }
        other = bytes
        other[2] = 8
        #expect(throws: ClockMessageError.kind(8)) { try ClockMessage(bytes: other) }
        #expect("\(ClockMessageError.version(2))" == "version 2 of the clock protocol; version 1 is spoken")
    }

    @Test("of any bytes is a message or a refusal, never a crash")
    func hostileBytes() {
        var choices = Choices(seed: 7)
        for _ in 0..<2_000 {
            let count = choices.below(40, "count")
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: choices.bits("byte")) }
            if let message = try? ClockMessage(bytes: bytes) { #expect(message.bytes == bytes) }
        }
    }
}
