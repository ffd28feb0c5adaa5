/// What stands before a delegation's task: the name of an agent in one of the written patterns, up to its colon.
struct DelegationHead {
    /// How many words before a colon are looked at.
    static let wordsMax = 10
    /// How many words an agent's name may have, with the word Agent.
    static let labelWordsMax = 4
    /// How many bytes before a colon are looked at.
    static let lookBackBytesMax = 256

    let pattern: DelegationPattern
    let agent: String
    /// The name in the line, without the word Agent.
    let label: Range<Int>
    /// The first byte of the pattern in the line.
    let start: Int
    /// The first byte after the colon and the marks that close bold text.
    let taskStart: Int

    /// Whether a head can end at `colon` at all; says no to nearly every colon without reading the words before it.
    @inline(__always)
    static func isPossible(in line: ByteSpan, colon: Int, lowerBound: Int, names: AgentNames, isOpen: Bool) -> Bool {
        var end = colon
        while end > lowerBound, line[end - 1] == UInt8(ascii: "*") || line[end - 1].isBlank {
            end -= 1
            if colon - end > lookBackBytesMax { return false }
        }
        guard end > lowerBound, line[end - 1].isWordByte, line[end - 1] != UInt8(ascii: "_") else { return false }
        if isOpen { return true }
        return names.endings.canEnd(in: line, at: end, lowerBound: lowerBound)
            || end - 2 >= lowerBound && line[end - 2] == UInt8(ascii: "t") && line[end - 1] == UInt8(ascii: "o")
            || end - 2 >= lowerBound && line[end - 2] == UInt8(ascii: "l") && line[end - 1] == UInt8(ascii: "d")
    }

    /// The head whose colon stands at `colon`: of those that fit the one that starts first, else `nil`.
    ///
    /// - Parameter lowerBound: where the head may start at the earliest; what stands before belongs to another delegation.
    static func find(
        in line: ByteSpan, colon: Int, lowerBound: Int, names: AgentNames, allowUnknown: Bool
    ) -> DelegationHead? {
        guard isPossible(in: line, colon: colon, lowerBound: lowerBound, names: names, isOpen: allowUnknown)
        else { return nil }
        if colon + 1 < line.count, line[colon + 1] == UInt8(ascii: ":") || line[colon + 1] == UInt8(ascii: "/") {
            return nil
        }
        let words = WordsBefore(colon, in: line, lowerBound: lowerBound)
        var reader = HeadReader(line: line, colon: colon, words: words, names: names, allowUnknown: allowUnknown)
        return reader.read()
    }
}

/// The words before a colon, the nearest first, as far as blanks and marks of bold text join them.
struct WordsBefore {
    /// No word starts before this.
    let lowerBound: Int
    private(set) var ranges: [Range<Int>] = []
    /// Where the run of words begins; the byte before it is neither part of a name nor a blank.
    private(set) var runStart: Int
    /// Whether there may be more words than `ranges` holds.
    private(set) var isCut = false

    init(_ colon: Int, in line: ByteSpan, lowerBound: Int) {
        self.lowerBound = lowerBound
        let floor = max(lowerBound, colon - DelegationHead.lookBackBytesMax)
        var index = colon
        runStart = colon
        while true {
            while index > floor, line[index - 1].isBlank || line[index - 1] == UInt8(ascii: "*") { index -= 1 }
            runStart = index
            let end = index
            while index > floor, line[index - 1].isWordByte || line[index - 1] == UInt8(ascii: "-") { index -= 1 }
            // What begins with a hyphen is a list's marker or a dash, not a name.
            if index == end || line[index] == UInt8(ascii: "-") {
                runStart = end
                break
            }
            if index == floor, floor > lowerBound {
                // The word itself may be cut.
                isCut = true
                break
            }
            guard ranges.count < DelegationHead.wordsMax else {
                isCut = true
                break
            }
            ranges.append(index..<end)
            runStart = index
        }
    }
}
