/// Makes a program of a tree, from its end to its start: each part knows where it goes on.
///
/// Source: K. Thompson, "Regular Expression Search Algorithm", 1968; R. Cox, "Regular Expression Matching: the Virtual
/// Machine Approach", 2009.
struct PatternCompiler {
    private var program = PatternProgram()
    private var tableOfClass: [ScalarSet: UTF8Tables] = [:]
    private var steps = 0

    /// The program of a pattern with so many groups.
    static func compile(_ node: PatternNode, groups: Int) throws(PatternError) -> PatternProgram {
        var compiler = PatternCompiler()
        compiler.program.slots = 2 * (groups + 1)
        let match = try compiler.emit(.init(operation: .match))
        compiler.program.start = try compiler.compile(node, next: match)
        compiler.program.isAnchored = node.startsAtTextStart
        (compiler.program.prefix, _) = node.prefix(atMost: PatternProgram.prefixBytesMax)
        compiler.program.firstBytes = compiler.firstBytes()
        return compiler.program
    }

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
        case .scalars(let set): return try compile(set, next: next)
        case .assertion(let assertion):
            return try emit(.init(operation: .assertion, x: assertion.rawValue, y: Int32(next)))
        case .capture(let number, let node):
            let end = try emit(.init(operation: .save, x: Int32(2 * number + 1), y: Int32(next)))
            let body = try compile(node, next: end)
            return try emit(.init(operation: .save, x: Int32(2 * number), y: Int32(body)))
        case .sequence(let nodes):
            var entry = next
            for node in nodes.reversed() { entry = try compile(node, next: entry) }
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
        try emit(.init(operation: .split, x: Int32(isGreedy ? body : next), y: Int32(isGreedy ? next : body)))
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

    private mutating func compile(_ set: ScalarSet, next: Int) throws(PatternError) -> Int {
        if let single = set.single, single < 0x80 {
            return try emit(.init(operation: .byte, x: Int32(single), y: Int32(next)))
        }
        let tables = tableOfClass[set] ?? addTables(of: set)
        let base = program.instructions.count
        var entry = base
        for index in 0..<tables.count {
            entry = try emit(
                .init(operation: .table, x: Int32(tables.first + index), y: Int32(next), base: Int32(base)))
        }
        return entry
    }

    private mutating func addTables(of set: ScalarSet) -> UTF8Tables {
        let (bytes, count) = UTF8Tables.make(of: set)
        let tables = UTF8Tables(first: program.tables.count / 256, count: count)
        program.tables += bytes
        tableOfClass[set] = tables
        return tables
    }

    /// The bytes with which a match can begin; none if it can be empty.
    private func firstBytes() -> [Bool] {
        var result = [Bool](repeating: false, count: 256)
        var seen = Set<Int>()
        var stack = [program.start]
        while let index = stack.popLast() {
            guard seen.insert(index).inserted else { continue }
            let instruction = program.instructions[index]
            switch instruction.operation {
            case .match: return []
            case .split: stack += [Int(instruction.x), Int(instruction.y)]
            case .save, .assertion: stack.append(Int(instruction.y))
            case .byte: result[Int(instruction.x)] = true
            case .table:
                for byte in 0..<256 where program.tables[Int(instruction.x) << 8 | byte] != 0 { result[byte] = true }
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
        case .alternatives(let nodes): nodes.allSatisfy(\.startsAtTextStart)
        case .repetition(let node, let least, _, _): least > 0 && node.startsAtTextStart
        case .empty, .scalars: false
        }
    }

    /// The bytes with which every match begins, and whether the whole node is nothing but these.
    func prefix(atMost limit: Int) -> (bytes: [UInt8], isWhole: Bool) {
        switch self {
        case .empty, .assertion: return ([], true)
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
