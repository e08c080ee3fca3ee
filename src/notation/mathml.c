#include "notation/mathml.h"

#include <ctype.h>
#include <string.h>

#include "base/escape.h"
#include "notation/greek.h"
#include "notation/mathml_symbols.h"
#include "notation/speech.h"

enum { DEPTH_LIMIT = 100, COMMAND_LIMIT = 32 };

typedef struct Reader {
    const char *at;
    size_t depth;
    bool is_bold; /* within \boldsymbol */
} Reader;

/* What an atom is for its neighbours. */
typedef enum Role {
    ROLE_START,   /* nothing stands before */
    ROLE_OPERAND, /* a sign after it is between two */
    ROLE_SIGN,
    ROLE_OPEN,
    ROLE_FUNCTION,
    ROLE_LIMITS, /* its scripts stand above and below */
} Role;

typedef struct Atom {
    StrBuf mathml;
    double width;
    Role role;
} Atom;

static double read_list(Reader *reader, StrBuf *out);
static double read_list_after(Reader *reader, StrBuf *out, Role *before);

static void escape(StrBuf *out, const char *chars, size_t length) {
    escape_text(out, ESCAPE_HTML, chars, length);
}

static void append_element(StrBuf *out, const char *tag, const char *attributes, const char *chars,
                           size_t length) {
    strbuf_printf(out, "<%s%s>", tag, attributes);
    escape(out, chars, length);
    strbuf_printf(out, "</%s>", tag);
}

/* A letter or number, in bold where all is bold. */
static void append_letters(const Reader *reader, StrBuf *out, const char *tag,
                           const char *attributes, const char *chars, size_t length) {
    if (!reader->is_bold) {
        append_element(out, tag, attributes, chars, length);
        return;
    }
    StrBuf bold;
    strbuf_init(&bold);
    math_append_bold(&bold, chars, length);
    append_element(out, tag, "", bold.chars, bold.length);
    strbuf_free(&bold);
}

/* --- the characters of LaTeX --- */

static void skip_blanks(Reader *reader) {
    for (;; reader->at++) {
        if (*reader->at == '%')
            while (reader->at[1] != '\0' && reader->at[1] != '\n')
                reader->at++;
        else if (!isspace((unsigned char)*reader->at))
            return;
    }
}

/* The length of the UTF-8 character at hand. */
static size_t character_length(const char *chars) {
    size_t length = 1;
    while (((unsigned char)chars[length] & 0xC0) == 0x80)
        length++;
    return length;
}

static bool is_command(const Reader *reader, const char *name) {
    size_t length = strlen(name);
    return reader->at[0] == '\\' && strncmp(reader->at + 1, name, length) == 0 &&
           !isalpha((unsigned char)reader->at[1 + length]);
}

/* Reads "\name", "\," and so on; name has room for COMMAND_LIMIT. */
static void read_command(Reader *reader, char *name) {
    reader->at++;
    size_t length = 0;
    while (isalpha((unsigned char)reader->at[length]))
        length++;
    if (length == 0 && *reader->at != '\0')
        length = character_length(reader->at);
    size_t kept = length < COMMAND_LIMIT ? length : COMMAND_LIMIT - 1;
    memcpy(name, reader->at, kept);
    name[kept] = '\0';
    reader->at += length;
}

/* The characters of "{...}", braces within it included; from the one character where there are no
 * braces. */
static const char *read_verbatim(Reader *reader, size_t *length) {
    skip_blanks(reader);
    if (*reader->at != '{') {
        const char *chars = reader->at;
        *length = *chars != '\0' ? character_length(chars) : 0;
        reader->at += *length;
        return chars;
    }
    const char *chars = ++reader->at;
    size_t depth = 1;
    for (; *reader->at != '\0'; reader->at++) {
        if (*reader->at == '\\' && reader->at[1] != '\0')
            reader->at++;
        else if (*reader->at == '{')
            depth++;
        else if (*reader->at == '}' && --depth == 0)
            break;
    }
    *length = (size_t)(reader->at - chars);
    if (*reader->at == '}')
        reader->at++;
    return chars;
}

/* --- atoms --- */

static void read_atom(Reader *reader, Atom *atom, Role before);

