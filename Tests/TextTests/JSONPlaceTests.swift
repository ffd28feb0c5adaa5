import Testing
import Text

@Suite("Places in a JSON text")
struct JSONPlaceTests {
    private static let text = Array(
        """
        [
          { "say": [ { "text": "a, ] \\" }" }, { "wäit": 1, "wiat": [ 2 ] } ] },
          { "a.b": { "c": 0 }, "a": { "b": { "d": 1 } } }
        ]
        """.utf8)

    @Test(
        "A path leads to the key of its member or to its element, and one that leads nowhere to the last on its way",
        arguments: [
            ("", "1:1"), ("[0]", "2:3"), ("[1]", "3:3"), ("[0].say", "2:5"), ("[0].say[0].text", "2:16"),
            ("[0].say[1].wiat", "2:52"), ("[0].say[1].wiat[0]", "2:62"), ("[1].a.b.c", "3:14"), ("[1].a.b", "3:5"),
            ("[0].say[7]", "2:12"), ("[0].nothing.at[1].all", "2:3"), ("[9]", "1:1"), ("odd", "1:1"),
        ])
    func places(path: String, place: String) {
        #expect(JSONPlace(of: path, in: Self.text).description == place)
    }

    @Test("A byte has its line and its column in characters, and one beyond the end is the end")
    func bytes() {
        let text = Array("äö\n€x".utf8)
        #expect(JSONPlace(byte: 0, in: text).description == "1:1")
        #expect(JSONPlace(byte: 4, in: text).description == "1:3")
        #expect(JSONPlace(byte: 8, in: text).description == "2:2")
        #expect(JSONPlace(byte: 99, in: text).description == "2:3")
        #expect(JSONPlace(of: "[0].a", in: Array("[{\"a".utf8)).line == 1)
    }
}
