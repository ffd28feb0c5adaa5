import Testing
import Text

@Suite("Durations and sizes with their units")
struct QuantityTests {
    @Test(
        "A duration is read exactly",
        arguments: [
            ("300s", 300_000_000), ("250ms", 250_000), ("1m30s", 90_000_000), ("1.5h", 5_400_000_000), ("0", 0),
            ("2 m", 120_000_000), ("0.000001s", 1),
        ] as [(String, Int64)])
    func durations(text: String, microseconds: Int64) throws {
        #expect(try Quantity.duration(text) == .microseconds(microseconds))
    }

    @Test(
        "A size is read exactly",
        arguments: [("600MB", 600_000_000), ("512KiB", 524_288), ("1.5GiB", 1_610_612_736), ("0", 0), ("7B", 7)])
    func sizes(text: String, bytes: Int) throws { #expect(try Quantity.bytes(text) == bytes) }

    @Test(
        "What has no unit, an unknown one, or no number is refused with an example",
        arguments: ["300", "5 min", "s", "", "1..5s", "-3s", "99999999999999999999s", "1s2", "9e9h"])
    func refusals(text: String) {
        #expect(throws: QuantityError(text: text, expected: "a duration such as 300s, 250ms, 2m or 1h")) {
            try Quantity.duration(text)
        }
    }
}
