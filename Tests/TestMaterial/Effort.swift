import Foundation

/// How much of a test that could go on for ever is done.
public enum Effort {
    /// Whether `UNDERSTUDY_LONG_TESTS` asks for long tests; the gate does, for those that take minutes, behind the suite.
    public static let isLong = ProcessInfo.processInfo.environment["UNDERSTUDY_LONG_TESTS"] != nil

    /// How often something is done: as often as each change can wait for, or more.
    public static func count(_ usual: Int, long: Int) -> Int { isLong ? long : usual }
}
