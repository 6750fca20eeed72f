// Each op as C: a loop, or a call of a helper for each row. A value is a window on an array, as in the graph, so views
// are no code.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "exchange/c_code.h"
#include "exchange/row_plan.h"
#include "graph/op_kind.h"
#include "train/predict.h"

namespace nntrain::c_code {

namespace {

// Elementwise ops: the result of elements a, b and c.
struct Elementwise {
  std::string_view kind, expression, helper;
};
constexpr Elementwise elementwise[] = {
    {"add", "a + b", ""},
    {"sub", "a - b", ""},
    {"mul", "a * b", ""},
    {"div", "a / b", ""},
    {"maximum", "a >= b ? a : b", ""},
    {"minimum", "a <= b ? a : b", ""},
    {"stop_gradient", "a", ""},
    {"abs", "nn_abs(a)", "abs"},
    {"sign", "a > 0 ? 1.0f : a < 0 ? -1.0f : 0.0f", ""},
    {"trunc", "nn_trunc(a)", "trunc"},
    {"square", "a * a", ""},
    {"sqrt", "nn_sqrt(a)", "sqrt"},
    {"rsqrt", "1 / nn_sqrt(a)", "sqrt"},
    {"greater", "a > b ? 1.0f : 0.0f", ""},
    {"greater_equal", "a >= b ? 1.0f : 0.0f", ""},
    {"equal", "a == b ? 1.0f : 0.0f", ""},
    {"select", "a != 0 ? b : c", ""},
    {"exp", "nn_exp(a)", "exp"},
    {"expm1", "nn_expm1(a)", "expm1"},
    {"log", "nn_log(a)", "log"},
    {"relu", "a > 0 ? a : a != a ? a : 0.0f", ""},
    {"sigmoid", "nn_sigmoid(a)", "sigmoid"},
    {"tanh", "nn_tanh(a)", "tanh"},
    {"erf", "nn_erf(a)", "erf"},
    {"softplus", "nn_softplus(a)", "softplus"},
};

class NetworkWriter {
 public:
  NetworkWriter(OpGraph& ops, const Format& format, Helpers& helpers)
      : ops_(ops), format_(format), helpers_(helpers), memory_(plan_row(ops.graph(), ops.forward().outputs)) {}

  NetworkCode write() {
    write_prepared();
    for (const int i : memory_.ops) write_op(i);
    for (std::size_t k = 0; k < ops_.forward().outputs.size(); ++k) {
      const Value& value = ops_.value(ops_.forward().outputs[k].id);
      loops(value.shape.dims, {value.strides}, [&](const std::string& to, const std::vector<std::string>& from) {
        return "out" + std::to_string(k) + "[" + to + "] = " + element(value, from[0]) + ";";
      });
    }
    code_.num_floats = memory_.size;
    return std::move(code_);
  }

 private:
  void line(const std::string& text) { code_.body += "  " + text + '\n'; }

  void fail(int op, const std::string& what) const { cannot_say(format_, ops_.layer_of(op), what); }

  // ---- where values lie ----

  // The array that the storage of a value is, and where in it the value begins: "m + 64".
  std::pair<std::string, Index> place(const Value& value) {
    const auto root = static_cast<std::size_t>(value.root);
    if (value.role == Role::variable) return {weight_table(value), value.offset};
    const Value& owner = ops_.graph().values[root];
    const Op& op = ops_.op(owner.producer);
    if (op.kind->name == "gather_batch") return {"in" + std::to_string(op.attributes.begin), value.offset};
    if (const auto table = tables_.find(value.root); table != tables_.end()) return {table->second, value.offset};
    return {"m", memory_.offsets.at(value.root) + value.offset};
  }
  std::string pointer(const Value& value) {
    const auto [array, offset] = place(value);
    return offset ? array + " + " + std::to_string(offset) : array;
  }
  // The element `at` places from the value's first: "m[64 + i]".
  std::string element(const Value& value, const std::string& at) {
    if (value.role == Role::constant) return literal(static_cast<float>(value.constant));
    const auto [array, offset] = place(value);
    if (offset == 0) return array + "[" + at + "]";
    return array + "[" + std::to_string(offset) + (at == "0" ? "" : " + " + at) + "]";
  }

