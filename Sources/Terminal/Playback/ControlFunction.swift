/// What a control sequence does, judged by an allow-list; what passes is written anew.
enum ControlFunction {
    /// The verdict on a sequence.
    enum Verdict: Hashable {
        /// It draws, and this is how it is written.
        case draws([UInt8])
        /// It stays behind.
        case removed(RemovedFromPlayback.Kind)
    }

    /// The most parameters of a sequence that passes.
    static let parametersMax = 32
    /// The largest position; a larger one counts as this, which is beyond every screen.
    static let positionMax = 9_999
    /// The largest count of lines, characters or repetitions; a terminal may take long over more.
    static let countMax = 999

    /// Finals that move the cursor, with how many parameters they have at most.
    private static let moves: [UInt8: Int] = [
        UInt8(ascii: "A"): 1, UInt8(ascii: "B"): 1, UInt8(ascii: "C"): 1, UInt8(ascii: "D"): 1, UInt8(ascii: "E"): 1,
        UInt8(ascii: "F"): 1, UInt8(ascii: "G"): 1, UInt8(ascii: "H"): 2, UInt8(ascii: "a"): 1, UInt8(ascii: "d"): 1,
        UInt8(ascii: "e"): 1, UInt8(ascii: "f"): 2, UInt8(ascii: "`"): 1, UInt8(ascii: "r"): 2, UInt8(ascii: "s"): 0,
        UInt8(ascii: "u"): 0,
    ]
    /// Finals with a count: insert, delete, erase, scroll, tabulate, repeat.
    private static let counts: Set<UInt8> = [
        UInt8(ascii: "@"), UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "M"), UInt8(ascii: "P"),
        UInt8(ascii: "S"), UInt8(ascii: "T"), UInt8(ascii: "X"), UInt8(ascii: "Z"), UInt8(ascii: "b"),
    ]
    /// Private modes that draw: origin, wrapping, colours reversed, cursor seen, alternate screens, output held back.
    private static let drawingModes: Set<Int> = [5, 6, 7, 25, 47, 1047, 1048, 1049, 2026]
    /// Finals of questions, and of what answers or is sent by a terminal.
    private static let questions: Set<UInt8> = [
        UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "x"), UInt8(ascii: "y"),
    ]

    /// Judges the bytes between `CSI` and the final byte.
    static func judge(_ sequence: [UInt8], final: UInt8) -> Verdict {
        guard sequence.count <= SafePlayback.sequenceBytesMax else { return .removed(.other) }
        let marker = sequence.first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
        let rest = sequence.dropFirst(marker == nil ? 0 : 1)
        let parameters = rest.prefix { (0x30...0x3B).contains($0) }
        let intermediates = rest.dropFirst(parameters.count)
        guard intermediates.isEmpty else { return .removed(kind(intermediates, final)) }
        switch marker {
        case nil: return plain(parameters, final)
        case UInt8(ascii: "?"): return privateModes(parameters, final)
        default: return .removed(final == UInt8(ascii: "c") || final == UInt8(ascii: "q") ? .query : .mode)
        }
    }

    private static func plain(_ parameters: ArraySlice<UInt8>, _ final: UInt8) -> Verdict {
        if final == UInt8(ascii: "m") { return colours(parameters) }
        guard let values = numbers(parameters) else { return .removed(.other) }
        if let most = moves[final] {
            guard values.count <= most else { return .removed(.other) }
            return .draws(written(values, max: positionMax, final))
        }
        if counts.contains(final) {
            // With more parameters `T` is a report of the mouse.
            guard values.count <= 1 else { return .removed(.other) }
            return .draws(written(values, max: countMax, final))
        }
        switch final {
        // Erasing what has been scrolled away would take the person's history.
        case UInt8(ascii: "J"), UInt8(ascii: "K"):
            guard values.count <= 1, values.first ?? 0 <= 2 else { return .removed(.other) }
            return .draws(written(values, max: 2, final))
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            return values == [4] ? .draws(written(values, max: 4, final)) : .removed(.mode)
        case UInt8(ascii: "t"): return .removed(.window)
        default: return .removed(questions.contains(final) ? .query : .other)
        }
    }

    private static func privateModes(_ parameters: ArraySlice<UInt8>, _ final: UInt8) -> Verdict {
        switch final {
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            guard let values = numbers(parameters) else { return .removed(.other) }
            let drawing = values.filter(drawingModes.contains)
            guard !drawing.isEmpty else { return .removed(.mode) }
            var bytes = written(drawing, max: positionMax, final)
            bytes.insert(UInt8(ascii: "?"), at: 2)
            return .draws(bytes)
        case UInt8(ascii: "u"): return .removed(.query)
        case UInt8(ascii: "r"), UInt8(ascii: "s"): return .removed(.mode)
        default: return .removed(questions.contains(final) ? .query : .other)
        }
    }

    /// Colours and styles may have parameters in parts, parted by colons.
    private static func colours(_ parameters: ArraySlice<UInt8>) -> Verdict {
        let groups = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard groups.count <= parametersMax else { return .removed(.other) }
        for group in groups {
            let parts = group.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count <= 8, parts.allSatisfy({ $0.count <= 5 }) else { return .removed(.other) }
        }
        var bytes: [UInt8] = [0x1B, UInt8(ascii: "[")]
        bytes += parameters
        bytes.append(UInt8(ascii: "m"))
        return .draws(bytes)
    }

    /// Numbers that semicolons part, where an omitted one is zero; `nil` for anything else.
    private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int]? {
        guard !parameters.isEmpty else { return [] }
        let parts = parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard parts.count <= parametersMax else { return nil }
        var values: [Int] = []
        for part in parts {
            guard part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
            values.append(part.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1_000_000) })
        }
        return values
    }

    private static func written(_ values: [Int], max most: Int, _ final: UInt8) -> [UInt8] {
        let text = values.map { String(min($0, most)) }.joined(separator: ";")
        return [0x1B, UInt8(ascii: "[")] + Array(text.utf8) + [final]
    }

    private static func kind(_ intermediates: ArraySlice<UInt8>, _ final: UInt8) -> RemovedFromPlayback.Kind {
        switch (intermediates.first, final) {
        case (UInt8(ascii: "$"), UInt8(ascii: "p")), (UInt8(ascii: "$"), UInt8(ascii: "w")),
            (UInt8(ascii: "*"), UInt8(ascii: "y")), (UInt8(ascii: "#"), UInt8(ascii: "S")):
            .query
        case (UInt8(ascii: " "), UInt8(ascii: "q")), (UInt8(ascii: "!"), UInt8(ascii: "p")): .mode
        default: .other
        }
    }
}
