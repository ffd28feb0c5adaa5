import ClaudeProtocol
import Determinism
import Text

/// What the environment tells a playing process about itself.
struct PlayerSettings {
    /// What is played.
    let play: String?
    /// The folder with the counter of calls.
    let state: String?
    /// The folder that stands for `~/.claude`; `nil`: there is none.
    let home: String?
    /// The file that gets a line for each call.
    let journal: String?
    /// The contract that is spoken.
    let profile: Profile
    /// The agent that speaks.
    let agent: String?
    /// What becomes of calls that a folder of recordings is asked about.
    let mode: CallMode
    /// How calls are compared with recorded ones.
    let match: CallMatch
    /// Whether input that differs from the recorded ends the process.
    let isStrict: Bool
    /// Whether a recording gets the identifiers, times and working directory of the call that plays it
    /// (`UNDERSTUDY_REWRITE=1`).
    let rewritesIdentity: Bool
    /// The seed of identifiers, if one was given.
    let seed: UInt64?
    /// Faults over every call.
    let faults: [FaultPlan]

    /// Reads the variables whose names begin with `UNDERSTUDY_`.
    ///
    /// - Throws: `EarlyExit` with status 2 and a line that says what may be set.
    init(_ invocation: Invocation) throws(EarlyExit) {
        play = Self.value("UNDERSTUDY_PLAY", in: invocation)
        state = Self.value("UNDERSTUDY_STATE", in: invocation)
        home = Self.value("UNDERSTUDY_HOME", in: invocation) ?? state.map { "\($0)/claude" }
        journal = Self.value("UNDERSTUDY_JOURNAL", in: invocation)
        agent = Self.value("UNDERSTUDY_AGENT", in: invocation)
        isStrict = invocation["UNDERSTUDY_STRICT"] == "1"
        rewritesIdentity = invocation["UNDERSTUDY_REWRITE"] == "1"
        if let text = Self.value("UNDERSTUDY_SEED", in: invocation) {
            guard let number = UInt64(text) else {
                throw Self.misuse("UNDERSTUDY_SEED=\(text): expected a whole number")
            }
            seed = number
        } else {
            seed = nil
        }
        mode = try Self.mode(in: invocation)
        if mode.records, play == nil {
            throw Self.misuse("UNDERSTUDY_MODE=\(mode.rawValue) needs a folder for recordings in UNDERSTUDY_PLAY")
        }
        match = try CallMatch(ignoring: Self.value("UNDERSTUDY_IGNORE", in: invocation), home: invocation["HOME"])
        profile = try Self.profile(in: invocation)
        faults = try Self.faults(in: invocation)
    }

    private static func value(_ name: String, in invocation: Invocation) -> String? {
        guard let value = invocation[name], !value.isEmpty else { return nil }
        return value
    }

    private static func mode(in invocation: Invocation) throws(EarlyExit) -> CallMode {
        guard let name = value("UNDERSTUDY_MODE", in: invocation) else { return .none }
        if let mode = CallMode(rawValue: name) { return mode }
        let known = CallMode.allCases.map(\.rawValue)
        let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
        throw misuse("UNDERSTUDY_MODE=\(name): unknown mode\(advice); known: \(known.joined(separator: ", "))")
    }

    private static func profile(in invocation: Invocation) throws(EarlyExit) -> Profile {
        guard let name = value("UNDERSTUDY_PROFILE", in: invocation) else { return .newest }
        if let profile = Profile.named(name) { return profile }
        let known = Profile.all.map(\.version)
        let advice = NearestWord.to(name, in: known).map { ", did you mean \($0)?" } ?? ""
        throw misuse("UNDERSTUDY_PROFILE=\(name): unknown version\(advice); known: \(known.joined(separator: ", "))")
    }

    private static func faults(in invocation: Invocation) throws(EarlyExit) -> [FaultPlan] {
        guard let text = value("UNDERSTUDY_FAULTS", in: invocation) else { return [] }
        let json: JSONValue
        do { json = try JSONParser.parse(text) } catch {
            throw misuse("UNDERSTUDY_FAULTS: not JSON: \(error)")
        }
        do { return try FaultPlan.list(json, at: "") } catch {
            throw misuse("UNDERSTUDY_FAULTS\(error)")
        }
    }

    /// A refusal that is ours, not the CLI's.
    static func misuse(_ line: String) -> EarlyExit { EarlyExit(error: "understudy: \(line)\n", status: 2) }

    /// What is said where nothing is set to play.
    static let nothingToPlay = misuse(
        "nothing to play: set UNDERSTUDY_PLAY to a recording, a folder of recordings, a script (.yaml, .json) or echo")
}
