/* piecesprint.c - how a shell cuts text into pieces as pieces.c does. */
#include "job/piecesprint.h"

#include "base/shellword.h"
#include "job/pieces.h"

#include <string.h>

/* What textin_open reads, by its first bytes as od shows them; the last line is for
 * all other text. */
static const struct {
	const char *magic, *command;
} compressions[] = {
	{"' 1f 8b'*", "gzip -dc"},
	{"' 42 5a 68 3'?' 31 41 59 26 53 59' | ' 42 5a 68 3'?' 17 72 45 38 50 90'", "bzip2 -dc"},
	{"' fd 37 7a 58 5a 00'*", "xz -dc"},
	{"' 28 b5 2f fd'* | ' 5'?' 2a 4d 18'*", "zstd -dc"},
	{"*", "cat"},
};

static int put(struct bytes *out, struct fault *fault, const char *text)
{
	return bytes_append(out, text, strlen(text), fault);
}

/* text FILE: to $w/text, whatever it is compressed with and encoded in, without the byte
 * order mark. */
static int print_text(const char *encoding, struct bytes *out, struct fault *fault)
{
	size_t i;

	if (put(out, fault, "text() {\n"
		"\t[ \"$1\" != - ] || set -- \"$w\"/stdin\n"
		"\tcase $(head -c 10 <\"$1\" | od -A n -t x1) in\n"))
		return -1;
	for (i = 0; i < sizeof compressions / sizeof *compressions; i++)
		if (bytes_printf(out, fault, "\t%s) %s <\"$1\" >\"$w\"/raw ;;\n",
			compressions[i].magic, compressions[i].command))
			return -1;
	if (put(out, fault, "\tesac\n"
		"\tcase $(head -c 4 <\"$w\"/raw | od -A n -t x1) in\n"
		"\t' ff fe 00 00' | ' 00 00 fe ff') iconv -f UTF-32 -t UTF-8 ;;\n"
		"\t' ff fe'* | ' fe ff'*) iconv -f UTF-16 -t UTF-8 ;;\n"
		"\t' ef bb bf'*) tail -c +4 ;;\n"
		"\t*) "))
		return -1;
	if (encoding && (put(out, fault, "iconv -t UTF-8 -f ")
			|| shellword_put(out, encoding, fault)))
		return -1;
	return put(out, fault, encoding ? " ;;\n" : "cat ;;\n")
		|| put(out, fault, "\tesac <\"$w\"/raw >\"$w\"/text\n}\n") ? -1 : 0;
}

/* pieces FILE N [LINE]: whole lines of the file to pieces of text N, and with LINE the
 * number of the line before them, which becomes the name. */
static int print_cut(const char *list, struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "pieces() {\n"
		"\tw=\"$w\" LC_ALL=C awk -v t=$2 -v n=\"$3\" '{\n"
		"\t\ts += length($0) + 1\n"
		"\t\tif (!f || s > %zu) {\n"
		"\t\t\tif (f) close(f)\n"
		"\t\t\tf = ENVIRON[\"w\"] \"/%s-\" 1000000 + t \"-\" 1000000 + i++\n"
		"\t\t\ts = length($0) + 1\n\t\t}\n"
		"\t\tif (n == \"\") print >f; else print ++n \"\\t\" $0 >f\n"
		"\t}\n\tEND { print n >(ENVIRON[\"w\"] \"/line\") }' \"$1\"\n}\n",
		PIECE_BYTES, list);
}

int piecesprint(const struct text_arguments *arguments, const char *const *path,
	size_t count, const char *list, struct bytes *out, struct fault *fault)
{
	enum input form = documents_input(arguments);
	size_t i;

	if (print_text(arguments->encoding, out, fault) || print_cut(list, out, fault)
		|| put(out, fault, form == INPUT_LINES ? "k=0\nn=0\nfor t in" : "k=0\nfor t in"))
		return -1;
	for (i = 0; i < count; i++)
		if (put(out, fault, " ") || shellword_put(out, path[i], fault))
			return -1;
	if (put(out, fault, "; do\n\ttext \"$t\"\n"))
		return -1;
	if (form == INPUT_FILES ? put(out, fault,
			"\tprintf '%s\\t' \"$t\" >>\"$w\"/joined\n"
			"\ttr '\\r\\n\\000' '   ' <\"$w\"/text >>\"$w\"/joined\n"
			"\techo >>\"$w\"/joined\ndone\npieces \"$w\"/joined $k\n")
		: form == INPUT_LINES ? put(out, fault,
			"\tpieces \"$w\"/text $k $n\n\tn=$(cat \"$w\"/line)\n\tk=$((k+1))\ndone\n")
		: put(out, fault, "\tpieces \"$w\"/text $k\n\tk=$((k+1))\ndone\n"))
		return -1;
	return bytes_printf(out, fault, "set -- \"$w\"/%s-*\n[ -e \"$1\" ] || : >\"$w\"/%s-0\n",
		list, list);
}
