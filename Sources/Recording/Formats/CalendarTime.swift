/// Wall-clock times as other formats spell them, in UTC, without a calendar library.
///
/// Source: ISO 8601; days by the civil calendar (proleptic Gregorian).
enum CalendarTime {
    /// Microseconds since 1970 of `2026-11-25T17:57:05.123Z` or `2026-11-25 17:57:05+02:00`; `nil` for anything else.
    static func microseconds(of text: String) -> Int64? {
        var bytes = Array(text.utf8)[...]
        guard let year = number(&bytes, digits: 4), take(&bytes, "-"), let month = number(&bytes, digits: 2),
            take(&bytes, "-"), let day = number(&bytes, digits: 2), take(&bytes, "T") || take(&bytes, " "),
            let hour = number(&bytes, digits: 2), take(&bytes, ":"), let minute = number(&bytes, digits: 2),
            take(&bytes, ":"), let second = number(&bytes, digits: 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let fraction = fraction(&bytes)
        guard let offset = offset(&bytes), bytes.isEmpty else { return nil }
        let days = daysSince1970(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return seconds * 1_000_000 + fraction
    }

    /// `2026-11-25T17:57:05.123Z`.
    static func milliseconds(_ microseconds: Int64) -> String {
        let (date, time) = parts(microseconds)
        let thousandths = (((microseconds % 1_000_000) + 1_000_000) % 1_000_000) / 1_000
        return "\(date)T\(time).\(padded(thousandths, 3))Z"
    }

    /// `2026-11-25 17:57:05+00:00`, as script(1) writes it; a time outside the years 1970 to 9999 is the nearest in them.
    static func script(seconds: Int) -> String {
        let (date, time) = parts(min(max(Int64(seconds), 0), secondsMax) * 1_000_000)
        return "\(date) \(time)+00:00"
    }

    /// The last second that four digits of a year can say.
    private static let secondsMax: Int64 = 253_402_300_799

    private static func parts(_ microseconds: Int64) -> (date: String, time: String) {
        let seconds = min(max(floored(microseconds, 1_000_000), 0), secondsMax)
        let days = floored(seconds, 86_400)
        let rest = seconds - days * 86_400
        let (year, month, day) = date(daysSince1970: days)
        return (
            "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))",
            "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
        )
    }

    private static func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floored(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floored(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>, digits: Int) -> Int64? {
        let part = bytes.prefix(digits)
        guard part.count == digits else { return nil }
        var value: Int64 = 0
        for byte in part {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        bytes = bytes.dropFirst(digits)
        return value
    }

    private static func take(_ bytes: inout ArraySlice<UInt8>, _ letter: Character) -> Bool {
        guard let byte = letter.asciiValue, bytes.first == byte else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    /// Digits behind a point, in microseconds; what is finer is dropped.
    private static func fraction(_ bytes: inout ArraySlice<UInt8>) -> Int64 {
        guard take(&bytes, ".") || take(&bytes, ",") else { return 0 }
        var value: Int64 = 0
        var scale: Int64 = 100_000
        while let digit = number(&bytes, digits: 1) {
            value += digit * scale
            scale /= 10
        }
        return value
    }

    /// The distance from UTC in seconds.
    private static func offset(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        if take(&bytes, "Z") || bytes.isEmpty { return 0 }
        let isEast = take(&bytes, "+")
        guard isEast || take(&bytes, "-"), let hours = number(&bytes, digits: 2) else { return nil }
        _ = take(&bytes, ":")
        guard let minutes = number(&bytes, digits: 2) else { return nil }
        return (hours * 3_600 + minutes * 60) * (isEast ? 1 : -1)
    }
}