/* An argument, "{...}" or one atom, as exactly one element. */
static double read_argument(Reader *reader, StrBuf *out) {
    skip_blanks(reader);
    if (*reader->at == '{') {
        reader->at++;
        strbuf_append(out, "<mrow>");
        double width = read_list(reader, out);
        strbuf_append(out, "</mrow>");
        if (*reader->at == '}')
            reader->at++;
        return width;
    }
    Atom atom = {.role = ROLE_START};
    strbuf_init(&atom.mathml);
    if (*reader->at != '\0' && *reader->at != '}' && *reader->at != '&')
        read_atom(reader, &atom, ROLE_START);
    strbuf_append(out, "<mrow>");
    strbuf_append_n(out, atom.mathml.chars, atom.mathml.length);
    strbuf_append(out, "</mrow>");
    strbuf_free(&atom.mathml);
    return atom.width;
}

static void read_fraction(Reader *reader, Atom *atom) {
    strbuf_append(&atom->mathml, "<mfrac>");
    double top = read_argument(reader, &atom->mathml);
    double bottom = read_argument(reader, &atom->mathml);
    strbuf_append(&atom->mathml, "</mfrac>");
    atom->width = (top > bottom ? top : bottom) + 0.5;
}

static void read_root(Reader *reader, Atom *atom) {
    skip_blanks(reader);
    StrBuf degree;
    strbuf_init(&degree);
    if (*reader->at == '[') {
        Reader inner = {.at = ++reader->at, .depth = reader->depth};
        size_t length = strcspn(reader->at, "]");
        append_element(&degree, "mn", "", inner.at, length);
        reader->at += length + (reader->at[length] == ']');
    }
    const char *tag = degree.length > 0 ? "mroot" : "msqrt";
    strbuf_printf(&atom->mathml, "<%s>", tag);
    atom->width = 1 + read_argument(reader, &atom->mathml);
    if (degree.length > 0)
        strbuf_append(&atom->mathml, degree.chars);
    strbuf_printf(&atom->mathml, "</%s>", tag);
    strbuf_free(&degree);
}

static void read_accent(Reader *reader, Atom *atom, const char *accent) {
    bool is_below = strcmp(accent, "_") == 0;
    strbuf_append(&atom->mathml, is_below ? "<munder>" : "<mover accent=\"true\">");
    atom->width = read_argument(reader, &atom->mathml);
    append_element(&atom->mathml, "mo", "", accent, strlen(accent));
    strbuf_append(&atom->mathml, is_below ? "</munder>" : "</mover>");
}

/* A piece of text in an upright, bold or other font. */
static void read_in_font(Reader *reader, Atom *atom, const MathCommand *command) {
    size_t length;
    const char *chars = read_verbatim(reader, &length);
    StrBuf letters;
    strbuf_init(&letters);
    for (size_t i = 0; i < length;) {
        const GreekLetter *greek = NULL;
        size_t end = i + 1;
        if (chars[i] == '\\' && i + 1 < length) {
            while (end < length && isalpha((unsigned char)chars[end]))
                end++;
            greek = greek_by_word(chars + i + 1, end - i - 1);
            if (end == i + 1) { /* \_ */
                strbuf_append_char(&letters, chars[end]);
                end++;
            } else {
                if (greek != NULL)
                    strbuf_append(&letters, greek->letter);
                else
                    strbuf_append_n(&letters, chars + i + 1, end - i - 1);
                while (end < length && chars[end] == ' ')
                    end++;
            }
        } else if (chars[i] != '{' && chars[i] != '}') {
            math_append_in_font(&letters, command->text, chars[i]);
        }
        atom->width++;
        i = end;
    }
    bool is_text = strcmp(command->text, "text") == 0;
    bool is_number = letters.length > 0 && strspn(letters.chars, "0123456789.") == letters.length;
    const char *attributes = strcmp(command->text, "italic") == 0 ? " class=\"it\""
                             : letters.length == 1 && !is_text    ? " mathvariant=\"normal\""
                                                                  : "";
    if (is_text)
        append_element(&atom->mathml, "mtext", attributes, letters.chars, letters.length);
    else
        append_letters(reader, &atom->mathml, is_number ? "mn" : "mi", is_number ? "" : attributes,
                       letters.chars, letters.length);
    atom->role = strcmp(command->text, "function") == 0 ? ROLE_FUNCTION : ROLE_OPERAND;
    strbuf_free(&letters);
}

