/// Makes a program of trees, from its end to its start: each part knows where it goes on.
///
/// Source: K. Thompson, "Regular Expression Search Algorithm", 1968; R. Cox, "Regular Expression Matching: the Virtual
/// Machine Approach", 2009.
struct PatternCompiler {
    /// What a program is for.
    struct Purpose {
        /// Whether it notes where groups match.
        var keepsCaptures = true
        /// Whether it reads the text backwards.
        var isReversed = false
        /// Whether a match may begin inside of a character.
        var isBytewise = false
    }

    private var program = PatternProgram()
    private let purpose: Purpose
    private var tablesOfClass: [ClassKey: UTF8Tables] = [:]
    private var tables: [[UInt16]] = []
    private var steps = 0

    private struct ClassKey: Hashable {
        let set: ScalarSet
        let isBytes: Bool
    }

    /// The program of a pattern with so many groups.
    static func compile(
        _ node: PatternNode, groups: Int, purpose: Purpose = Purpose()
    ) throws(PatternError) -> PatternProgram {
        try compile([node], groups: groups, purpose: purpose)
    }

    /// The program of several patterns, of which those that come first are preferred.
    static func compile(
        _ nodes: [PatternNode], groups: Int = 0, purpose: Purpose
    ) throws(PatternError) -> PatternProgram {
        var compiler = PatternCompiler(purpose: purpose)
        compiler.program.slots = 2 * (groups + 1)
        compiler.program.isBytewise = purpose.isBytewise
        var entry: Int?
        // No pattern at all matches nothing.
        let nodes = nodes.isEmpty ? [.bytes(ScalarSet())] : nodes
        for (number, node) in nodes.enumerated().reversed() {
            let match = try compiler.emit(.init(operation: .match, x: Int32(number)))
            let start = try compiler.compile(node, next: match)
            entry = if let other = entry { try compiler.split(start, other, isGreedy: true) } else { start }
        }
        compiler.program.start = entry ?? 0
        compiler.program.isAnchored = !purpose.isReversed && nodes.allSatisfy(\.startsAtTextStart)
        compiler.finishTables()
        if !purpose.isReversed {
            let (bytes, _) = nodes.count == 1 ? nodes[0].prefix(atMost: PatternPrefilter.prefixBytesMax) : ([], false)
            compiler.program.prefilter = PatternPrefilter(prefix: bytes, firstBytes: compiler.firstBytes())
        }
        return compiler.program
    }

    private init(purpose: Purpose) { self.purpose = purpose }

    private mutating func emit(_ instruction: PatternProgram.Instruction) throws(PatternError) -> Int {
        guard program.instructions.count < Pattern.instructionsMax else {
            throw PatternError(.tooLarge, offset: 0, expected: "at most \(Pattern.instructionsMax) instructions")
        }
        program.instructions.append(instruction)
        return program.instructions.count - 1
    }

    private mutating func compile(_ node: PatternNode, next: Int) throws(PatternError) -> Int {
        // Repetitions of nothing make no instructions, but take time.
        steps += 1
        if steps > 4 * Pattern.instructionsMax { throw PatternError(.tooLarge, offset: 0) }
        switch node {
        case .empty: return next
        case .scalars(let set): return try compile(ClassKey(set: set, isBytes: false), next: next)
        case .bytes(let set): return try compile(ClassKey(set: set, isBytes: true), next: next)
        case .assertion(let assertion):
            let kept = purpose.isReversed ? assertion.mirrored : assertion
            note(kept)
            return try emit(.init(operation: .assertion, x: kept.rawValue, y: Int32(next)))
        case .capture(let number, let node):
            guard purpose.keepsCaptures else { return try compile(node, next: next) }
            let end = try emit(.init(operation: .save, x: Int32(2 * number + 1), y: Int32(next)))
            let body = try compile(node, next: end)
            return try emit(.init(operation: .save, x: Int32(2 * number), y: Int32(body)))
        case .sequence(let nodes):
            var entry = next
            for node in purpose.isReversed ? nodes : nodes.reversed() { entry = try compile(node, next: entry) }
            return entry
        case .alternatives(let nodes):
            var entry: Int?
            for node in nodes.reversed() {
                let branch = try compile(node, next: next)
                entry = if let other = entry { try split(branch, other, isGreedy: true) } else { branch }
            }
            return entry ?? next
        case .repetition(let node, let least, let most, let isGreedy):
            return try compile(node, least, most, isGreedy, next: next)
        }
    }

    private mutating func split(_ body: Int, _ next: Int, isGreedy: Bool) throws(PatternError) -> Int {
        program.forks += 1
        return try emit(
            .init(
                operation: .split, x: Int32(isGreedy ? body : next), y: Int32(isGreedy ? next : body),
                base: Int32(program.forks - 1)))
    }

    private mutating func compile(
        _ node: PatternNode, _ least: Int, _ most: Int?, _ isGreedy: Bool, next: Int
    ) throws(PatternError) -> Int {
        var entry = next
        var copies = least
        if let most {
            for _ in least..<max(least, most) {
                entry = try split(try compile(node, next: entry), next, isGreedy: isGreedy)
            }
        } else if least > 0 || node.matchesEmpty {
            // A loop around what can be empty goes through its body before it ends: x* is (x+)?.
            entry = try loop(node, isGreedy: isGreedy, next: next).body
            if least == 0 { entry = try split(entry, next, isGreedy: isGreedy) } else { copies -= 1 }
        } else {
            entry = try loop(node, isGreedy: isGreedy, next: next).head
        }
        for _ in 0..<copies { entry = try compile(node, next: entry) }
        return entry
    }

