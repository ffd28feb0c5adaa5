/// Tells chance from words.
enum Entropy {
    /// Whether bytes look like chance: letters and digits, and at least 3.5 bits in each byte (as gitleaks has it).
    static func isHigh(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.contains(where: ByteSet.digits.contains), bytes.contains(where: ByteSet.letters.contains) else {
            return false
        }
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let total = Double(bytes.count)
        var bits = 0.0
        for count in counts where count > 0 {
            let share = Double(count) / total
            bits -= share * binaryLogarithm(share)
        }
        return bits >= 3.5
    }

    /// The logarithm to base 2 of a number from 0 to 1, exact enough to compare entropies.
    private static func binaryLogarithm(_ value: Double) -> Double {
        // value = significand × 2^exponent with a significand from 1 to 2; atanh's series does the rest.
        let ratio = (value.significand - 1) / (value.significand + 1)
        var (term, sum) = (ratio, 0.0)
        for divisor in stride(from: 1.0, to: 25.0, by: 2.0) {
            sum += term / divisor
            term *= ratio * ratio
        }
        return Double(value.exponent) + 2 * sum / 0.693_147_180_559_945_3
    }
}