static void read_bold(Reader *reader, Atom *atom) {
    bool was_bold = reader->is_bold;
    reader->is_bold = true;
    atom->width = read_argument(reader, &atom->mathml);
    reader->is_bold = was_bold;
}

/* One delimiter after \left, \right or \big; nothing for ".". */
static void read_delimiter(Reader *reader, StrBuf *out, const char *attributes) {
    skip_blanks(reader);
    char name[COMMAND_LIMIT];
    const char *chars = name;
    size_t length = 1;
    if (*reader->at == '\\') {
        read_command(reader, name);
        const MathCommand *command = math_command(name);
        if (command != NULL && command->kind <= MATH_CLOSE)
            chars = command->text;
        length = strlen(chars);
    } else if (*reader->at != '\0') {
        length = character_length(reader->at);
        chars = reader->at;
        reader->at += length;
    } else {
        return;
    }
    if (length != 1 || chars[0] != '.')
        append_element(out, "mo", attributes, chars, length);
}

static void read_delimited(Reader *reader, Atom *atom) {
    strbuf_append(&atom->mathml, "<mrow>");
    read_delimiter(reader, &atom->mathml, " form=\"prefix\" fence=\"true\" stretchy=\"true\"");
    atom->width = 2 + read_list(reader, &atom->mathml);
    while (is_command(reader, "middle")) {
        reader->at += strlen("\\middle");
        read_delimiter(reader, &atom->mathml, " stretchy=\"true\"");
        atom->width += read_list(reader, &atom->mathml);
    }
    if (is_command(reader, "right")) {
        reader->at += strlen("\\right");
        read_delimiter(reader, &atom->mathml, " form=\"postfix\" fence=\"true\" stretchy=\"true\"");
    }
    strbuf_append(&atom->mathml, "</mrow>");
}

typedef struct Brackets {
    const char *environment;
    const char *open;
    const char *close;
} Brackets;

static const Brackets *brackets_of(const char *environment, size_t length) {
    static const Brackets all[] = {
        {"bmatrix", "[", "]"}, {"pmatrix", "(", ")"}, {"vmatrix", "|", "|"},
        {"Bmatrix", "{", "}"}, {"cases", "{", NULL},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].environment) == length &&
            strncmp(all[i].environment, environment, length) == 0)
            return &all[i];
    return NULL;
}

/* The rows up to \end. */
static double read_rows(Reader *reader, StrBuf *out) {
    double widest = 0, width = 0;
    strbuf_append(out, "<mtable displaystyle=\"true\"><mtr><mtd>");
    while (*reader->at != '\0' && !is_command(reader, "end")) {
        width += 1 + read_list(reader, out);
        if (*reader->at == '&') {
            reader->at++;
            strbuf_append(out, "</mtd><mtd>");
        } else if (strncmp(reader->at, "\\\\", 2) == 0) {
            reader->at += 2;
            strbuf_append(out, "</mtd></mtr><mtr><mtd>");
            widest = width > widest ? width : widest;
            width = 0;
        } else if (*reader->at != '\0' && !is_command(reader, "end")) {
            reader->at++; /* a brace or \right without its partner */
        }
    }
    strbuf_append(out, "</mtd></mtr></mtable>");
    return width > widest ? width : widest;
}

static void read_environment(Reader *reader, Atom *atom) {
    size_t length;
    const char *name = read_verbatim(reader, &length);
    const Brackets *brackets = brackets_of(name, length);
    if (length == strlen("array") && strncmp(name, "array", length) == 0)
        read_verbatim(reader, &length);
    StrBuf *out = &atom->mathml;
    strbuf_append(out, "<mrow>");
    if (brackets != NULL)
        append_element(out, "mo", " form=\"prefix\" fence=\"true\" stretchy=\"true\"",
                       brackets->open, 1);
    atom->width = 2 + read_rows(reader, out);
    if (brackets != NULL && brackets->close != NULL)
        append_element(out, "mo", " form=\"postfix\" fence=\"true\" stretchy=\"true\"",
                       brackets->close, 1);
    strbuf_append(out, "</mrow>");
    if (is_command(reader, "end")) {
        reader->at += strlen("\\end");
        read_verbatim(reader, &length);
    }
}