  std::string weight_table(const Value& value) {
    const NamedTensor& weight = ops_.weight(value);
    const auto [name, is_new] = tables_.try_emplace(value.root, "w" + std::to_string(tables_.size()));
    if (is_new) code_.tables += table(name->second, weight.values, weight.name + " " + shape_text(weight.shape));
    return name->second;
  }
  std::string numbers_table(int root, std::span<const float> numbers, const std::string& comment) {
    const auto [name, is_new] = tables_.try_emplace(root, "w" + std::to_string(tables_.size()));
    if (is_new) code_.tables += table(name->second, numbers, comment);
    return name->second;
  }
  // What every row would compute again.
  void write_prepared() {
    if (memory_.prepared.empty()) return;
    const std::vector<std::vector<float>> values = prepared_values(ops_.model(), memory_.prepared);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const int root = memory_.prepared[k], op = ops_.value(root).producer;
      numbers_table(root, values[k], ops_.op(op).kind->name == "numbers" ? "constants" : ops_.layer_of(op) + ": of its weights");
    }
  }

  // ---- loops ----

  // Dimensions that lie one behind the other for all of the strides become one; those of size 1 go.
  static void join_dimensions(std::vector<Index>& dims, std::vector<std::vector<Index>>& strides) {
    std::vector<Index> joined;  // the innermost first
    std::vector<std::vector<Index>> steps(strides.size());
    for (std::size_t d = dims.size(); d-- > 0;) {
      if (dims[d] == 1) continue;
      bool joins = !joined.empty();
      for (std::size_t k = 0; joins && k < strides.size(); ++k)
        joins = strides[k][d] == steps[k].back() * joined.back();
      if (joins) {
        joined.back() *= dims[d];
        continue;
      }
      joined.push_back(dims[d]);
      for (std::size_t k = 0; k < strides.size(); ++k) steps[k].push_back(strides[k][d]);
    }
    dims.assign(joined.rbegin(), joined.rend());
    for (std::size_t k = 0; k < strides.size(); ++k) strides[k].assign(steps[k].rbegin(), steps[k].rend());
  }

  // Loops over all indices of `dims` around the statement that `body` makes of two things: the place in a dense array
  // of these dims, and the places for each list of strides.
  template <class F>
  void loops(std::vector<Index> dims, std::vector<std::vector<Index>> strides, F body) {
    strides.push_back(std::vector<Index>(dims.size(), 1));
    for (std::size_t d = dims.size(); d-- > 1;) strides.back()[d - 1] = strides.back()[d] * dims[d];
    join_dimensions(dims, strides);
    std::vector<std::string> places;
    for (const std::vector<Index>& s : strides) {
      std::string at;
      for (std::size_t d = 0; d < dims.size(); ++d)
        if (s[d] != 0)
          at += (at.empty() ? "" : " + ") + index_name(d) + (s[d] == 1 ? "" : " * " + std::to_string(s[d]));
      places.push_back(at.empty() ? "0" : at);
    }
    const std::string dense = places.back();
    places.pop_back();
    std::string indent;
    for (std::size_t d = 0; d < dims.size(); ++d, indent += "  ") line(indent + for_loop(index_name(d), dims[d]));
    line(indent + body(dense, places));
  }
  static std::string index_name(std::size_t d) { return std::string(1, "ijklpqrs"[d]); }
  static std::string for_loop(const std::string& i, Index n) {
    return "for (long " + i + " = 0; " + i + " < " + std::to_string(n) + "; ++" + i + ")";
  }

  // The strides with which a value is read in the place of one of these dims: aligned from the right, 0 where it is
  // repeated.
  static std::vector<Index> strides_in(const Value& value, const std::vector<Index>& dims) {
    std::vector<Index> strides(dims.size(), 0);
    const std::size_t missing = dims.size() - std::min(dims.size(), value.strides.size());
    for (std::size_t d = missing; d < dims.size(); ++d)
      if (value.shape.dims[d - missing] != 1) strides[d] = value.strides[d - missing];
    return strides;
  }

  // ---- ops ----

