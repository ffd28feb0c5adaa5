/// A place where a secret may have begun, and how far it has been followed: a value that waits for more bytes.
struct SecretCandidate: Sendable {
    /// What is known after the bytes that are there.
    enum Verdict {
        /// More bytes decide.
        case open
        /// There is a secret up to `position`.
        case found
        /// There is none.
        case failed
    }

    /// What is looked for.
    enum Target: Sendable {
        case form(SecretForm, SecretForm.Progress)
        /// The bytes, and how many were there.
        case literal(SecretLiteral, [UInt8], Int)
    }

    let entry: AnchorTable.Entry
    var target: Target
    /// Where it begins.
    private(set) var start: Int
    /// Up to where it was followed.
    private(set) var position: Int
    /// Where the part begins that is replaced, once it is known: a place, and in base64 a bit of the secret.
    private(set) var secretStart: Int?
    private var secretBit = 0
    /// Whether what was followed is secret whatever comes, or taken for it because too much waits.
    var isForced = false

    /// Bits of base64 that are not a byte yet.
    private var bits: UInt32 = 0
    private var bitCount = 0
    /// How many bytes of the secret were read, escapes resolved.
    private var read = 0
    /// Up to where it was replaced: a place, and in base64 how many of the secret's bits lie before it.
    private(set) var masked: Int
    private var maskedBits = 0
    /// How many bytes of the output were changed.
    private(set) var changed = 0

    /// A candidate at a place.
    init(_ entry: AnchorTable.Entry, _ target: Target, at start: Int) {
        self.entry = entry
        self.target = target
        self.start = start
        position = start
        masked = start
        if case .literal(let literal, _, _) = target, literal.secretOffset == 0 { secretStart = start }
        if case .form(let form, _) = target, form.secretPart < 0 { secretStart = start }
    }

    /// The first byte that has bits of it: in base64 the letter before may.
    var firstPlace: Int { if case .base64(let before) = entry.view, before > 0 { start - 1 } else { start } }

    /// Whether what was followed so far is a secret, whatever comes.
    var isAccepted: Bool {
        if case .form(let form, let progress) = target { form.isAccepted(progress) } else { false }
    }

    /// Whether it is no part of a longer word; in base64 that is not looked at.
    private func hasBorder(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard entry.view == .text, case .form(let form, _) = target, form.needsBorder else { return true }
        return EncodedText.isBorder(bytes, before: start)
    }

    /// Follows as far as the bytes go.
    mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Verdict {
        if position == start, !hasBorder(bytes) { return .failed }
        if case .base64(let before) = entry.view { return followBase64(bytes, before: Int(before), isEnd: isEnd) }
        while true {
            if isWaitingForBorder { return border(bytes, isEnd: isEnd) }
            guard position < bytes.count else { return isEnd ? atEnd : .open }
            switch step(bytes, isEnd: isEnd) {
            case .more: continue
            case .open: return .open
            case .found: return .found
            case .failed: return .failed
            }
        }
    }

    private enum Move {
        case more
        case open
        case found
        case failed
    }

    private var atEnd: Verdict {
        switch target {
        case .form(let form, let progress): form.canEnd(progress) ? .found : .failed
        case .literal(_, let bytes, let count): count == bytes.count ? .found : .failed
        }
    }

    // MARK: Text

