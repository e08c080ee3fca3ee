/* The template of starter.yaml, made into a string by the build. */
#ifndef GRADSHEET_STARTER_STARTER_TEMPLATE_H
#define GRADSHEET_STARTER_STARTER_TEMPLATE_H

extern const char starter_template[];

#endif
