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
      if (answer.form == AnswerForm::number)
        write_number(out(), answer.undo);
      else
        write_class(out(), answer);
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
    const std::string linear =
        "(double)" + out + " * " + literal(undo.scale) + " + " + "(" + literal(undo.offset) + ")";
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
      line(answer() + ".number = " +
           (a.scale == Scale::logits ? "share_of_logits(&" + out + ", k, " + std::to_string(a.size) + ")"
                                     : "(&" + out + ")[k]") +
           ";");
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
    out +=
        table(array, std::span(inputs[k].values.data(), inputs[k].values.size()), "rows that the model was saved with");
    call += array + " + r * " + std::to_string(inputs[k].width) + ", ";
  }
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const std::string array = "test_out" + std::to_string(k), is = "memory->out" + std::to_string(k),
                      width = std::to_string(outputs[k].width);
    out += table(array, std::span(outputs[k].values.data(), outputs[k].values.size()), "what it made of them");
    call += is + ", ";
    compare += "    for (i = 0; i < " + width + "; ++i)\n      if (!is_near(" + is + "[i], " + array + "[r * " + width +
               " + i])) return 1;\n";
  }
  return out +
         "\nstatic int is_near(float is, float was) {\n"
         "  const float distance = is > was ? is - was : was - is, size = was > 1 ? was : was < -1 ? -was : 1;\n"
         "  return distance <= 1e-4f * size || (is != is && was != was) || is == was;\n}\n\nint " +
         name + "_self_test(" + name + "_memory *memory) {\n  long r, i;\n  for (r = 0; r < " + std::to_string(rows) +
         "; ++r) {\n    " + name + "_run(" + call + "memory);\n" + compare + "  }\n  return 0;\n}\n";
}

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
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

// "const float *in0, const float *in1"
std::string parameters(std::string_view type, std::string_view name, std::size_t count) {
  std::string out;
  for (std::size_t k = 0; k < count; ++k)
    out += (k ? ", " : "") + std::string(type) + " *" + std::string(name) + std::to_string(k);
  return out;
}
std::string arguments(std::string_view name, std::size_t count) {
  return replaced(parameters("", name, count), " *", "memory->");
}

void write(const Model& model, const ExportOptions&, ExportFiles& files) {
  OpGraph ops(model);
  Helpers helpers;
  const c_code::NetworkCode network = c_code::network_code(ops, c_format, helpers);
  const c_code::ColumnsCode columns = c_code::columns_code(model, c_format, helpers);
  const AnswersCode answers = AnswersWriter(ops, helpers).write();
  const std::size_t num_inputs = model.columns.inputs.size(), num_outputs = ops.forward().outputs.size();
  const std::string name = identifier(std::filesystem::path(files.stem()).filename().string());

  std::string members;
  for (std::size_t k = 0; k < num_inputs; ++k)
    members += "  float in" + std::to_string(k) + "[" + std::to_string(model.columns.inputs[k].row_size()) + "];\n";
  for (std::size_t k = 0; k < num_outputs; ++k)
    members +=
        "  float out" + std::to_string(k) + "[" + std::to_string(ops.forward().outputs[k].shape().size()) + "];\n";
  const std::string encode = parameters("float", "in", num_inputs);
  const std::string run = parameters("const float", "in", num_inputs) + ", " + parameters("float", "out", num_outputs);
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
                "_MAIN it is a program that answers a CSV file. */\n#include \"" + header_name + "\"\n");
  source.append("\n#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n\n");
  source.append("const char *const " +
                table(name + "_columns", columns.names).substr(std::string_view("static const char *const ").size()));
  source.append("const char *const " +
                table(name + "_answers", answers.names).substr(std::string_view("static const char *const ").size()));
  if (helpers.uses("is_missing")) {
    std::vector<std::string> texts = model.spec.data.missing_values;
    texts.emplace_back();  // the empty one, so that the list is not
    source.append("\n" + table("missing_texts", texts));
  }
  source.append(columns.tables + answers.tables + "\n");
  source.append(network.tables);
  source.append("\n" + helpers.text());
  const auto function = [&](const std::string& head, const std::string& body) {
    source.append(named("\n" + head + " {\n", name) + body + "}\n");
  };
  function("int NAME_encode(const char *const cells[], " + encode + ")",
           "  const char *text;\n  float *y, value = 0;\n  double x = 0;\n  long k = 0;\n" + columns.body +
               "  (void)y, (void)text, (void)value, (void)x, (void)k;\n  return 0;\n");
  function("void NAME_run(" + run + ", NAME_memory *memory)",
           "  float *const m = memory->numbers;\n  (void)m;\n" + network.body);
  const std::string in = arguments("in", num_inputs), in_and_out = in + ", " + arguments("out", num_outputs);
  function("int NAME_predict(const char *const cells[], NAME_answer answers[], NAME_memory *memory)",
           "  double p = 0;\n  long k = 0;\n  const int fault = " + name + "_encode(cells, " + in +
               ");\n  if (fault) return fault;\n  " + name + "_run(" + in_and_out + ", memory);\n" + answers.body +
               "  (void)p, (void)k;\n  return 0;\n");
  source.append("\n");
  source.append(self_test(model, name));
  source.append(named(c_code::program_text, name));
}

constexpr std::string_view suffixes[] = {".c"};

}  // namespace

const Format c_format{.name = "c",
                      .title = "C",
                      .suffixes = suffixes,
                      .summary = "C99 without any library, texts in and answers out",
                      .write = write};

}  // namespace nntrain
