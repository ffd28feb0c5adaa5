/// Files of a state folder that tell which recordings a suite has used and made, a name a line.
public enum CallLog {
    /// Recordings that have answered a call.
    public static let used = "used"
    /// Recordings that were made.
    public static let recorded = "recorded"
}
