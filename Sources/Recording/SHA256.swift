import CHashing

/// SHA-256 over a stream of bytes, so that a reader can tell whether a file is as it was written.
///
/// By the processor's own instructions where it has them, else in Swift; the fake links neither Foundation nor a
/// cryptography library. It finds changed files; nothing here is secret, so no care is taken against timing.
/// Source: FIPS 180-4.
public struct SHA256: Sendable, Hashable {
    /// The size of a block, in bytes.
    public static let blockBytes = 64
    /// The size of a digest, in bytes.
    public static let digestBytes = 32

    private var state: SIMD8<UInt32> = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    private var waiting: [UInt8] = []
    private var count: UInt64 = 0

    /// A hash of nothing yet.
    public init() {}

    /// The digest of all these bytes.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { update($0) } }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        count &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !waiting.isEmpty {
            let taken = rest.prefix(Self.blockBytes - waiting.count)
            waiting.append(contentsOf: taken)
            rest = rest.dropFirst(taken.count)
            guard waiting.count == Self.blockBytes else { return }
            waiting.withUnsafeBytes { compress($0) }
            waiting.removeAll(keepingCapacity: true)
        }
        let whole = rest.startIndex..<rest.startIndex + rest.count / Self.blockBytes * Self.blockBytes
        compress(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[whole]))
        waiting.append(contentsOf: rest.dropFirst(whole.count))
    }

    /// The digest of all bytes so far, `digestBytes` long; more bytes may follow.
    public var digest: [UInt8] {
        var last = self
        let bits = count &* 8
        var padding: [UInt8] = [0x80]
        let used = (waiting.count + 1 + 8) % Self.blockBytes
        padding.append(contentsOf: [UInt8](repeating: 0, count: used == 0 ? 0 : Self.blockBytes - used))
        for shift in stride(from: 56, through: 0, by: -8) { padding.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        last.update(padding)
        return (0..<8).flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: last.state[word] >> $0) }
        }
    }

    /// The digest in lower-case hexadecimal digits.
    public var text: String {
        digest.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    /// Whether the processor's own instructions are used; a test may switch them off.
    var usesInstructions = u_has_sha256() != 0

    /// Takes in whole blocks.
    private mutating func compress(_ blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.baseAddress, !blocks.isEmpty else { return }
        if usesInstructions {
            withUnsafeMutableBytes(of: &state) { words in
                u_sha256(words.assumingMemoryBound(to: UInt32.self).baseAddress, start, blocks.count / Self.blockBytes)
            }
            return
        }
        for offset in stride(from: 0, to: blocks.count, by: Self.blockBytes) {
            var registers = state
            Self.rounds(&registers, start + offset)
            state &+= registers
        }
    }

    /// The 64 rounds (section 6.2.2), sixteen at a time with names that rotate instead of moving, and after each
    /// sixteen the next words of the message schedule: nothing leaves the registers. Twice the speed of plain loops.
    @inline(__always) private static func rounds(_ s: inout SIMD8<UInt32>, _ block: UnsafeRawPointer) {
        var (a, b, c, d) = (s[0], s[1], s[2], s[3])
        var (e, f, g, h) = (s[4], s[5], s[6], s[7])
        var w0 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        var w1 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        var w2 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        var w3 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        var w4 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
        var w5 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
        var w6 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 24, as: UInt32.self))
        var w7 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 28, as: UInt32.self))
        var w8 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 32, as: UInt32.self))
        var w9 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 36, as: UInt32.self))
        var w10 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
        var w11 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 44, as: UInt32.self))
        var w12 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 48, as: UInt32.self))
        var w13 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 52, as: UInt32.self))
        var w14 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 56, as: UInt32.self))
        var w15 = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 60, as: UInt32.self))
        for base in stride(from: 0, to: 64, by: 16) {
            round(a, b, c, &d, e, f, g, &h, w0 &+ constants[base &+ 0])
            round(h, a, b, &c, d, e, f, &g, w1 &+ constants[base &+ 1])
            round(g, h, a, &b, c, d, e, &f, w2 &+ constants[base &+ 2])
            round(f, g, h, &a, b, c, d, &e, w3 &+ constants[base &+ 3])
            round(e, f, g, &h, a, b, c, &d, w4 &+ constants[base &+ 4])
            round(d, e, f, &g, h, a, b, &c, w5 &+ constants[base &+ 5])
            round(c, d, e, &f, g, h, a, &b, w6 &+ constants[base &+ 6])
            round(b, c, d, &e, f, g, h, &a, w7 &+ constants[base &+ 7])
            round(a, b, c, &d, e, f, g, &h, w8 &+ constants[base &+ 8])
            round(h, a, b, &c, d, e, f, &g, w9 &+ constants[base &+ 9])
            round(g, h, a, &b, c, d, e, &f, w10 &+ constants[base &+ 10])
            round(f, g, h, &a, b, c, d, &e, w11 &+ constants[base &+ 11])
            round(e, f, g, &h, a, b, c, &d, w12 &+ constants[base &+ 12])
            round(d, e, f, &g, h, a, b, &c, w13 &+ constants[base &+ 13])
            round(c, d, e, &f, g, h, a, &b, w14 &+ constants[base &+ 14])
            round(b, c, d, &e, f, g, h, &a, w15 &+ constants[base &+ 15])
            guard base < 48 else { break }
            expand(&w0, w1, w9, w14)
            expand(&w1, w2, w10, w15)
            expand(&w2, w3, w11, w0)
            expand(&w3, w4, w12, w1)
            expand(&w4, w5, w13, w2)
            expand(&w5, w6, w14, w3)
            expand(&w6, w7, w15, w4)
            expand(&w7, w8, w0, w5)
            expand(&w8, w9, w1, w6)
            expand(&w9, w10, w2, w7)
            expand(&w10, w11, w3, w8)
            expand(&w11, w12, w4, w9)
            expand(&w12, w13, w5, w10)
            expand(&w13, w14, w6, w11)
            expand(&w14, w15, w7, w12)
            expand(&w15, w0, w8, w13)
        }
        s = [a, b, c, d, e, f, g, h]
    }

    @inline(__always) private static func expand(_ word: inout UInt32, _ old: UInt32, _ middle: UInt32, _ new: UInt32) {
        let small = rotated(old, 7) ^ rotated(old, 18) ^ (old >> 3)
        let large = rotated(new, 17) ^ rotated(new, 19) ^ (new >> 10)
        word = word &+ small &+ middle &+ large
    }

    // The parameters bear the names of the standard.
    @inline(__always) private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
        let choice = g ^ (e & (f ^ g))
        let majority = (a & b) ^ (c & (a ^ b))
        let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ word
        d = d &+ first
        h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
    }

    @inline(__always) private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
    private static let constants: InlineArray<64, UInt32> = [
        0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
        0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
        0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
        0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
        0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
        0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
        0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
        0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
    ]
}
