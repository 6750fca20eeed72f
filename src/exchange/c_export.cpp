// C99: a source file and its header that need nothing but a compiler. Cells of a row go in as texts, answers come out.
#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/text.h"
#include "exchange/c_code.h"
#include "train/answers.h"

namespace nntrain {

extern const Format c_format;

namespace {

using c_code::Helpers, c_code::literal, c_code::table;

// "my-model.v2" -> "my_model_v2"
std::string identifier(std::string name) {
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) > 127) c = '_';
  return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) ? "m" + name : name;
}

// A statement for each answer of a row, and what they are called.
struct AnswersCode {
  std::vector<std::string> names;
  std::string tables, body;
};

class AnswersWriter {
 public:
  AnswersWriter(const OpGraph& ops, Helpers& helpers) : ops_(ops), helpers_(helpers) {}

  AnswersCode write() {
    for (std::size_t k = 0; k < ops_.forward().outputs.size(); ++k) write_output(k);
    return std::move(code_);
  }

 private:
  void line(const std::string& text) { code_.body += "  " + text + '\n'; }

  void write_output(std::size_t k) {
    const TargetColumns& target = ops_.model().columns.targets[k];
    const Index width = ops_.forward().outputs[k].shape().size();
    std::size_t at = 0;
    const auto out = [&] { return "memory->out" + std::to_string(k) + "[" + std::to_string(at) + "]"; };
    for (std::size_t i = 0; const Answer& answer : answers_of(target, width, ops_.network().heads()[k].loss)) {
      code_.names.push_back(target.columns[i++].name);
      if (answer.form == AnswerForm::number) write_number(out(), answer.undo);
      else write_class(out(), answer);
      at += answer.size;
    }
    if (!target.columns.empty()) return;
    for (; at < static_cast<std::size_t>(width); ++at) {  // nothing that it was held against names them
      code_.names.push_back(target.layer + (width > 1 ? "/" + std::to_string(at) : ""));
      write_number(out(), {});
    }
  }

  std::string answer() const { return "answers[" + std::to_string(code_.names.size() - 1) + "]"; }

  void write_number(const std::string& out, const Undo& undo) {
    line(answer() + ".text = NULL;");
    if (undo == Undo{}) return line(answer() + ".number = " + out + ";");
    const std::string linear = "(double)" + out + " * " + literal(undo.scale) + " + " + "(" + literal(undo.offset) + ")";
    if (undo.exp_minus_one) helpers_.use("expm1_double");
    line(answer() + ".number = (float)" + (undo.exp_minus_one ? "expm1_double(" : "(") + linear + ");");
  }

  void write_class(const std::string& out, const Answer& a) {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < a.num_classes(); ++c) names.push_back(a.class_name(c));
    const std::string list = "classes" + std::to_string(num_lists_++);
    code_.tables += table(list, names);
    if (a.form == AnswerForm::classes) {
      helpers_.use("likeliest");
      line("k = likeliest(&" + out + ", " + std::to_string(a.size) + ");");
      if (a.scale == Scale::logits) helpers_.use("share_of_logits");
      line(answer() + ".number = " + (a.scale == Scale::logits ? "share_of_logits(&" + out + ", k, " + std::to_string(a.size) + ")" : "(&" + out + ")[k]") + ";");
    } else if (a.scale == Scale::margins) {
      line("k = " + out + " > 0;");
      line(answer() + ".number = k ? " + out + " : -" + out + ";");
    } else {
      const bool is_logit = a.scale == Scale::logits;
      if (is_logit) helpers_.use("exp_double");
      line("p = " + (is_logit ? "1 / (1 + exp_double(-(double)" + out + "))" : "(double)" + out) + ";");
      line("k = p > 1 - p;");
      line(answer() + ".number = (float)(k ? p : 1 - p);");
    }
    line(answer() + ".text = " + list + "[k];");
  }

  const OpGraph& ops_;
  Helpers& helpers_;
  AnswersCode code_;
  int num_lists_ = 0;
};