  void write_op(int i) {
    const Op& op = ops_.op(i);
    const std::string_view kind = op.kind->name;
    if (kind == "gather_batch") return;  // it lies where it is given
    for (const int v : op.in)
      if (ops_.value(v).role == Role::scalar) fail(i, "has no form of what depends on the step of a training");
    const std::string& layer = ops_.layer_of(i);
    if (layer != last_layer_) line("/* " + layer + " */");
    last_layer_ = layer;
    const auto* const simple = std::ranges::find(elementwise, kind, &Elementwise::kind);
    if (simple != std::end(elementwise)) return write_elementwise(op, *simple);
    if (kind == "digitize") return write_digitize(op);
    if (kind == "copy") return write_copy(op);
    if (kind == "assemble") return write_assemble(op);
    if (kind == "matmul") return write_matmul(op);
    if (kind == "embedding") return write_embedding(op);
    if (kind == "sum_rows") return write_sum_rows(i, op);
    if (!write_rows(op)) fail(i, "has no form of the op " + std::string(kind));
  }

  void write_elementwise(const Op& op, const Elementwise& form) {
    if (!form.helper.empty()) helpers_.use(form.helper);
    const Value& out = ops_.value(op.out[0]);
    std::vector<std::vector<Index>> strides;
    for (const int v : op.in) strides.push_back(strides_in(ops_.value(v), out.shape.dims));
    loops(out.shape.dims, strides, [&](const std::string& to, const std::vector<std::string>& from) {
      std::string text = "{ const float ";
      for (std::size_t k = 0; k < op.in.size(); ++k)
        text += std::string(k ? ", " : "") + "abc"[k] + " = " + element(ops_.value(op.in[k]), from[k]);
      return text + "; " + element(out, to) + " = " + std::string(form.expression) + "; }";
    });
  }

  void write_digitize(const Op& op) {
    helpers_.use("digitize");
    const Value &x = ops_.value(op.in[0]), &out = ops_.value(op.out[0]);
    const std::vector<float> bounds(op.attributes.numbers.begin(), op.attributes.numbers.end());
    const std::string name = numbers_table(-1 - op.out[0], bounds, "constants");
    loops(out.shape.dims, {strides_in(x, out.shape.dims)},
          [&](const std::string& to, const std::vector<std::string>& from) {
            return element(out, to) + " = digitize(" + element(x, from[0]) + ", " + name + ", " +
                   std::to_string(op.attributes.numbers.size()) + ");";
          });
  }

  void copy_into(const Value& from, const Value& to) {
    loops(from.shape.dims, {from.strides, to.strides}, [&](const std::string&, const std::vector<std::string>& at) {
      return element(to, at[1]) + " = " + element(from, at[0]) + ";";
    });
  }

  void write_copy(const Op& op) { copy_into(ops_.value(op.in[0]), ops_.value(op.out[0])); }

  // Parts side by side; what no part covers is zero.
  void write_assemble(const Op& op) {
    const Value& whole = ops_.value(op.out[0]);
    const auto axis = static_cast<std::size_t>(op.attributes.axis);
    Index covered = 0;
    for (const int v : op.in) covered += ops_.value(v).shape.dims[axis];
    if (covered < whole.shape.dims[axis])
      loops(whole.shape.dims, {}, [&](const std::string& to, const auto&) { return element(whole, to) + " = 0;"; });
    for (std::size_t k = 0; k < op.in.size(); ++k) {
      Value window = whole;
      window.offset += op.attributes.dims[k] * whole.strides[axis];
      copy_into(ops_.value(op.in[k]), window);
    }
  }

  void write_matmul(const Op& op) {
    helpers_.use("matmul");
    const Value &a = ops_.value(op.in[0]), &b = ops_.value(op.in[1]), &y = ops_.value(op.out[0]);
    const bool ta = op.attributes.transpose_a, tb = op.attributes.transpose_b;
    const auto from_end = [](const auto& list, std::size_t i) { return list[list.size() - i]; };
    const Index m = from_end(y.shape.dims, 2), n = from_end(y.shape.dims, 1), k = from_end(a.shape.dims, ta ? 2 : 1);
    const std::size_t groups = y.shape.dims.size() - 2;
    const auto outer = [&](const Value& x) {
      return std::vector<Index>(x.strides.begin(), x.strides.begin() + static_cast<Index>(groups));
    };
    // The groups of y are dense, but of m x n numbers.
    loops({y.shape.dims.begin(), y.shape.dims.begin() + static_cast<Index>(groups)},
          {outer(a), b.shape.rank() == a.shape.rank() ? outer(b) : std::vector<Index>(groups, 0), outer(y)},
          [&](const std::string&, const std::vector<std::string>& at) {
            const auto side = [&](const Value& x, const std::string& place, bool transposed) {
              return pointer(x) + (place == "0" ? "" : " + " + place) + ", " +
                     std::to_string(from_end(x.strides, transposed ? 1 : 2)) + ", " +
                     std::to_string(from_end(x.strides, transposed ? 2 : 1)) + ", ";
            };
            return "matmul(" + side(a, at[0], ta) + side(b, at[1], tb) + pointer(y) +
                   (at[2] == "0" ? "" : " + " + at[2]) + ", " + std::to_string(m) + ", " + std::to_string(n) + ", " +
                   std::to_string(k) + ");";
          });
  }

