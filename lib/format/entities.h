/* entities - the character references of HTML: &nbsp; &#8211; &#x2013; */
#ifndef FORMAT_ENTITIES_H
#define FORMAT_ENTITIES_H

#include <stddef.h>

enum { ENTITY_BYTES = 4 };

/* The reference at at, where an ampersand is: its character in UTF-8 to out, which needs
 * ENTITY_BYTES and never more than the reference has; *taken are the bytes of the
 * reference.  0: none is there.  Names are those of HTML 4. */
size_t entities_decode(const char *at, const char *end, char *out, size_t *taken);

/* The same for XML without a DTD: five names, and numbers of its characters. */
size_t entities_decode_xml(const char *at, const char *end, char *out, size_t *taken);

#endif
