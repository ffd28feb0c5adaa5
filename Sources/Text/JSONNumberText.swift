/// The spelling of a binary floating point number in JSON, as JavaScript writes it.
///
/// The digits are the fewest that read back the same; an exponent stands only below 1e-6 and from 1e21 on. Programs that
/// look at numbers as text see what a program on that engine would have written. Source: ECMA-262, Number::toString.
enum JSONNumberText {
    /// The spelling of a finite number.
    static func text(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let (digits, point) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        switch point {
        case digits.count...21: return sign + digits + zeros(point - digits.count)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + zeros(-point) + digits
        default:
            let exponent = point - 1
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
        }
    }

    /// The shortest digits without zeros at either end, and where the point stands among them.
    private static func shortest(_ value: Double) -> (digits: String, point: Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (String(digits), whole.count - leading + exponent)
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
