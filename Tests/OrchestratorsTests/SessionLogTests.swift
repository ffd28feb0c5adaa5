import Glibc
import Logging
import Orchestration
import Orchestrators
import TestMaterial
import Testing
import Text

@Suite("The log of a session")
struct SessionLogTests {
    @Test("Bugs 16 and 31: sessions of one second have files of their own, and nothing points at the latest")
    func twoSessions() throws {
        let folder = try TemporaryFolder()
        let logs = try (0..<20).map { _ in try SessionLog(folder: folder.path + "/logs", isQuiet: true) }
        for (number, log) in logs.enumerated() { log.logger(level: .info).info("session \(number)") }
        #expect(Set(logs.compactMap(\.path)).count == 20)
        for (number, log) in logs.enumerated() {
            let path = try #require(log.path)
            #expect(String(decoding: try PlainFile.read(path), as: UTF8.self) == "1 info: session \(number)\n")
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & 0o777 == 0o600)
        }
        #expect(try FolderListing.names(in: folder.path + "/logs", hidden: true).count == 20)
    }

    @Test(
        "Bug 40: lines of agents that run side by side are whole, numbered, and in order",
        arguments: [LogFormat.text, .json])
    func sideBySide(_ format: LogFormat) async throws {
        let folder = try TemporaryFolder()
        let log = try SessionLog(format: format, folder: folder.path + "/logs", isQuiet: true)
        let words = String(repeating: "word ", count: 400)
        await withTaskGroup { group in
            for agent in 0..<8 {
                group.addTask {
                    let logger = log.logger(level: .info)
                    for line in 0..<50 {
                        logger.info("agent \(agent) line \(line) \(words)", metadata: ["k": "\(agent)"])
                    }
                }
            }
        }
        let text = String(decoding: try PlainFile.read(try #require(log.path)), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 400)
        for (number, line) in lines.enumerated() {
            if format == .json {
                let value = try JSONParser.parse(String(line))
                #expect(value["seq"] == .int(number + 1) && value["level"] == "info")
                #expect(value["message"]?.string?.hasSuffix(words) == true)
            } else {
                #expect(line.hasPrefix("\(number + 1) info: agent ") && line.contains(words))
            }
        }
    }

    @Test("Control characters of a program reach no terminal by the log")
    func control() throws {
        let folder = try TemporaryFolder()
        let log = try SessionLog(folder: folder.path + "/logs", isQuiet: true)
        log.logger(level: .info).info("a\u{1B}]0;title\u{07}b\nc")
        let text = String(decoding: try PlainFile.read(try #require(log.path)), as: UTF8.self)
        #expect(!text.contains("\u{1B}") && text.filter { $0 == "\n" }.count == 1)
    }
}
