import Text

/// How faults change the bytes of one write.
enum FaultBytes {
    /// Kinds that happen to one write and then no more.
    static func happensOnce(_ kind: FaultKind) -> Bool {
        switch kind {
        case .oneByteWrites, .splitUTF8, .splitEscape, .splitCRLF, .crlf: false
        default: true
        }
    }

    static let otherSession = Array("00000000-0000-4000-8000-000000000000".utf8)
    static let lateLine = #"{"type":"system","subtype":"status","status":null}"#

    /// The writes in place of one; `nil`: it stays as it is.
    static func change(_ bytes: [UInt8], by plan: FaultPlan, time: Int, place: Int) -> [PlayerAction]? {
        if let parts = split(bytes, by: plan.kind) {
            return parts.count > 1 ? parts.map { .write(plan.stream, $0) } : nil
        }
        if let part = inserted(plan.kind) {
            return [.write(plan.stream, insert(part, into: bytes))]
        }
        if let line = line(plan) {
            return [.write(plan.stream, Array((line + "\n").utf8)), .write(plan.stream, bytes)]
        }
        return changed(bytes, by: plan, time: time, place: place)
    }

    // MARK: Cut

    private static func split(_ bytes: [UInt8], by kind: FaultKind) -> [[UInt8]]? {
        switch kind {
        case .oneByteWrites: bytes.map { [$0] }
        case .splitUTF8: split(bytes) { before, _ in before >= 0xC2 && before <= 0xF4 }
        case .splitEscape: split(bytes) { before, _ in before == 0x1B }
        case .splitCRLF: split(bytes) { before, after in before == 0x0D && after == 0x0A }
        default: nil
        }
    }

    private static func split(_ bytes: [UInt8], where isBorder: (UInt8, UInt8) -> Bool) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        for index in bytes.indices.dropFirst() where isBorder(bytes[index - 1], bytes[index]) {
            parts.append(Array(bytes[start..<index]))
            start = index
        }
        return parts + [Array(bytes[start...])]
    }

    // MARK: Put in

    private static func inserted(_ kind: FaultKind) -> [UInt8]? {
        switch kind {
        case .invalidUTF8: [0xC3, 0x28]
        case .overlongUTF8: [0xF8, 0x88, 0x80, 0x80, 0x80]
        case .nulBytes: [0, 0]
        case .c1Bytes: [0x9B, 0xC2, 0x9D]
        case .loneSurrogate: Array(#"\ud800"#.utf8)
        default: nil
        }
    }

    /// Puts bytes into the first text of a message, or before the end of a line.
    private static func insert(_ part: [UInt8], into bytes: [UInt8]) -> [UInt8] {
        let key = Array("\"text\":\"".utf8)
        let place: Int
        if let range = ByteSearch.firstRange(of: key, in: bytes[...]) {
            place = range.upperBound
        } else {
            place = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
        }
        return Array(bytes[..<place]) + part + Array(bytes[place...])
    }

    private static func line(_ plan: FaultPlan) -> String? {
        let given = plan.parameters.line
        switch plan.kind {
        case .malformedJSON: return given ?? #"{"type":"assistant","message":"#
        case .unknownEvent: return given ?? #"{"type":"understudy_unknown","subtype":"event","data":{"a":1}}"#
        case .orphanToolResult:
            return #"{"type":"user","message":{"role":"user","content":[{"tool_use_id":"toolu_01NeverCalled","#
                + #""type":"tool_result","content":"?"}]},"parent_tool_use_id":null}"#
        case .longLine:
            let frame = #"{"type":"system","subtype":"padding","data":""}"#
            let size = max(0, (plan.parameters.bytes ?? 65_536) - frame.utf8.count - 1)
            return #"{"type":"system","subtype":"padding","data":""# + String(repeating: "x", count: size) + #""}"#
        default: return nil
        }
    }

    // MARK: Changed

    private static func changed(
        _ bytes: [UInt8], by plan: FaultPlan, time: Int, place: Int
    ) -> [PlayerAction]? {
        let stream = plan.stream
        let (half, rest) = (Array(bytes[..<(bytes.count / 2)]), Array(bytes[(bytes.count / 2)...]))
        switch plan.kind {
        case .bom: return [.write(stream, [0xEF, 0xBB, 0xBF] + bytes)]
        case .duplicateChunk: return [.write(stream, bytes), .write(stream, bytes)]
        case .dropChunk: return []
        case .bitFlip:
            var flipped = bytes
            // The bit of case: text stays text.
            flipped[place] ^= 0x20
            return [.write(stream, flipped)]
        case .crlf:
            guard time % 2 == 0, let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else {
                return [.write(stream, bytes)]
            }
            return [.write(stream, Array(bytes[..<end]) + [0x0D] + Array(bytes[end...]))]
        case .interleavedStderr:
            let line = Array(((plan.parameters.line ?? "warning: interleaved") + "\n").utf8)
            return [.write(stream, half), .write(.stderr, line), .write(stream, rest)]
        case .logLine:
            let line = Array(((plan.parameters.line ?? "[SandboxDebug] interleaved") + "\n").utf8)
            return [.write(stream, half), .write(stream, line), .write(stream, rest)]
        default: return nil
        }
    }
}
