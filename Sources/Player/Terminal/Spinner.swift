import Determinism

/// The spinner's mark, and the words around it.
struct Spinner: Sendable {
    /// The marks of a run up and down; the first and the one in the middle stand longer.
    private static let marks = ["·", "✢", "*", "✶", "✻", "✽", "✻", "✶", "*", "✢"]
    /// What a turn is called while it lasts, and when it is over.
    private static let words = [
        ("Brewing", "Brewed"), ("Baking", "Baked"), ("Pondering", "Pondered"), ("Weaving", "Wove"),
        ("Crunching", "Crunched"), ("Churning", "Churned"), ("Working", "Worked"), ("Musing", "Mused"),
        ("Tinkering", "Tinkered"), ("Sketching", "Sketched"), ("Polishing", "Polished"), ("Foraging", "Foraged"),
    ]

    /// When the turn began.
    let start: Instant
    /// The word while it lasts.
    let word: String
    /// The word when it is over.
    let pastWord: String
    /// When the mark changes.
    private(set) var next: Instant
    private var step = 0

    /// A spinner for a turn that begins now.
    init(number: UInt64, at now: Instant, profile: TerminalProfile) {
        start = now
        let choice = Int(number % UInt64(Self.words.count))
        (word, pastWord) = Self.words[choice]
        next = now + profile.spinnerStep
    }

    /// The mark that stands now.
    var mark: String { Self.marks[step] }

    /// The letter of the word that the light is on; it runs from the end to the start, then pauses.
    var light: Int { word.count + 1 - (step + Self.marks.count * lap) % (word.count + 12) }
    private var lap = 0

    /// Goes on to the mark that belongs to an instant.
    mutating func advance(to now: Instant, profile: TerminalProfile) {
        // A clock that jumped leaves no marks to catch up on.
        if now - next > .seconds(2) { next = now }
        while next <= now {
            step += 1
            if step == Self.marks.count { (step, lap) = (0, lap + 1) }
            let isEnd = step == 0 || step == Self.marks.count / 2
            next = next + (isEnd ? profile.spinnerRest : profile.spinnerStep)
        }
    }

    /// `1m 5s`, `12s`.
    static func text(of duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m \(seconds % 60)s" }
        return "\(seconds / 3600)h \(seconds / 60 % 60)m"
    }

    /// `10:16 AM`, in UTC, from milliseconds since 1970.
    static func clock(milliseconds: Int64) -> String {
        let minutes = (milliseconds / 60_000 % 1440 + 1440) % 1440
        let hour = minutes / 60 % 12
        let minute = minutes % 60
        return "\(hour == 0 ? 12 : hour):\(minute < 10 ? "0" : "")\(minute) \(minutes < 720 ? "AM" : "PM")"
    }
}
