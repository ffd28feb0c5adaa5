import TestMaterial
import Testing

@Suite("The screen of a recording")
struct ScreenCommandTests {
    private static let recording = #"""
        {"version":3,"term":{"cols":20,"rows":4},"title":"t"}
        [1.0,"o","one\r\n"]
        [0.5,"m","first"]
        [0.5,"o","\u001b[31mtwo\u001b[0m 日本 <&>\r\n"]
        [1.0,"r","10x2"]
        [1.0,"m","narrow"]
        [1.0,"o","\u001b[?1049h\u001b[Halt\u001b]2;title\u0007"]

        """#

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("a.cast", Self.recording)
        return folder
    }

    @Test(
        "A time, the end, and a marker show the screen as it was then",
        arguments: [
            ("0", "\n"), ("1s", "one\n"), ("1.9", "one\n"), ("at=2s", "one\ntwo 日本 <&>\n"),
            ("2000ms", "one\ntwo 日本 <&>\n"),
            ("first", "one\n"), ("narrow", "two 日本 <\n"), ("at=3.5s", "two 日本 <\n"), ("end", "alt\n"), ("1h", "alt\n"),
        ])
    func moments(moment: String, expected: String) throws {
        let folder = try folder()
        let shown = try Command.run("show a.cast --screen '\(moment)'", in: folder)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.text == expected)
    }

    @Test("A marker that is not there is refused with the nearest, a recording of pipes because it has no screen")
    func refusals() throws {
        let folder = try folder()
        let unknown = try Command.run("show a.cast --screen narow", in: folder)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("did you mean \"narrow\"?"))
        #expect(
            try Command.run("show a.cast --screen xyz", in: folder).errors.contains(
                "its markers are \"first\", \"narrow\""))
        try folder.write(
            "p.cast",
            #"{"version":3,"term":{"cols":20,"rows":4},"understudy":{"format":"1.0","streams":"pipes"}}"# + "\n")
        let pipes = try Command.run("show p.cast --screen end", in: folder)
        #expect(pipes.status == 2)
        #expect(pipes.errors.contains("it was recorded on pipes"))
        let target = try Command.run("show a.cast --svg a.cast", in: folder)
        #expect(target.status == 2)
        #expect(try folder.readText("a.cast") == Self.recording)
    }

    @Test("As JSON a screen is one object")
    func json() throws {
        let folder = try folder()
        let shown = try Command.run("show a.cast --screen end --json", in: folder)
        #expect(
            shown.text == """
                {"time":5.000000,"columns":10,"rows":2,"cursor":{"row":0,"column":3,"visible":true},"alternate":true,\
                "title":"title","lines":["alt",""]}

                """)
    }

    @Test("An SVG file has the screen's text, escaped, and its colours")
    func svg() throws {
        let folder = try folder()
        let drawn = try Command.run("show a.cast --screen 2s --svg a.svg", in: folder)
        #expect(drawn.status == 0, "\(drawn.errors)")
        #expect(drawn.text == "one\ntwo 日本 <&>\n")
        let svg = try folder.readText("a.svg")
        #expect(XMLTree.read(folder.path("a.svg"))?.name == "svg")
        #expect(svg.contains("fill=\"#cd0000\">two</text>"))
        #expect(svg.contains(">日本</text>"))
        #expect(svg.contains("&lt;&amp;&gt;"))
        #expect(try Command.run("show a.cast --svg b.svg", in: folder).text.isEmpty)
        #expect(try folder.readText("b.svg").contains("<title>title</title>"))
    }
}
