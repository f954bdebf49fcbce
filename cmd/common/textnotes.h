/* textnotes - what the commands that read text tell about it. */
#ifndef CMD_COMMON_TEXTNOTES_H
#define CMD_COMMON_TEXTNOTES_H

#include "text/tokenrule.h"
#include "text/wordcount.h"

/* Bytes that are not UTF-8, and a list of stop words of which none occurs. */
void textnotes_flaws(const struct texttotals *totals, const struct token_arguments *tokens);

/* Text whose words have no blanks between them, or that has labels in front. */
void textnotes_text(const struct texttotals *totals);

/* Both, of text that others read; without the list of stop words. */
void textnotes_cut(const struct texttotals *totals);

#endif
