import Determinism
import Testing
import Text

@Suite("Base64")
struct Base64Tests {
    @Test(
        "The examples of the standard",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func examples(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test("Any bytes come back")
    func roundTrip() {
        var choices = Choices(seed: 1)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8(choices.below(256, "byte")) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test(
        "What is not exactly base64 is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "====", "=Zg=", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm-_", "é===",
        ])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
