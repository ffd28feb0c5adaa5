import Determinism
import Recording
import Testing

@Suite("Packs")
struct PackTests {
    private func pack(_ files: [(String, [UInt8])]) throws -> [UInt8] {
        var writer = PackWriter(files: files.count)
        var bytes = try writer.start()
        for (name, content) in files {
            var hash = SHA256()
            hash.update(content)
            bytes += try writer.begin(try #require(PackName(name)), bytes: content.count, hash: hash.text)
            try writer.take(content)
            bytes += content
            bytes += try writer.end()
        }
        return try bytes + writer.finish()
    }

    private func unpack(_ bytes: [UInt8], part: Int = .max, limits: PackLimits = PackLimits()) throws(PackError)
        -> [String: [UInt8]]
    {
        var reader = PackReader(limits: limits)
        var files: [String: [UInt8]] = [:]
        var name = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            reader.feed(Array(rest.prefix(part)))
            rest = rest.dropFirst(part)
            while let piece = try reader.next() {
                switch piece {
                case .begin(let next, _, _):
                    name = next.text
                    files[name] = []
                case .content(let content): files[name, default: []] += content
                case .end(let ended): #expect(ended.text == name)
                }
            }
        }
        try reader.finish()
        return files
    }

    private func failure(_ text: String, limits: PackLimits = PackLimits()) -> PackError.Code? {
        do throws(PackError) {
            _ = try unpack(Array(text.utf8), limits: limits)
            return nil
        } catch { return error.code }
    }

    private let files: [(String, [UInt8])] = [
        ("main.cast", Array("{}\n".utf8)), ("agent-1.cast", []),
        ("b.cast", [0, 0xFF, 0x0A] + Array("{\"end\":true".utf8)),
    ]

    @Test("What is packed comes out again, in whatever parts it is read", arguments: [1, 2, 3, 7, 64, Int.max])
    func roundTrip(part: Int) throws {
        let packed = try pack(files)
        #expect(PackReader.isPack(packed))
        let unpacked = try unpack(packed, part: part)
        #expect(unpacked == Dictionary(uniqueKeysWithValues: files))
    }

    @Test("The table finds every recording without reading it")
    func table() throws {
        let packed = try pack(files)
        var table = PackTable(size: packed.count)
        while let position = table.position { try table.take(Array(packed[position...].prefix(PackTable.windowBytes))) }
        #expect(table.entries.map(\.name.text) == files.map(\.0))
        for (entry, file) in zip(table.entries, files) {
            #expect(Array(packed[entry.offset..<entry.offset + entry.bytes]) == file.1)
        }
    }

    @Test("A pack that is cut anywhere is refused, and so is a changed byte")
    func damage() throws {
        let packed = try pack(files)
        for cut in 0..<packed.count {
            #expect(throws: PackError.self) { try unpack(Array(packed[..<cut])) }
            var table = PackTable(size: cut)
            #expect(throws: PackError.self) {
                while let position = table.position {
                    try table.take(Array(packed[position..<max(position, cut)].prefix(PackTable.windowBytes)))
                }
            }
        }
        for index in packed.indices {
            var changed = packed
            changed[index] ^= 1
            if let files = try? unpack(changed) {
                #expect(files.count == self.files.count && self.files.allSatisfy { files.values.contains($0.1) })
            }
        }
        #expect(throws: PackError.self) { try unpack(packed + [0x0A]) }
    }

    /// Fault 54: names lead nowhere else.
    @Test(
        "A name outside the grammar is refused",
        arguments: [
            "../a.cast", "/etc/a.cast", "a/b.cast", "..cast", ".hidden.cast", "a..b.cast", "a.txt", ".cast", "a b.cast",
            "a\\u0000.cast", "a\\\\b.cast", "é.cast", "-a.cast", "a.cast\\n",
        ])
    func names(name: String) {
        let hash = String(repeating: "0", count: 64)
        let header = "{\"understudy_pack\":\"1.0\",\"files\":1}\n"
        #expect(failure(header + "{\"file\":\"\(name)\",\"bytes\":0,\"sha256\":\"\(hash)\"}\n\n") == .badName)
    }

    @Test("Two names that some file system takes for one are refused")
    func duplicates() {
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let header = "{\"understudy_pack\":\"1.0\",\"files\":2}\n"
        let file: (String) -> String = { "{\"file\":\"\($0)\",\"bytes\":0,\"sha256\":\"\(hash)\"}\n\n" }
        #expect(failure(header + file("a.cast") + file("A.cast")) == .duplicateName)
        #expect(failure(header + file("a.cast") + file("b.cast") + file("c.cast")) == .badHeader)
        #expect(failure(header + file("a.cast") + "{\"end\":true,\"bytes\":0}\n") == .badHeader)
    }

    /// Fault 55: sizes are declared, and held to.
    @Test("Sizes beyond the limits are refused before anything is unpacked")
    func limits() {
        let hash = String(repeating: "0", count: 64)
        var limits = PackLimits()
        limits.filesMax = 2
        limits.fileBytesMax = 10
        limits.totalBytesMax = 15
        let header = "{\"understudy_pack\":\"1.0\",\"files\":2}\n"
        #expect(failure("{\"understudy_pack\":\"1.0\",\"files\":3}\n", limits: limits) == .tooLarge)
        #expect(
            failure(header + "{\"file\":\"a.cast\",\"bytes\":11,\"sha256\":\"\(hash)\"}\n", limits: limits) == .tooLarge
        )
        let huge = "{\"file\":\"a.cast\",\"bytes\":9223372036854775807,\"sha256\":\"\(hash)\"}\n"
        #expect(failure(header + huge) == .tooLarge)
        #expect(failure(header + "{\"file\":\"a.cast\",\"bytes\":-1,\"sha256\":\"\(hash)\"}\n") == .badHeader)
        #expect(
            failure("{\"understudy_pack\":\"1.0\",\"files\":\(String(repeating: " ", count: 600))1}\n") == .badHeader)
        #expect(failure("{\"understudy_pack\":\"2.0\",\"files\":1}\n") == .unknownVersion)
    }
}