/* \gssay{words}{...}: the words become an intent, which is one name. */
static void read_said(Reader *reader, Atom *atom) {
    size_t length;
    const char *words = read_verbatim(reader, &length);
    strbuf_append(&atom->mathml, "<mrow intent=\"_");
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)words[i];
        if (isalnum(c) || c >= 0x80 || c == '_')
            strbuf_append_char(&atom->mathml, words[i]);
        else if (c == ' ')
            strbuf_append_char(&atom->mathml, '-');
    }
    strbuf_append(&atom->mathml, "\">");
    skip_blanks(reader);
    if (*reader->at == '{') {
        reader->at++;
        atom->width = read_list(reader, &atom->mathml);
        if (*reader->at == '}')
            reader->at++;
    }
    strbuf_append(&atom->mathml, "</mrow>");
}

static const char *sign_attributes(Role before) {
    return before == ROLE_OPERAND ? "" : " form=\"prefix\"";
}

/* \gsmoved{...}: its parts stand in the formula as if they were not marked. */
static void read_moved(Reader *reader, Atom *atom, Role before) {
    atom->role = before;
    atom->width = 0;
    if (*reader->at != '{')
        return;
    reader->at++;
    strbuf_append(&atom->mathml, "<mrow class=\"moved\">");
    atom->width = read_list_after(reader, &atom->mathml, &atom->role);
    strbuf_append(&atom->mathml, "</mrow>");
    reader->at += *reader->at == '}';
    if (atom->role == ROLE_FUNCTION || atom->role == ROLE_LIMITS)
        atom->role = ROLE_OPERAND; /* what follows such a name is written already */
}

static void append_sign(Atom *atom, const char *chars, size_t length, Role before) {
    append_element(&atom->mathml, "mo", sign_attributes(before), chars, length);
    atom->role = ROLE_SIGN;
    atom->width = before == ROLE_OPERAND ? 2 : 1;
}

static void read_known_command(Reader *reader, Atom *atom, const MathCommand *command,
                               Role before) {
    size_t length = strlen(command->text);
    atom->role = ROLE_OPERAND;
    atom->width = 1;
    switch (command->kind) {
    case MATH_LETTER:
        append_letters(reader, &atom->mathml, "mi", "", command->text, length);
        break;
    case MATH_OPEN:
    case MATH_CLOSE:
        append_element(&atom->mathml, "mo", " stretchy=\"false\"", command->text, length);
        atom->role = command->kind == MATH_OPEN ? ROLE_OPEN : ROLE_OPERAND;
        break;
    case MATH_SIGN:
        append_sign(atom, command->text, length, before);
        break;
    case MATH_PREFIX:
        append_element(&atom->mathml, "mo", " form=\"prefix\" rspace=\"0\" lspace=\"0\"",
                       command->text, length);
        atom->role = ROLE_SIGN;
        break;
    case MATH_FUNCTION:
        append_element(&atom->mathml, "mi", "", command->text, length);
        atom->role = ROLE_FUNCTION;
        atom->width = (double)length;
        break;
    case MATH_LIMITS:
        append_element(&atom->mathml, "mo",
                       isalpha((unsigned char)command->text[0]) ? " movablelimits=\"true\"" : "",
                       command->text, length);
        atom->role = ROLE_LIMITS;
        atom->width = 2;
        break;
    case MATH_SPACE:
        strbuf_printf(&atom->mathml, "<mspace width=\"%s\"></mspace>", command->text);
        atom->role = before;
        atom->width = 0.3;
        break;
    case MATH_NOTHING:
        atom->role = before;
        atom->width = 0;
        break;
    case MATH_FRACTION:
        read_fraction(reader, atom);
        break;
    case MATH_ROOT:
        read_root(reader, atom);
        break;
    case MATH_ACCENT:
        read_accent(reader, atom, command->text);
        break;
    case MATH_FONT:
        atom->width = 0;
        read_in_font(reader, atom, command);
        break;
    case MATH_BOLD:
        read_bold(reader, atom);
        break;
    case MATH_LEFT:
        read_delimited(reader, atom);
        break;
    case MATH_BIG:
        read_delimiter(reader, &atom->mathml, "");
        break;
    case MATH_BEGIN:
        read_environment(reader, atom);
        break;
    case MATH_SAID:
        read_said(reader, atom);
        break;
    case MATH_MOVED:
        read_moved(reader, atom, before);
        break;
    }
}