    private mutating func step(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Move {
        if case .literal(let literal, let wanted, let count) = target {
            let isItself = entry.view == .raw || !EncodedText.leads.contains(bytes[position])
            if isItself, bytes[position] == wanted[count] { return took(1, bytes: 1, literal, wanted, count) }
            if entry.view == .raw { return skipBetween(bytes, count, isEnd: isEnd) }
        }
        guard let unit = EncodedText.unit(bytes, at: position, isEnd: isEnd) else { return .open }
        if unit.count == 0 {
            position += unit.length
            return .more
        }
        switch target {
        case .literal(let literal, let wanted, let count): return literalUnit(unit, bytes, literal, wanted, count)
        case .form(let form, var progress):
            if unit.first == 0x0A || unit.first == 0x0D, form.mayBreak(progress) {
                position += unit.length
                return .more
            }
            let part = progress.part
            for index in 0..<unit.count {
                let step = form.step(UInt8(truncatingIfNeeded: unit.bytes >> UInt32(8 * index)), &progress)
                if step == .failed { return .failed }
                if step == .behind { return .found }
                noteSecret(form, from: part, progress, length: unit.length)
                target = .form(form, progress)
                if step == .last {
                    position += unit.length
                    return .found
                }
            }
            position += unit.length
            return .more
        }
    }

    /// Notes where the secret part begins: at the byte that moved the check into it, or behind one that ended the part
    /// before it.
    private mutating func noteSecret(
        _ form: SecretForm, from part: Int, _ progress: SecretForm.Progress, length: Int
    ) {
        guard secretStart == nil, part < form.secretPart, progress.part >= form.secretPart else { return }
        let isWithin = progress.count > 0
        secretStart = isWithin ? position : position + length
        secretBit = isWithin ? 8 * read : 8 * (read + 1)
    }

    private mutating func took(
        _ length: Int, bytes count: Int, _ literal: SecretLiteral, _ wanted: [UInt8], _ had: Int
    ) -> Move {
        if secretStart == nil, had + count > literal.secretOffset {
            secretStart = position
            secretBit = 8 * literal.secretOffset
        }
        position += length
        target = .literal(literal, wanted, had + count)
        return had + count == wanted.count && !literal.needsBorder ? .found : .more
    }

    private mutating func literalUnit(
        _ unit: EncodedText.Unit, _ bytes: UnsafeBufferPointer<UInt8>, _ literal: SecretLiteral, _ wanted: [UInt8],
        _ count: Int
    ) -> Move {
        var isSame = count + unit.count <= wanted.count
        for index in 0..<unit.count where isSame {
            isSame = wanted[count + index] == UInt8(truncatingIfNeeded: unit.bytes >> UInt32(8 * index))
        }
        if isSame { return took(unit.length, bytes: unit.count, literal, wanted, count) }
        // Forms write a blank as `+`; terminals break lines.
        if wanted[count] == 0x20, unit.first == UInt8(ascii: "+") { return took(1, bytes: 1, literal, wanted, count) }
        guard count > 0, unit.first == 0x0A || unit.first == 0x0D else { return .failed }
        position += unit.length
        return .more
    }

    private mutating func skipBetween(_ bytes: UnsafeBufferPointer<UInt8>, _ count: Int, isEnd: Bool) -> Move {
        guard count > 0 else { return .failed }
        if bytes[position] == 0x0A || bytes[position] == 0x0D {
            position += 1
            return .more
        }
        guard bytes[position] == 0x1B else { return .failed }
        guard let unit = EncodedText.unit(bytes, at: position, isEnd: isEnd) else { return .open }
        guard unit.count == 0 else { return .failed }
        position += unit.length
        return .more
    }

    private var isWaitingForBorder: Bool {
        if case .literal(let literal, let wanted, let count) = target {
            literal.needsBorder && count == wanted.count
        } else {
            false
        }
    }

    private func border(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Verdict {
        guard position < bytes.count else { return isEnd ? .found : .open }
        guard let unit = EncodedText.unit(bytes, at: position, isEnd: isEnd) else { return .open }
        return unit.count > 0 && ByteSet.word.contains(unit.first) ? .failed : .found
    }

    // MARK: Base64

    private mutating func followBase64(_ bytes: UnsafeBufferPointer<UInt8>, before: Int, isEnd: Bool) -> Verdict {
        if position == start, before > 0 {
            // The letter before has the first bits.
            guard start > 0, let value = Base64Letters.value(bytes[start - 1]) else { return .failed }
            bitCount = Base64Letters.leadingBits(before: before)
            bits = value & (1 << UInt32(bitCount) - 1)
            masked = start - 1
            maskedBits = bitCount - 6
            if secretStart != nil { secretStart = start - 1 }
        }
        while true {
            while bitCount >= 8 {
                bitCount -= 8
                let byte = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
                switch decoded(byte) {
                case .more: read += 1
                case .found: return .found
                case .failed, .open: return .failed
                }
            }
            switch Base64Letters.read(bytes, at: position, isEnd: isEnd) {
            case .letter(let letter):
                bits = bits << 6 | letter.value
                bitCount += 6
                position += letter.length
            case .between(let length): position += length
            case .end: return atEnd
            case .cut: return .open
            }
        }
    }

    /// Takes a byte that base64 stood for.
    private mutating func decoded(_ byte: UInt8) -> Move {
        switch target {
        case .literal(let literal, let wanted, let count):
            if count == wanted.count { return ByteSet.word.contains(byte) ? .failed : .found }
            guard byte == wanted[count] else { return .failed }
            if secretStart == nil, count >= literal.secretOffset {
                secretStart = start
                secretBit = 8 * count
            }
            target = .literal(literal, wanted, count + 1)
            guard count + 1 == wanted.count, !literal.needsBorder else { return .more }
            read += 1
            return .found
        case .form(let form, var progress):
            let part = progress.part
            let step = form.step(byte, &progress)
            if step == .failed { return .failed }
            if step == .behind { return .found }
            noteSecret(form, from: part, progress, length: 0)
            target = .form(form, progress)
            if step == .more { return .more }
            read += 1
            return .found
        }
    }

    // MARK: Replacing

    /// Replaces what was followed and not yet replaced, and returns up to where nothing changes any more.
    ///
    /// - Parameters:
    ///   - free: from where on the output may still be changed.
    ///   - isComplete: whether the end is known.
    mutating func mask(
        _ output: inout [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, from free: Int, with mask: UInt8, isComplete: Bool
    ) -> Int {
        if case .base64 = entry.view {
            return maskBase64(&output, bytes, from: free, with: mask, isComplete: isComplete)
        }
        if let secretStart { masked = max(masked, secretStart) } else if !isForced { return position }
        return maskText(&output, bytes, from: free, with: mask)
    }

    private mutating func maskText(
        _ output: inout [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, from free: Int, with mask: UInt8
    ) -> Int {
        while masked < position {
            switch bytes[masked] {
            // Line ends and control sequences that stand within stay, so that the screen does.
            case 0x0A, 0x0D: masked += 1
            case 0x1B:
                let unit = EncodedText.unit(bytes, at: masked, isEnd: true)
                masked += unit.map { $0.count == 0 ? $0.length : 1 } ?? 1
            default:
                if masked >= free, output[masked] != mask {
                    output[masked] = mask
                    changed += 1
                }
                masked += 1
            }
        }
        return position
    }

    /// Replaces bit by bit, so that the neighbours in a letter stay.
    private mutating func maskBase64(
        _ output: inout [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, from free: Int, with mask: UInt8, isComplete: Bool
    ) -> Int {
        let from = isForced || secretStart != nil ? secretBit : Int.max
        let end = 8 * read
        while masked < position {
            guard case .letter(let letter) = Base64Letters.read(bytes, at: masked, isEnd: true) else {
                masked += 1
                continue
            }
            guard maskedBits + 6 <= end || isComplete && maskedBits < end else { break }
            let old = Base64Letters.value(of: letter, in: output, at: masked) ?? letter.value
            var value = old
            for bit in 0..<6 where maskedBits + bit >= from && maskedBits + bit < end && maskedBits + bit >= 0 {
                let shift = UInt32(5 - bit)
                let wanted = UInt32(mask) >> UInt32(7 - (maskedBits + bit) & 7) & 1
                value = value & ~(1 << shift) | wanted << shift
            }
            if value != old, masked >= free {
                Base64Letters.write(value, over: letter, at: masked, to: &output)
                changed += 1
            }
            masked += letter.length
            maskedBits += 6
        }
        return masked
    }

    /// Moves all places back, since bytes before them were dropped.
    mutating func drop(_ count: Int) {
        start -= count
        position -= count
        masked -= count
        secretStart = secretStart.map { $0 - count }
    }
}
