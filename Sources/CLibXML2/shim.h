// What the project uses of libxml2, and what hides the differences between its versions.
#ifndef UNDERSTUDY_LIBXML2_SHIM_H
#define UNDERSTUDY_LIBXML2_SHIM_H

// Debian builds libxml2 with ICU, whose types clash with those of Foundation's own copy wherever both are imported.
// Nothing here uses libxml2's ICU fields, so its headers are read as if it had been built without.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/xmlwriter.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlerror.h>

// From 2.12 on a handler gets its error as a pointer to const.
#if LIBXML_VERSION >= 21200
typedef const xmlError *understudy_xml_error;
#else
typedef xmlError *understudy_xml_error;
#endif

// Told of one error: the text (may be null) and the line, from 1 (0: unknown).
typedef void (*understudy_xml_hear)(void *context, const char *message, int line);

// Who is told, as the context that libxml2 passes on. Must outlive the calls that may report.
typedef struct {
    understudy_xml_hear hear;
    void *context;
} understudy_xml_listener;

static inline void understudy_xml_pass_on(void *listener, understudy_xml_error error) {
    understudy_xml_listener *told = (understudy_xml_listener *)listener;
    if (told && told->hear && error) told->hear(told->context, error->message, error->line);
}

// What this thread's errors are handled by; kept while another handler is in place.
typedef struct {
    xmlStructuredErrorFunc handler;
    void *context;
} understudy_xml_handler;

// Sends this thread's errors to a listener, or nowhere when it is null; else libxml2 prints them on standard error.
static inline understudy_xml_handler understudy_xml_listen(understudy_xml_listener *listener) {
    understudy_xml_handler previous = {xmlStructuredError, xmlStructuredErrorContext};
    xmlSetStructuredErrorFunc(listener, understudy_xml_pass_on);
    return previous;
}

// Puts back the handler that was in place before.
static inline void understudy_xml_restore(understudy_xml_handler previous) {
    xmlSetStructuredErrorFunc(previous.context, previous.handler);
}

// Makes a schema's errors known to a listener.
static inline void understudy_xml_hear_schema(xmlSchemaParserCtxtPtr parser, understudy_xml_listener *listener) {
    xmlSchemaSetParserStructuredErrors(parser, understudy_xml_pass_on, listener);
}

// Makes a document's errors against its schema known to a listener.
static inline void understudy_xml_hear_validation(xmlSchemaValidCtxtPtr validator, understudy_xml_listener *listener) {
    xmlSchemaSetValidStructuredErrors(validator, understudy_xml_pass_on, listener);
}

#endif
