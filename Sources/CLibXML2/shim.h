#ifndef UNDERSTUDY_LIBXML2_SHIM_H
#define UNDERSTUDY_LIBXML2_SHIM_H
#include <libxml/xmlwriter.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlversion.h>
#endif