  void write_embedding(const Op& op) {
    helpers_.use("embed");
    const Value &table = ops_.value(op.in[0]), &index = ops_.value(op.in[1]), &y = ops_.value(op.out[0]);
    const Index width = table.shape.dims[1];
    loops({index.shape.size()}, {}, [&](const std::string& at, const auto&) {
      return "embed(" + pointer(table) + ", " + element(index, at) + ", " + pointer(y) + " + " + at + " * " +
             std::to_string(width) + ", " + std::to_string(table.shape.dims[0]) + ", " + std::to_string(width) + ");";
    });
  }

  void write_sum_rows(int i, const Op& op) {
    const Value &x = ops_.value(op.in[0]), &y = ops_.value(op.out[0]);
    if (x.shape.batched) fail(i, "works on one row at a time: it has no sum over rows");
    helpers_.use("sum_rows");
    const RowLayout layout = row_layout(x);
    line("sum_rows(" + pointer(x) + ", " + std::to_string(layout.row_stride) + ", " +
         std::to_string(layout.col_stride) + ", " + pointer(y) + ", " + std::to_string(x.shape.rows()) + ", " +
         std::to_string(x.shape.cols()) + ");");
  }

  // Ops of one row at a time. False: this is none.
  bool write_rows(const Op& op) {
    const std::string_view kind = op.kind->name;
    const Value& x = ops_.value(op.in[0]);
    const std::string n = std::to_string(x.shape.cols());
    const bool is_one = x.shape.rows() == 1;
    const auto stride_of = [&](const Value& v) { return is_one ? 0 : row_layout(v).row_stride; };
    // The pointer to row i, and its first element.
    const auto row = [&](const Value& v) {
      const Index stride = stride_of(v);
      return pointer(v) + (stride == 0 ? "" : " + i * " + std::to_string(stride));
    };
    const auto first = [&](const Value& v) {
      const Index stride = stride_of(v);
      return element(v, stride == 0 ? "0" : "i * " + std::to_string(stride));
    };
    const Value& y = ops_.value(op.out[0]);
    std::string helper(kind), statement;
    if (kind == "softmax" || kind == "log_softmax" || kind == "sparsemax") {
      statement = helper + "(" + row(x) + ", " + row(y) + ", " + n + ");";
    } else if (kind == "sum_last") {
      helper = "row_sum";
      statement = first(y) + " = row_sum(" + row(x) + ", " + n + ");";
    } else if (kind == "argmax_last") {
      helper = "argmax";
      statement = first(y) + " = argmax(" + row(x) + ", " + n + ");";
    } else if (kind == "pick") {
      statement = first(y) + " = pick(" + row(x) + ", " + first(ops_.value(op.in[1])) + ", " + n + ");";
    } else if (kind == "one_hot") {
      statement = "one_hot(" + first(x) + ", " + row(y) + ", " + std::to_string(op.attributes.end) + ");";
    } else if (kind == "layer_norm") {
      statement = "layer_norm(" + row(x) + ", " + row(y) + ", &" + first(ops_.value(op.out[1])) + ", " + n + ", " +
                  literal(static_cast<float>(op.attributes.value)) + ");";
    } else {
      return false;
    }
    helpers_.use(helper);
    if (!is_one) line(for_loop("i", x.shape.rows()));
    line((is_one ? "" : "  ") + statement);
    return true;
  }

  OpGraph& ops_;
  const Format& format_;
  Helpers& helpers_;
  RowMemory memory_;
  std::map<int, std::string> tables_;  // by root; below 0: of digitize
  std::string last_layer_;
  NetworkCode code_;
};

}  // namespace

NetworkCode network_code(OpGraph& ops, const Format& format, Helpers& helpers) {
  return NetworkWriter(ops, format, helpers).write();
}

}  // namespace nntrain::c_code