static void read_command_atom(Reader *reader, Atom *atom, Role before) {
    char name[COMMAND_LIMIT];
    read_command(reader, name);
    const MathCommand *command = math_command(name);
    if (command != NULL) {
        read_known_command(reader, atom, command, before);
        return;
    }
    const GreekLetter *greek = greek_by_word(name, strlen(name));
    const char *chars = greek != NULL ? greek->letter : name;
    append_letters(reader, &atom->mathml, "mi", "", chars, strlen(chars));
    atom->role = ROLE_OPERAND;
    atom->width = greek != NULL ? 1 : (double)strlen(name);
}

static void read_number(Reader *reader, Atom *atom) {
    size_t length = strspn(reader->at, "0123456789");
    if (reader->at[length] == '.' && isdigit((unsigned char)reader->at[length + 1]))
        length += 1 + strspn(reader->at + length + 1, "0123456789");
    append_letters(reader, &atom->mathml, "mn", "", reader->at, length);
    atom->role = ROLE_OPERAND;
    atom->width = (double)length;
    reader->at += length;
}

/* A character that stands for itself. */
static void read_character(Reader *reader, Atom *atom, Role before) {
    const char *chars = reader->at;
    size_t length = character_length(chars);
    reader->at += length;
    atom->width = 1;
    if (length == 1 && strchr("+-=<>*/:,;!", chars[0]) != NULL) {
        if (chars[0] == '-')
            append_sign(atom, "−", strlen("−"), before);
        else if (chars[0] == ',' || chars[0] == ';' || chars[0] == '/' || chars[0] == '!')
            append_element(&atom->mathml, "mo", "", chars, 1);
        else
            append_sign(atom, chars, 1, before);
        atom->role = chars[0] == '!' ? ROLE_OPERAND : ROLE_SIGN;
    } else if (length == 1 && strchr("([])|", chars[0]) != NULL) {
        append_element(&atom->mathml, "mo", " stretchy=\"false\"", chars, 1);
        atom->role = strchr("([", chars[0]) != NULL ? ROLE_OPEN : ROLE_OPERAND;
    } else {
        append_letters(reader, &atom->mathml, chars[0] == '?' || chars[0] == '.' ? "mo" : "mi", "",
                       chars, length);
        atom->role = ROLE_OPERAND;
    }
}

static void read_atom(Reader *reader, Atom *atom, Role before) {
    if (*reader->at == '\\') {
        read_command_atom(reader, atom, before);
    } else if (*reader->at == '{') {
        atom->width = read_argument(reader, &atom->mathml);
        atom->role = ROLE_OPERAND;
    } else if (isdigit((unsigned char)*reader->at)) {
        read_number(reader, atom);
    } else {
        read_character(reader, atom, before);
    }
}

/* --- scripts --- */

typedef struct Scripted {
    StrBuf sub;
    StrBuf super;
    bool is_transpose;
    double width;
} Scripted;

static void read_primes(Reader *reader, StrBuf *super) {
    strbuf_append(super, "<mo>");
    for (; *reader->at == '\''; reader->at++)
        strbuf_append(super, "′");
    strbuf_append(super, "</mo>");
}

static void read_scripts(Reader *reader, Scripted *scripts) {
    for (;;) {
        skip_blanks(reader);
        double width = 1;
        if (*reader->at == '\'') {
            read_primes(reader, &scripts->super);
        } else if (*reader->at == '^') {
            reader->at++;
            skip_blanks(reader);
            scripts->is_transpose |= is_command(reader, "top") || is_command(reader, "intercal");
            width = read_argument(reader, &scripts->super);
        } else if (*reader->at == '_') {
            reader->at++;
            width = read_argument(reader, &scripts->sub);
        } else {
            return;
        }
        width *= 0.7;
        scripts->width = width > scripts->width ? width : scripts->width;
    }
}

static void append_script(StrBuf *out, const StrBuf *script) {
    if (script->length > 0)
        strbuf_printf(out, "<mrow>%s</mrow>", script->chars);
}

