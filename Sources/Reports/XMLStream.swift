import CLibXML2
import Text

/// Elements, attributes and text on their way through libxml2's `xmlTextWriter` into a sink.
///
/// It checks every return code and lays the document out by itself, since libxml2's own indentation differs between
/// versions. Text comes here already cleaned: libxml2 writes illegal characters as they are and cuts at NUL.
final class XMLStream {
    private let sink: ByteSink
    private let path: String
    private let writer: xmlTextWriterPtr
    /// For each open element, whether it has child elements, which decides on where its end tag stands.
    private var hasChildren: [Bool]
    private let baseDepth: Int

    /// A whole document: begins with the XML declaration.
    static func document(into sink: ByteSink, path: String) throws(ReportError) -> XMLStream {
        try XMLStream(sink: sink, path: path, baseDepth: 0)
    }

    /// Elements without a root, laid out for a place inside `depth` open elements.
    static func fragment(into sink: ByteSink, path: String, depth: Int) throws(ReportError) -> XMLStream {
        let stream = try XMLStream(sink: sink, path: path, baseDepth: depth)
        // Only the declaration tells libxml2 to write UTF-8 in attributes, so it is written, then forgotten.
        try stream.flush()
        guard sink.clear() else { throw stream.failure(in: "clear") }
        return stream
    }

    private init(sink: ByteSink, path: String, baseDepth: Int) throws(ReportError) {
        let context = Unmanaged.passUnretained(sink).toOpaque()
        let output = xmlOutputBufferCreateIO(Self.take, nil, context, nil)
        guard let output else { throw ReportError(.library, path: path, detail: "xmlOutputBufferCreateIO failed.") }
        guard let writer = xmlNewTextWriter(output) else {
            xmlOutputBufferClose(output)
            throw ReportError(.library, path: path, detail: "xmlNewTextWriter failed.")
        }
        self.sink = sink
        self.path = path
        self.writer = writer
        self.baseDepth = baseDepth
        hasChildren = []
        try check(xmlTextWriterStartDocument(writer, nil, "UTF-8", nil), "xmlTextWriterStartDocument")
    }

    deinit { xmlFreeTextWriter(writer) }

    /// Opens an element.
    func open(_ name: String) throws(ReportError) {
        if !hasChildren.isEmpty { hasChildren[hasChildren.count - 1] = true }
        if baseDepth + hasChildren.count > 0 { try breakLine() }
        try check(xmlTextWriterStartElement(writer, name), "xmlTextWriterStartElement")
        hasChildren.append(false)
    }

    /// Closes the element that was opened last.
    func close() throws(ReportError) {
        let hadChildren = hasChildren.removeLast()
        if hadChildren { try breakLine() }
        try check(xmlTextWriterEndElement(writer), "xmlTextWriterEndElement")
    }

    /// An element with attributes and text; without either it is empty.
    func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text content: String = ""
    ) throws(ReportError) {
        try open(name)
        for (key, value) in attributes { try attribute(key, value) }
        try text(content)
        try close()
    }

    /// An attribute of the element that was just opened.
    func attribute(_ name: String, _ value: String) throws(ReportError) {
        try check(xmlTextWriterWriteAttribute(writer, name, value), "xmlTextWriterWriteAttribute")
    }

    /// Text inside the open element, escaped where XML needs it.
    func text(_ content: String) throws(ReportError) {
        guard !content.isEmpty else { return }
        try check(xmlTextWriterWriteString(writer, content), "xmlTextWriterWriteString")
    }

    /// Elements that were written as a fragment, as the next children of the open element.
    func insert(_ fragment: XMLStream) throws(ReportError) {
        try fragment.flush()
        // Nothing, but it ends the start tag.
        try check(xmlTextWriterWriteRaw(writer, ""), "xmlTextWriterWriteRaw")
        try flush()
        guard sink.append(contentsOf: fragment.sink) else { throw failure(in: "append") }
        hasChildren[hasChildren.count - 1] = true
    }

    /// Ends the document with a line feed and hands all bytes to the sink.
    func finish() throws(ReportError) {
        try check(xmlTextWriterEndDocument(writer), "xmlTextWriterEndDocument")
        try flush()
    }

    private func flush() throws(ReportError) {
        try check(xmlTextWriterFlush(writer), "xmlTextWriterFlush")
    }

    private func breakLine() throws(ReportError) {
        let depth = baseDepth + hasChildren.count
        try check(xmlTextWriterWriteRaw(writer, Self.lineStarts[depth]), "xmlTextWriterWriteRaw")
    }

    /// A line feed and the indentation, by depth; no dialect nests deeper than `testsuites` > … > `property`.
    private static let lineStarts = (0..<8).map { "\n" + String(repeating: "  ", count: $0) }

    private func check(_ code: Int32, _ call: String) throws(ReportError) {
        guard code >= 0, sink.failure == 0 else { throw failure(in: call) }
    }

    private func failure(in call: String) -> ReportError {
        guard sink.failure != 0 else { return ReportError(.library, path: path, detail: "\(call) failed.") }
        return .writing(path: path, errno: sink.failure)
    }

    /// What libxml2 calls with bytes; -1 tells it that they could not be written.
    private static let take: xmlOutputWriteCallback = { context, bytes, count in
        guard let context, let bytes, count >= 0 else { return -1 }
        let sink = Unmanaged<ByteSink>.fromOpaque(context).takeUnretainedValue()
        return sink.append(UnsafeRawBufferPointer(start: bytes, count: Int(count))) ? count : -1
    }
}
