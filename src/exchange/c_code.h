// The C code of an export while it grows: what ops and columns are turned into, and which helper functions that needs.
#pragma once
#include <initializer_list>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "exchange/op_graph.h"

namespace nntrain::c_code {

std::string literal(float value);            // "0.5f"
std::string literal(double value);           // "0.5"
std::string literal(std::string_view text);  // "\"a\\\"b\""

// "static const float w0[3] = {…};" behind a comment.
std::string table(const std::string& name, std::span<const float> values, const std::string& comment);
std::string table(const std::string& name, std::span<const double> values);
std::string table(const std::string& name, std::span<const std::string> texts);

// Helper functions by name, with those that they call. Each is a few lines of C99 that need no library.
class Helpers {
 public:
  void use(std::string_view name);
  bool uses(std::string_view name) const { return used_.count(name) > 0; }
  std::string text() const;  // in an order in which each is known before it is called

 private:
  std::set<std::string_view> used_;
};

// The body of a function that runs the network for one row: it reads in0, in1, … and writes out0, out1, …, and uses
// `m`, an array of num_floats floats. Its lines are indented by two spaces.
struct NetworkCode {
  std::string tables;  // of the weights
  std::string body;
  Index num_floats = 0;
};
// Errors: config, where: the layer whose op has no form in C.
NetworkCode network_code(OpGraph& ops, const Format& format, Helpers& helpers);

// The body of a function that makes the network's inputs in0, in1, … of `cells`, texts in the order of `names`; it
// returns 0, or 1 + the place of a cell that the column does not take, or -1 where a row with a missing cell is left
// out.
struct ColumnsCode {
  std::vector<std::string> names;
  std::string tables, body;
};
// Errors: config, for a column that has no form in C.
ColumnsCode columns_code(const Model& model, const Format& format, Helpers& helpers);

// A program that answers a CSV file; NAME stands for the model's name.
extern const std::string_view program_text;

}  // namespace nntrain::c_code
