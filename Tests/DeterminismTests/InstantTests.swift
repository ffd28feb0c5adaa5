import Determinism
import Testing

@Suite("Instants and durations")
struct InstantTests {
    @Test(
        "The text has six decimals, exactly",
        arguments: [
            (Int64(0), "0.000000"), (1, "0.000001"), (300_000_000, "300.000000"), (-1, "-0.000001"),
            (1_234_567, "1.234567"),
            (.max, "9223372036854.775807"), (.min, "-9223372036854.775808"),
        ])
    func text(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
    }

    @Test(
        "Durations are rounded to the nearest microsecond, halves away from zero",
        arguments: [
            (Duration.nanoseconds(499), Int64(0)), (.nanoseconds(500), 1), (.nanoseconds(-499), 0),
            (.nanoseconds(-500), -1),
            (.nanoseconds(1_499), 1), (.milliseconds(-1_500), -1_500_000), (.seconds(3_600), 3_600_000_000),
        ])
    func rounding(duration: Duration, microseconds: Int64) {
        #expect(duration.microseconds == microseconds)
    }

    @Test("A duration beyond 64 bits is the largest of its sign")
    func saturation() {
        #expect(Duration.seconds(Int64.max).microseconds == .max)
        #expect(Duration.seconds(Int64.min).microseconds == .min)
        #expect(Duration.microseconds(Int64.max).microseconds == .max)
    }

    @Test("Sums beyond the far future are the far future")
    func sums() {
        #expect(Instant.zero + .seconds(300) == Instant(microseconds: 300_000_000))
        #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
        #expect(Instant(microseconds: 5) + .seconds(Int64.max) == .distantFuture)
        #expect(Instant(microseconds: 2_500_000) - Instant(microseconds: 500_000) == .seconds(2))
    }

    @Test("Instants are ordered by time")
    func order() {
        #expect(Instant.zero < Instant(microseconds: 1))
        #expect(!(Instant(microseconds: 1) < Instant(microseconds: 1)))
    }
}
