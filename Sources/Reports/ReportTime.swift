/// Times as the schemas want them.
enum ReportTime {
    /// The last second of the year 9999, after which the schemas' pattern has no room.
    private static let latest: Int64 = 253_402_300_799
    private static let secondsPerDay: Int64 = 86_400

    /// `2026-10-12T08:30:00`, in UTC and without a zone, which Ant's schema forbids.
    ///
    /// Days are made dates by the era arithmetic of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    static func timestamp(_ seconds: Int64) -> String {
        let bounded = min(max(seconds, 0), latest)
        let (days, rest) = bounded.quotientAndRemainder(dividingBy: secondsPerDay)
        let shifted = days + 719_468  // Days since 0000-03-01, so that a leap day ends its year.
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        return "\(date)T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    }

    /// Seconds with three decimals, as `12.345`: all schemas agree on no more, no sign and no exponent.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = max(duration, .zero).components
        let milliseconds = (attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        return "\(seconds + milliseconds / 1000).\(padded(milliseconds % 1000, 3))"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
