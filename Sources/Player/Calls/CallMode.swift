/// What becomes of a call that a folder of recordings is asked about (`UNDERSTUDY_MODE`).
enum CallMode: String, Sendable, Hashable, CaseIterable {
    /// Recordings answer; a call that none answers is an error.
    case none
    /// A recording answers a call that has one, however often the call is made; any other call is recorded.
    case once
    /// As `once`, but a call that is made more often than it was recorded is recorded once more.
    case new
    /// Every call is recorded, whatever there is.
    case all

    /// Whether calls may be recorded.
    var records: Bool { self != .none }
}
