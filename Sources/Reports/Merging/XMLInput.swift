import CLibXML2
import Glibc
import Text

/// An XML file as a stream of nodes, in flat memory, through libxml2's `xmlTextReader`.
///
/// Nothing is loaded from elsewhere and no entity is expanded: `XML_PARSE_NONET` is the only option, and a document
/// type is refused, since a report has none and everything that hides in one is hostile.
final class XMLInput {
    /// What stands in the file.
    enum Node {
        /// A start tag; an empty element has its end tag too.
        case open(String, [(name: String, value: String)])
        /// An end tag.
        case close
        /// Text between tags.
        case text(String)
    }

    /// The deepest nesting that a report has, in elements.
    static let depthMax = 7

    private let path: String
    private let reader: xmlTextReaderPtr
    private let descriptor: Int32
    private var complaint: (text: String, line: Int)?
    private var isClosing = false
    private var depth = 0

    /// Opens a file.
    init(_ path: String) throws(MergeError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw MergeError(path: path, reason: "can't be read: \(String(cString: strerror(errno)))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw MergeError(path: path, reason: "not a regular file")
        }
        guard let reader = xmlReaderForFd(descriptor, "report", nil, Int32(XML_PARSE_NONET.rawValue)) else {
            close(descriptor)
            throw MergeError(path: path, reason: "libxml2 can't read it")
        }
        self.path = path
        self.reader = reader
        self.descriptor = descriptor
    }

    deinit {
        xmlFreeTextReader(reader)
        close(descriptor)
    }

    /// The line that the reader has come to, from 1.
    var line: Int { Int(xmlTextReaderGetParserLineNumber(reader)) }

    /// An error at the present line.
    func error(_ reason: String) -> MergeError { MergeError(path: path, line: line, reason: reason) }

    /// The next node; `nil` at the end.
    ///
    /// - Throws: `MergeError` for what is not well-formed, and for what no report holds.
    func next() throws(MergeError) -> Node? {
        if isClosing {
            isClosing = false
            depth -= 1
            return .close
        }
        while true {
            guard try step() else { return nil }
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                depth += 1
                guard depth <= Self.depthMax else {
                    throw error("nested more deeply than a report is (\(Self.depthMax))")
                }
                isClosing = xmlTextReaderIsEmptyElement(reader) == 1
                return .open(Self.string(xmlTextReaderConstName(reader)), attributes())
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
                depth -= 1
                return .close
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
                Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue), Int32(XML_READER_TYPE_WHITESPACE.rawValue):
                return .text(Self.string(xmlTextReaderConstValue(reader)))
            case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue):
                throw error("it has a document type, which no report has: refused, since entities hide there")
            case Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue): throw error("it refers to an entity of its own")
            default: continue
            }
        }
    }

    /// Prepares libxml2 for threads, once.
    private static let prepared: Void = xmlInitParser()

    /// Reads one node; `false` at the end. What libxml2 complains of is kept from standard error.
    private func step() throws(MergeError) -> Bool {
        Self.prepared
        complaint = nil
        var listener = understudy_xml_listener(
            hear: { context, message, line in
                guard let context else { return }
                let input = Unmanaged<XMLInput>.fromOpaque(context).takeUnretainedValue()
                let text = message.map { String(cString: $0) } ?? "not well-formed"
                if input.complaint == nil {
                    input.complaint = (text.split(separator: "\n").first.map(String.init) ?? text, Int(line))
                }
            }, context: Unmanaged.passUnretained(self).toOpaque())
        let code = withUnsafeMutablePointer(to: &listener) { pointer in
            let previous = understudy_xml_listen(pointer)
            defer { understudy_xml_restore(previous) }
            return xmlTextReaderRead(reader)
        }
        guard code < 0 else { return code == 1 }
        let text = VisibleText.clean(complaint?.text ?? "not well-formed")
        throw MergeError(path: path, line: complaint?.line ?? line, reason: "this is no whole XML: \(text)")
    }

    private func attributes() -> [(name: String, value: String)] {
        var all: [(String, String)] = []
        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
            all.append((Self.string(xmlTextReaderConstName(reader)), Self.string(xmlTextReaderConstValue(reader))))
        }
        xmlTextReaderMoveToElement(reader)
        return all
    }

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String { text.map { String(cString: $0) } ?? "" }
}
