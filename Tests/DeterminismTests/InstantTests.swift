import Determinism
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(
        "The text has six decimals", arguments: [(Int64(0), "0.000000"), (1, "0.000001"), (300_000_000, "300.000000")])
    func text(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).description == text)
    }
}