// The rows that the model was saved with, and what came of them.
std::string self_test(const Model& model, const std::string& name) {
  const std::vector<Matrix>&inputs = model.proof.inputs, &outputs = model.proof.outputs;
  const Index rows = inputs.empty() ? 0 : static_cast<Index>(inputs[0].values.size()) / inputs[0].width;
  std::string out, call, compare;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const std::string array = "test_in" + std::to_string(k);
    out += table(array, std::span(inputs[k].values.data(), inputs[k].values.size()), "rows that the model was saved with");
    call += array + " + r * " + std::to_string(inputs[k].width) + ", ";
  }
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const std::string array = "test_out" + std::to_string(k), is = "memory->out" + std::to_string(k), width = std::to_string(outputs[k].width);
    out += table(array, std::span(outputs[k].values.data(), outputs[k].values.size()), "what it made of them");
    call += is + ", ";
    compare += "    for (i = 0; i < " + width + "; ++i)\n      if (!is_near(" + is + "[i], " + array + "[r * " + width + " + i])) return 1;\n";
  }
  return out + "\nstatic int is_near(float is, float was) {\n"
               "  const float distance = is > was ? is - was : was - is, size = was > 1 ? was : was < -1 ? -was : 1;\n"
               "  return distance <= 1e-4f * size || (is != is && was != was) || is == was;\n}\n\nint " +
         name + "_self_test(" + name + "_memory *memory) {\n  long r, i;\n  for (r = 0; r < " + std::to_string(rows) + "; ++r) {\n    " + name + "_run(" + call +
         "memory);\n" + compare + "  }\n  return 0;\n}\n";
}

// A program that answers a CSV file: NAME stands for the model's name.
constexpr std::string_view main_text = R"(
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

// NAME in the text becomes the name.
std::string named(std::string_view text, const std::string& name) {
  constexpr std::string_view placeholder = "NAME";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find(placeholder, at), text.size());
    out += text.substr(at, next - at);
    if (next < text.size()) out += name;
    at = next + placeholder.size();
  }
  return out;
}

constexpr std::string_view header_text = R"(/* A trained model, exported by nntrain. */
#ifndef NAME_H
#define NAME_H
#ifdef __cplusplus
extern "C" {
#endif

enum { NAME_num_columns = COLUMNS, NAME_num_answers = ANSWERS };

/* What the cells of a row are, and what is answered, in order. */
extern const char *const NAME_columns[NAME_num_columns];
extern const char *const NAME_answers[NAME_num_answers];

/* A class and how likely it is, or no text and a number in the unit of the training data. */
typedef struct {
  const char *text;
  float number;
} NAME_answer;

/* What a prediction needs while it runs; what it holds before and after does not matter. */
typedef struct {
MEMBERS  float numbers[FLOATS];
} NAME_memory;

/* Answers a row of texts, as they stand in a CSV file (without quotes). Returns 0; 1 + the place of a cell that the model
   does not take; or -1 where a cell is missing and the model answers no such row. */
int NAME_predict(const char *const cells[], NAME_answer answers[], NAME_memory *memory);

/* The same in two steps: texts to the network's inputs, and these to its outputs. */
int NAME_encode(const char *const cells[], ENCODE);
void NAME_run(RUN, NAME_memory *memory);

/* 0: the rows that the model was saved with still give what they gave. */
int NAME_self_test(NAME_memory *memory);

#ifdef __cplusplus
}
#endif
#endif
)";

std::string replaced(std::string text, std::string_view what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
  return text;
}

// "const float *in0, const float *in1"
std::string parameters(std::string_view type, std::string_view name, std::size_t count) {
  std::string out;
  for (std::size_t k = 0; k < count; ++k) out += (k ? ", " : "") + std::string(type) + " *" + std::string(name) + std::to_string(k);
  return out;
}
std::string arguments(std::string_view name, std::size_t count) { return replaced(parameters("", name, count), " *", "memory->"); }