/* The atom with what stands beside, above or below it. */
static void append_scripted(StrBuf *out, const Atom *atom, const Scripted *scripts) {
    bool has_sub = scripts->sub.length > 0, has_super = scripts->super.length > 0;
    bool has_limits = atom->role == ROLE_LIMITS;
    const char *tag = has_sub && has_super ? (has_limits ? "munderover" : "msubsup")
                      : has_sub            ? (has_limits ? "munder" : "msub")
                      : has_limits         ? "mover"
                                           : "msup";
    bool says_transpose = scripts->is_transpose && !has_sub;
    strbuf_printf(out, "<%s%s>", tag, says_transpose ? " intent=\"transpose($b)\"" : "");
    if (has_limits && scripts->sub.length + scripts->super.length > 0)
        strbuf_append_n(out, atom->mathml.chars, atom->mathml.length);
    else
        strbuf_printf(out, "<mrow%s>%s</mrow>", says_transpose ? " arg=\"b\"" : "",
                      atom->mathml.length > 0 ? atom->mathml.chars : "");
    append_script(out, &scripts->sub);
    append_script(out, &scripts->super);
    strbuf_printf(out, "</%s>", tag);
}

/* An atom and its scripts; its width. */
static double read_scripted(Reader *reader, StrBuf *out, Role *before) {
    Atom atom = {.role = *before};
    Scripted scripts = {.width = 0};
    strbuf_init(&atom.mathml);
    strbuf_init(&scripts.sub);
    strbuf_init(&scripts.super);
    if (*reader->at != '^' && *reader->at != '_' && *reader->at != '\'')
        read_atom(reader, &atom, *before);
    read_scripts(reader, &scripts);
    bool opens = *reader->at == '(' || is_command(reader, "left");
    if (scripts.sub.length + scripts.super.length > 0)
        append_scripted(out, &atom, &scripts);
    else if (atom.mathml.length > 0)
        strbuf_append_n(out, atom.mathml.chars, atom.mathml.length);
    if (atom.role == ROLE_FUNCTION)
        strbuf_append(out, opens ? "<mo>&#x2061;</mo>"
                                 : "<mo>&#x2061;</mo><mspace width=\"0.167em\"></mspace>");
    *before = atom.role;
    strbuf_free(&atom.mathml);
    strbuf_free(&scripts.sub);
    strbuf_free(&scripts.super);
    return atom.width + scripts.width;
}

static bool ends_list(const Reader *reader) {
    return *reader->at == '\0' || *reader->at == '}' || *reader->at == '&' ||
           strncmp(reader->at, "\\\\", 2) == 0 || is_command(reader, "right") ||
           is_command(reader, "middle") || is_command(reader, "end");
}

/* Atoms up to what ends them, which is not read, after one of a role; it becomes that of the last.
 */
static double read_list_after(Reader *reader, StrBuf *out, Role *before) {
    double width = 0;
    if (reader->depth == DEPTH_LIMIT) {
        append_element(out, "mtext", "", reader->at, strlen(reader->at));
        reader->at += strlen(reader->at);
        return width;
    }
    reader->depth++;
    for (skip_blanks(reader); !ends_list(reader); skip_blanks(reader))
        width += read_scripted(reader, out, before);
    reader->depth--;
    return width;
}

static double read_list(Reader *reader, StrBuf *out) {
    Role before = ROLE_START;
    return read_list_after(reader, out, &before);
}

double mathml_from_latex(StrBuf *out, const char *latex, const char *label, bool is_displayed) {
    Reader reader = {.at = latex};
    double width = 0;
    strbuf_append(out, is_displayed ? "<math displaystyle=\"true\"" : "<math");
    if (label != NULL) {
        strbuf_append(out, " alttext=\"");
        escape(out, label, strlen(label));
        strbuf_append_char(out, '"');
    }
    strbuf_append(out, "><mrow>");
    do
        width += read_list(&reader, out);
    while (*reader.at != '\0' && *reader.at++ != '\0');
    strbuf_append(out, "</mrow></math>");
    return width;
}

double print_mathml(StrBuf *out, const Syntax *syntax, const Notation *notation) {
    StrBuf latex, speech;
    strbuf_init(&latex);
    strbuf_init(&speech);
    print_latex_said(&latex, syntax, notation);
    print_speech(&speech, syntax, notation);
    double width = mathml_from_latex(out, latex.chars, speech.chars, false);
    strbuf_free(&latex);
    strbuf_free(&speech);
    return width;
}
