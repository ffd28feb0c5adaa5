import Testing

@testable import Player

@Suite("Probe") struct Probe {
    @Test("Look") func look() {
        for (profile, renderer) in [(0, 0), (0, 1), (1, 1), (0, 2)] {
            var stand = TerminalStand(profile == 0 ? .v2_1_330 : .v2_1_9) {
                $0.renderer = renderer == 0 ? .fullscreen : renderer == 1 ? .classic : .screenReader
            }
            print("=== \(profile) \(renderer)")
            print(stand.screen.text)
            stand.type("hi")
            print("---- typed", stand.box, stand.footer)
            stand.type("\r")
            stand.wait(.milliseconds(1500))
            print(stand.screen.text, stand.requests, stand.screen.title)
            stand.tell(.turnBegan(prompt: "hi"), .text("Hello! How can I"))
            stand.wait(.milliseconds(1500))
            print("---- answering")
            print(stand.screen.text, stand.requests, stand.screen.title)
            stand.tell(.text(" help you today?"), .blockEnded, .toolCalled(id: "t1", name: "Bash", input: ["command": "touch made.txt", "description": "make a file"]), .toolAsks(PermissionQuestion(id: "t1", tool: "Bash", input: ["command": "touch made.txt", "description": "make a file"])))
            print("---- dialog")
            print(stand.screen.text)
            stand.type("1")
            stand.tell(.toolAnswered(id: "t1", text: "", ending: .ran), .text("Done."), .blockEnded, .turnEnded(took: .seconds(3)))
            print("---- done")
            print(stand.screen.text, stand.requests)
            stand.type("/ex")
            print("---- menu")
            print(stand.screen.text)
            stand.type("\r")
            stand.wait(.seconds(1))
            print("---- over")
            print(stand.screen.text, stand.requests, stand.screen.modes)
        }
    }
}