void write(const Model& model, const ExportOptions&, ExportFiles& files) {
  OpGraph ops(model);
  Helpers helpers;
  const c_code::NetworkCode network = c_code::network_code(ops, c_format, helpers);
  const c_code::ColumnsCode columns = c_code::columns_code(model, c_format, helpers);
  const AnswersCode answers = AnswersWriter(ops, helpers).write();
  const std::size_t num_inputs = model.columns.inputs.size(), num_outputs = ops.forward().outputs.size();
  const std::string name = identifier(std::filesystem::path(files.stem()).filename().string());

  std::string members;
  for (std::size_t k = 0; k < num_inputs; ++k) members += "  float in" + std::to_string(k) + "[" + std::to_string(model.columns.inputs[k].row_size()) + "];\n";
  for (std::size_t k = 0; k < num_outputs; ++k)
    members += "  float out" + std::to_string(k) + "[" + std::to_string(ops.forward().outputs[k].shape().size()) + "];\n";
  const std::string encode = parameters("float", "in", num_inputs), run = parameters("const float", "in", num_inputs) + ", " + parameters("float", "out", num_outputs);
  std::string header(header_text);
  header = replaced(header, "COLUMNS", std::to_string(columns.names.size()));
  header = replaced(header, "ANSWERS", std::to_string(answers.names.size()));
  header = replaced(header, "MEMBERS", members);
  header = replaced(header, "FLOATS", std::to_string(std::max<Index>(network.num_floats, 1)));
  header = replaced(header, "ENCODE", encode);
  header = replaced(header, "RUN", run);
  files.add(files.stem() + ".h").append(named(header, name));

  AtomicFile& source = files.add(files.path());
  const std::string header_name = std::filesystem::path(files.stem() + ".h").filename().string();
  source.append("/* A trained model, exported by nntrain: C99, of this file and its header alone. With -D" + name +
                "_MAIN it is a program that answers a CSV file. */\n#include \"" + header_name + "\"\n\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n\n");
  source.append("const char *const " + table(name + "_columns", columns.names).substr(std::string_view("static const char *const ").size()));
  source.append("const char *const " + table(name + "_answers", answers.names).substr(std::string_view("static const char *const ").size()));
  if (helpers.uses("is_missing")) {
    std::vector<std::string> texts = model.spec.data.missing_values;
    texts.emplace_back();  // the empty one, so that the list is not
    source.append(table("missing_texts", texts).replace(0, 0, "\n"));
  }
  source.append(columns.tables + answers.tables + "\n");
  source.append(network.tables);
  source.append("\n" + helpers.text());
  source.append("\nint " + name + "_encode(const char *const cells[], " + encode + ") {\n  const char *text;\n  float *y, value = 0;\n  double x = 0;\n  long k = 0;\n" +
                columns.body + "  (void)y, (void)text, (void)value, (void)x, (void)k;\n  return 0;\n}\n");
  source.append("\nvoid " + name + "_run(" + run + ", " + name + "_memory *memory) {\n  float *const m = memory->numbers;\n  (void)m;\n" + network.body + "}\n");
  source.append("\nint " + name + "_predict(const char *const cells[], " + name + "_answer answers[], " + name + "_memory *memory) {\n  double p = 0;\n  long k = 0;\n  const int fault = " + name +
                "_encode(cells, " + arguments("in", num_inputs) + ");\n  if (fault) return fault;\n  " + name + "_run(" + arguments("in", num_inputs) + ", " +
                arguments("out", num_outputs) + ", memory);\n" + answers.body + "  (void)p, (void)k;\n  return 0;\n}\n\n");
  source.append(self_test(model, name));
  source.append(named(main_text, name));
}

constexpr std::string_view suffixes[] = {".c"};

}  // namespace

const Format c_format{.name = "c", .title = "C", .suffixes = suffixes, .summary = "C99 without any library, texts in and answers out", .write = write};

}  // namespace nntrain
