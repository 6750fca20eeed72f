// The program that exported C is under a macro. It is text here: nothing of it runs in nntrain.
#include "exchange/c_code.h"

namespace nntrain::c_code {

const std::string_view program_text = R"(
#ifdef NAME_MAIN
/* NAME < data.csv: a line of answers for each row of a CSV file with a header line. NAME --self-test: 0 if all is well. */
#include <stdio.h>
#include <stdlib.h>

static char record[1 << 20];
static char *cell_texts[1 << 16];

/* Reads a record and cuts it into cells; returns how many, 0 at the end of the file. */
static long read_record(long *line) {
  long length = 0, cells = 0, end = 0;
  int c, quoted = 0, was_quoted = 0;
  if ((c = getchar()) == EOF) return 0;
  cell_texts[cells++] = record;
  for (++*line;; c = getchar()) {
    if (length + 2 >= (long)sizeof record || cells + 1 >= (long)(sizeof cell_texts / sizeof *cell_texts)) {
      fprintf(stderr, "line %ld: too long\n", *line);
      exit(4);
    }
    if (quoted) {
      if (c == EOF) quoted = 0;
      else if (c != '"') {
        if (c == '\n') ++*line;
        record[length++] = (char)c;
        continue;
      } else if ((c = getchar()) == '"') {
        record[length++] = '"';
        continue;
      } else {
        quoted = 0;
        end = length;
      }
    }
    if (c == ',' || c == '\n' || c == EOF) {
      while (length > end && (record[length - 1] == ' ' || record[length - 1] == '\t' || record[length - 1] == '\r')) --length;
      record[length++] = '\0';
      if (c != ',') return cells;
      cell_texts[cells++] = record + length;
      end = length;
      was_quoted = 0;
    } else if (c == '"' && record + length == cell_texts[cells - 1] && !was_quoted) {
      quoted = was_quoted = 1;
    } else if (record + length != cell_texts[cells - 1] || (c != ' ' && c != '\t')) {
      record[length++] = (char)c;
    }
  }
}

static void print_cell(const char *text) {
  if (*text && !strpbrk(text, ",;\t|\"\r\n") && *text != ' ' && text[strlen(text) - 1] != ' ') {
    fputs(text, stdout);
    return;
  }
  putchar('"');
  for (; *text; ++text) {
    if (*text == '"') putchar('"');
    putchar(*text);
  }
  putchar('"');
}

static void print_number(float number) { /* with as many digits as it needs */
  char text[32];
  int digits;
  for (digits = 6; digits <= 9; ++digits) {
    sprintf(text, "%.*g", digits, (double)number);
    if (strtof(text, NULL) == number) break;
  }
  fputs(text, stdout);
}

int main(int argc, char **argv) {
  static NAME_memory memory;
  static long places[NAME_num_columns];
  static const char *cells[NAME_num_columns];
  static NAME_answer answers[NAME_num_answers];
  long line = 0, found, i, k;
  if (argc > 1 && !strcmp(argv[1], "--self-test")) {
    puts(NAME_self_test(&memory) ? "self-test: failed" : "self-test: ok");
    return NAME_self_test(&memory);
  }
  found = read_record(&line);
  if (found > 0 && !strncmp(cell_texts[0], "\357\273\277", 3)) cell_texts[0] += 3;
  for (i = 0; i < NAME_num_columns; ++i) {
    for (k = 0; k < found && strcmp(cell_texts[k], NAME_columns[i]); ++k) continue;
    if (k == found) {
      fprintf(stderr, "line 1: no column \"%s\"\n", NAME_columns[i]);
      return 4;
    }
    places[i] = k;
  }
  for (i = 0; i < NAME_num_answers; ++i) {
    if (i) putchar(',');
    print_cell(NAME_answers[i]);
  }
  putchar('\n');
  while ((found = read_record(&line)) > 0) {
    int fault;
    if (found == 1 && !*cell_texts[0]) continue;
    for (i = 0; i < NAME_num_columns; ++i) cells[i] = places[i] < found ? cell_texts[places[i]] : "";
    fault = NAME_predict(cells, answers, &memory);
    if (fault > 0) {
      fprintf(stderr, "line %ld: column \"%s\": not what the model takes: \"%s\"\n", line, NAME_columns[fault - 1], cells[fault - 1]);
      return 4;
    }
    for (i = 0; i < NAME_num_answers; ++i) {
      if (i) putchar(',');
      if (fault) fputs("NA", stdout);
      else if (answers[i].text) print_cell(answers[i].text);
      else print_number(answers[i].number);
    }
    putchar('\n');
  }
  return 0;
}
#endif
)";

}  // namespace nntrain::c_code
