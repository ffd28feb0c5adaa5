import Hosting
import Recording

/// The programs that the tests drive, each the little that they need of it.
enum VirtualCommands {
    static func setup(of name: String) -> (@Sendable (VirtualCommand) -> Void)? { table[name] }

    private static let table: [String: @Sendable (VirtualCommand) -> Void] = [
        "cat": { command in command.onInput = { [unowned command] in command.write($0) } },
        "echo": { command in
            command.print(command.arguments.joined(separator: " ") + "\n")
            command.exit(0)
        },
        "true": { $0.exit(0) },
        "exit1": { $0.exit(1) },
        "ls": { command in
            if command.arguments.contains("/missing") {
                command.print("ls: cannot access '/missing': No such file or directory\n")
                return command.exit(2)
            }
            command.print(listing)
            command.exit(0)
        },
        "pwd": { command in
            command.print(command.directory + "\n")
            command.exit(0)
        },
        "tty": { command in
            command.print(command.isTerminal ? "/dev/pts/7\n" : "not a tty\n")
            command.exit(command.isTerminal ? 0 : 1)
        },
        "printenv": { command in
            command.print((command.environment[command.arguments.first ?? ""] ?? "") + "\n")
            command.exit(0)
        },
        "sleep": { command in
            command.wait(Double(command.arguments.first ?? "") ?? 0)
            command.onTimer = { [unowned command] in command.exit(0) }
        },
        "sleep-for": { command in
            command.print("READY\n")
            command.wait(Double(command.arguments.first ?? "") ?? 0)
            command.onTimer = { [unowned command] in
                command.print("END\n")
                command.exit(0)
            }
        },
        "alarm": { command in
            command.wait(1)
            command.onTimer = { [unowned command] in command.die(Signal(rawValue: 14)) }
        },
        "list100": { command in
            command.print("[" + (0..<100).map { String($0) }.joined(separator: ", ") + "]\n")
            command.exit(0)
        },
        "numbers": { command in
            for block in blocks(upTo: Int(command.arguments.first ?? "") ?? 0) { command.print(block) }
            command.print("done\n")
            command.exit(0)
        },
        "data": { command in
            command.print("This is test data:\n1\n2\n3\nThis is the end of test data: END\n")
            command.exit(0)
        },
        "getch": { command in
            command.isRaw = true
            command.print("READY\r\n")
            command.onInput = { [unowned command] bytes in
                for byte in bytes {
                    command.print("\(byte)<STOP>\r\n")
                    if byte == 0 { command.exit(0) }
                }
            }
        },
        "needs-kill": { command in
            for signal in [Signal.hangUp, .interrupt, .terminate] { command.ignoreSignal(signal) }
            command.onEnd = {}
            command.print("READY\n")
        },
        "ignores-hangup": { command in
            command.ignoreSignal(.hangUp)
            command.onEnd = {}
            command.print("READY\n")
        },
        "prompt": { command in
            command.print("<in >")
            command.onInput = { [unowned command] line in
                command.print("<out>")
                command.write(line)
                command.print("<in >")
            }
        },
        "sizes": { command in
            func text() -> String { "(\(command.size?.rows ?? 0), \(command.size?.columns ?? 0))" }
            command.print("Initial Size: \(text())\nREADY\n")
            command.onResize = { [unowned command] in
                command.print("SIGWINCH: (\(command.size?.rows ?? 0), \(command.size?.columns ?? 0))\n")
            }
        },
        "deaf": { $0.stopReading() },
        "python": python,
        "bash": bash,
    ]

    /// The numbers from 1 on, a line each, in blocks as stdio writes them.
    private static func blocks(upTo count: Int) -> [String] {
        stride(from: 1, through: count, by: 1000).map { start in
            (start...min(start + 999, count)).map { "\($0)\n" }.joined()
        }
    }

    static let listing = (0..<120).map { "-rwxr-xr-x 1 root root \(1000 + 37 * $0) program-\($0)\n" }.joined()

    /// Prints lists of numbers: `list(range(4*3))`.
    @Sendable private static func python(_ command: VirtualCommand) {
        command.print("Python 3\n>>> ")
        command.onInput = { [unowned command] line in
            let factors = String(decoding: line, as: UTF8.self).split { !$0.isNumber }.compactMap { Int($0) }
            let numbers = (0..<factors.reduce(1, *)).map { String($0) }
            command.print("[" + numbers.joined(separator: ", ") + "]\n>>> ")
        }
    }

    /// Knows `echo` and `exit`; its prompt is `PS1`.
    @Sendable private static func bash(_ command: VirtualCommand) {
        let prompt = command.environment["PS1"] ?? "$ "
        command.print(prompt)
        command.onInput = { [unowned command] line in
            let words = String(decoding: line, as: UTF8.self).split { $0.isWhitespace }
            switch words.first {
            case "echo":
                command.print(words.dropFirst().joined(separator: " ").filter { $0 != "\"" } + "\n" + prompt)
            case "exit": command.exit(0)
            default: command.print(prompt)
            }
        }
    }
}
