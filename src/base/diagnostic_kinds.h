/* Every kind of diagnostic that gradsheet can give: DIAGNOSTIC(NAME, "slug"), a stage at a time.
 * No include guard: diagnostics.h and diagnostics.c include it with their own meaning of the macro.
 */

/* base and files */
DIAGNOSTIC(UNREADABLE_FILE, "unreadable-file")
DIAGNOSTIC(NOT_UTF8, "not-utf8")

/* source */
DIAGNOSTIC(YAML_SYNTAX, "yaml-syntax")
DIAGNOSTIC(UNKNOWN_KEY, "unknown-key")
DIAGNOSTIC(DUPLICATE_KEY, "duplicate-key")
DIAGNOSTIC(MISSING_KEY, "missing-key")
DIAGNOSTIC(CONTROL_CHARACTER, "control-character")
DIAGNOSTIC(EMPTY_FILE, "empty-file")
DIAGNOSTIC(NESTING, "nesting")
DIAGNOSTIC(ALIAS, "alias")
DIAGNOSTIC(WRONG_KIND, "wrong-kind")
DIAGNOSTIC(FORMAT_VERSION, "format-version")
DIAGNOSTIC(NAME, "name")
DIAGNOSTIC(NAME_CLASH, "name-clash")
DIAGNOSTIC(EXTENDS, "extends")
DIAGNOSTIC(REPEAT, "repeat")
DIAGNOSTIC(SIZE, "size")
DIAGNOSTIC(NUMBER, "number")
DIAGNOSTIC(VALUE_SHAPE, "value-shape")
DIAGNOSTIC(LABEL_RANGE, "label-range")
DIAGNOSTIC(UNKNOWN_NAME, "unknown-name")
DIAGNOSTIC(NOTATION, "notation")
DIAGNOSTIC(MISSING_VALUES, "missing-values")
DIAGNOSTIC(POINTS, "points")
DIAGNOSTIC(QUESTION, "question")
DIAGNOSTIC(SET_OPTION, "set-option")

/* formula */
DIAGNOSTIC(FORMULA_SYNTAX, "formula-syntax")
DIAGNOSTIC(UNDEFINED_NAME, "undefined-name")
DIAGNOSTIC(CYCLIC_NAME, "cyclic-name")
DIAGNOSTIC(SHAPE, "shape")
DIAGNOSTIC(INDEX_RANGE, "index-range")
DIAGNOSTIC(INDEX_KIND, "index-kind")
DIAGNOSTIC(INDEX_LETTER, "index-letter")
DIAGNOSTIC(CALL, "call")
DIAGNOSTIC(DERIVATIVE, "derivative")
DIAGNOSTIC(DEFINITION, "definition")
DIAGNOSTIC(ASSUMPTION, "assumption")

/* calculus and notation */
DIAGNOSTIC(NO_MATRIX_FORM, "no-matrix-form")
DIAGNOSTIC(NO_SUCH_FORM, "no-such-form")
DIAGNOSTIC(PROSE, "prose")

/* values and verification */
DIAGNOSTIC(UNDEFINED_VALUE, "undefined-value")
DIAGNOSTIC(VERIFICATION, "verification")
DIAGNOSTIC(EXPECTED, "expected")

/* templates and TeX */
DIAGNOSTIC(TEMPLATE_SYNTAX, "template-syntax")
DIAGNOSTIC(TEMPLATE_DEPTH, "template-depth")
DIAGNOSTIC(TEMPLATE_MISSING, "template-missing")
DIAGNOSTIC(TEX_ERROR, "tex-error")
DIAGNOSTIC(TEX_MISSING, "tex-missing")
DIAGNOSTIC(TEX_TIME_LIMIT, "tex-time-limit")
DIAGNOSTIC(UNWRITABLE_FILE, "unwritable-file")
