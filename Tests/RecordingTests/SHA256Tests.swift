import Testing

@testable import Recording

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "The examples of the standard",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, digest: String) {
        var hash = SHA256()
        hash.update(Array(text.utf8))
        #expect(hash.text == digest)
    }

    @Test("A million letters, in parts of every size, give one digest")
    func parts() {
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        var hash = SHA256()
        var rest = letters[...]
        var size = 1
        while !rest.isEmpty {
            hash.update(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            size = size % 200 + 1
        }
        #expect(hash.text == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("The processor's instructions and the loops in Swift give the same digests, in parts of every size")
    func instructionsAndLoops() {
        var state: UInt32 = 1
        let bytes = (0..<100_000).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
        for size in [1, 55, 56, 63, 64, 65, 127, 128, 1_000, 4_095, 100_000] {
            var fast = SHA256()
            var slow = SHA256()
            slow.usesInstructions = false
            for start in stride(from: 0, to: bytes.count, by: size) {
                let part = Array(bytes[start..<min(start + size, bytes.count)])
                fast.update(part)
                slow.update(part)
            }
            #expect(fast.text == slow.text)
        }
    }

    @Test("Texts of every length around a block differ from their prefixes")
    func lengths() {
        let digests = (0..<200).map { SHA256.digest(of: [UInt8](repeating: 0, count: $0)) }
        #expect(Set(digests).count == 200)
        #expect(digests.allSatisfy { $0.count == SHA256.digestBytes })
    }
}