    private mutating func loop(
        _ node: PatternNode, isGreedy: Bool, next: Int
    ) throws(PatternError) -> (head: Int, body: Int) {
        let head = try split(next, next, isGreedy: isGreedy)
        let body = try compile(node, next: head)
        if isGreedy {
            program.instructions[head].x = Int32(body)
        } else {
            program.instructions[head].y = Int32(body)
        }
        return (head, body)
    }

    // MARK: Characters

    private mutating func compile(_ key: ClassKey, next: Int) throws(PatternError) -> Int {
        if let single = key.set.single, single < (key.isBytes ? 0x100 : 0x80) {
            program.classes.separate(UInt8(single)...UInt8(single))
            return try emit(.init(operation: .byte, x: Int32(single), y: Int32(next)))
        }
        let tables = tablesOfClass[key] ?? addTables(of: key)
        let base = program.instructions.count
        var entry = base
        for index in 0..<tables.count {
            entry = try emit(
                .init(operation: .table, x: Int32(tables.first + index), y: Int32(next), base: Int32(base)))
        }
        return entry
    }

    private mutating func addTables(of key: ClassKey) -> UTF8Tables {
        let made =
            key.isBytes
            ? UTF8Tables.make(ofBytes: key.set) : UTF8Tables.make(of: key.set, isReversed: purpose.isReversed)
        let added = UTF8Tables(first: tables.count, count: made.count)
        for table in made { program.classes.separate(table) }
        tables += made
        tablesOfClass[key] = added
        return added
    }

    private mutating func note(_ assertion: PatternNode.Assertion) {
        switch assertion {
        case .textStart: program.context.start = true
        case .lineStart: program.context.lineFeed = true
        case .lineEnd: program.classes.separate(10...10)
        case .wordBoundary, .notWordBoundary: program.context.word = true
        case .characterStart: program.classes.separate(0x80...0xBF)
        case .textEnd: break
        }
    }

    /// Numbers the classes of bytes and writes the tables with a column for each.
    private mutating func finishTables() {
        if program.context.lineFeed { program.classes.separate(10...10) }
        if program.context.word {
            for range in ScalarSet.words.ranges {
                program.classes.separate(UInt8(range.lowerBound)...UInt8(range.upperBound))
            }
        }
        if !program.isBytewise { program.classes.separate(0x80...0xBF) }
        program.classes.number()
        program.tables.reserveCapacity(tables.count * program.classes.count)
        for table in tables { for byte in program.classes.firstBytes { program.tables.append(table[Int(byte)]) } }
    }

    /// The bytes with which a match can begin; none if it can be empty.
    private func firstBytes() -> [Bool] {
        var result = [Bool](repeating: false, count: 256)
        var isSeen = [Bool](repeating: false, count: program.instructions.count)
        var stack = [program.start]
        while let index = stack.popLast() {
            guard !isSeen[index] else { continue }
            isSeen[index] = true
            let instruction = program.instructions[index]
            switch instruction.operation {
            case .match: return []
            case .split: stack += [Int(instruction.x), Int(instruction.y)]
            case .save, .assertion: stack.append(Int(instruction.y))
            case .byte: result[Int(instruction.x)] = true
            case .table:
                let table = tables[Int(instruction.x)]
                for byte in 0..<256 where table[byte] != 0 { result[byte] = true }
            }
        }
        return result
    }
}

extension PatternNode {
    /// Whether every match begins at the start of the text.
    var startsAtTextStart: Bool {
        switch self {
        case .assertion(let assertion): assertion == .textStart
        case .capture(_, let node): node.startsAtTextStart
        case .sequence(let nodes): nodes.first?.startsAtTextStart ?? false
        case .alternatives(let nodes): !nodes.isEmpty && nodes.allSatisfy(\.startsAtTextStart)
        case .repetition(let node, let least, _, _): least > 0 && node.startsAtTextStart
        case .empty, .scalars, .bytes: false
        }
    }

    /// The bytes with which every match begins, and whether the whole node is nothing but these.
    func prefix(atMost limit: Int) -> (bytes: [UInt8], isWhole: Bool) {
        switch self {
        case .empty: return ([], true)
        // What stands behind an assertion may be searched for; the assertion is looked at where it is found.
        case .assertion: return ([], true)
        case .bytes(let set):
            guard let byte = set.single, byte < 256, limit > 0 else { return ([], false) }
            return ([UInt8(byte)], true)
        case .scalars(let set):
            guard let scalar = set.single.flatMap({ Unicode.Scalar($0) }) else { return ([], false) }
            let bytes = Array(UTF8.encode(scalar) ?? .init())
            return bytes.count <= limit ? (bytes, true) : ([], false)
        case .capture(_, let node): return node.prefix(atMost: limit)
        case .sequence(let nodes):
            var bytes: [UInt8] = []
            for node in nodes {
                let part = node.prefix(atMost: limit - bytes.count)
                bytes += part.bytes
                guard part.isWhole else { return (bytes, false) }
            }
            return (bytes, true)
        case .repetition(let node, let least, _, _):
            return least > 0 ? (node.prefix(atMost: limit).bytes, false) : ([], false)
        case .alternatives: return ([], false)
        }
    }
}
