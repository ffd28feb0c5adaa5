/// A word of a shell's command line, so that what is printed can be pasted.
enum ShellWord {
    /// The word, in quotes where it needs them.
    static func quoted(_ word: String) -> String {
        guard word.isEmpty || word.contains(where: { !$0.isLetter && !$0.isNumber && !"/._-".contains($0) }) else {
            return word
        }
        return "'\(word.replacing("'", with: "'\\''"))'"
    }
}
