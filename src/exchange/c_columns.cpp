// The columns of a table as C: texts of cells become the numbers that the network takes.
#include <algorithm>

#include "base/text.h"
#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/date.h"
#include "columns/list.h"
#include "columns/number.h"
#include "exchange/c_code.h"
#include "treatments/clip.h"
#include "treatments/log1p.h"
#include "treatments/min_max.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

namespace nntrain::c_code {

namespace {

class ColumnsWriter {
 public:
  ColumnsWriter(const Model& model, const Format& format, Helpers& helpers)
      : model_(model), format_(format), helpers_(helpers) {}

  ColumnsCode write() {
    for (std::size_t k = 0; k < model_.columns.inputs.size(); ++k) {
      const InputColumns& input = model_.columns.inputs[k];
      if (!input.vocabulary.empty()) code_.tables += table(shared_name(k), input.vocabulary);
      Index at = 0;
      for (const Column& column : input.columns) {
        write_column(k, at, column);
        at += input.width_of(column);
      }
    }
    return std::move(code_);
  }

 private:
  static std::string shared_name(std::size_t input) { return "texts_of_in" + std::to_string(input); }

  void line(const std::string& text) { code_.body += "  " + text + '\n'; }
  std::string new_table() { return "t" + std::to_string(num_tables_++); }

  [[noreturn]] void fail(const Column& column, const std::string& what) const {
    cannot_say(format_, "column " + column.name, what,
               "prepare the column before training, so that it is numbers or categories");
  }

  // The cell of a column, by the place of its name.
  std::size_t cell_of(const Column& column) {
    const auto found = std::ranges::find(code_.names, column.name);
    if (found != code_.names.end()) return static_cast<std::size_t>(found - code_.names.begin());
    code_.names.push_back(column.name);
    return code_.names.size() - 1;
  }

  void write_column(std::size_t input, Index at, const Column& column) {
    const InputColumns& columns = model_.columns.inputs[input];
    const std::size_t cell = cell_of(column);
    const std::string place = std::to_string(cell + 1);
    line("text = cells[" + std::to_string(cell) + "]; /* " + comment(column.name) + " */");
    line("y = in" + std::to_string(input) + " + " + std::to_string(at) + ";");
    if (columns.shares_vocabulary(column)) {
      write_shared(input, place, column);
    } else if (const auto* number = column.type.as<columns::Number>()) {
      write_number(*number, place, column, columns);
    } else if (const auto* boolean = column.type.as<columns::Boolean>()) {
      write_gaps(boolean->gaps, 1, place, column, quoted_fill(boolean->gaps));
      helpers_.use("find_word");
      const std::string yes = list_table(boolean->true_values), no = list_table(boolean->false_values);
      line("if (find_word(text, " + yes + ", " + std::to_string(boolean->true_values.size()) + ") >= 0) y[0] = 1;");
      line("else if (find_word(text, " + no + ", " + std::to_string(boolean->false_values.size()) +
           ") >= 0) y[0] = 0;");
      line("else return " + place + ";");
    } else if (const auto* category = column.type.as<columns::Category>()) {
      write_category(*category, place, column, columns.width_of(column));
    } else if (const auto* date = column.type.as<columns::Date>()) {
      write_date(*date, place, column, columns.width_of(column));
    } else if (const auto* list = column.type.as<columns::List>()) {
      write_list(*list, column);
    } else {
      fail(column, "has no form of a column of type " + std::string(column.type.type()));
    }
    if (columns.encoding == InputEncoding::index && columns.index_limit > 0) {
      line("for (long i = 0; i < " + std::to_string(columns.width_of(column)) + "; ++i)");
      line("  if (!(y[i] >= 0 && y[i] < " + literal(static_cast<float>(columns.index_limit)) +
           " && y[i] == (float)(long)y[i])) return " + place + ";");
    }
  }

  static std::string comment(std::string name) {  // of any bytes
    for (char& c : name)
      if (c == '*' || c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = '_';
    return name;
  }

  std::string list_table(const std::vector<std::string>& texts) {
    const std::string name = new_table();
    code_.tables += table(name, texts);
    return name;
  }

  static std::string quoted_fill(const TextGaps& gaps) {
    return gaps.fills() ? literal(std::string_view(*gaps.fill)) : "";
  }

  // What is done where the cell is missing. fill: the text that takes its place, if it is filled. `width`: of the
  // column's numbers with its indicator.
  template <class Gaps>
  void write_gaps(const Gaps& gaps, Index width, const std::string& place, const Column& column,
                  const std::string& fill) {
    helpers_.use("is_missing");
    if (gaps.indicator) line("y[" + std::to_string(width) + "] = is_missing(text) ? 1.0f : 0.0f;");
    line("if (is_missing(text)) " + (gaps.fills() ? "text = " + fill : "return " + (drops(column) ? "-1" : place)) +
         ";");
  }

  void write_number(const columns::Number& number, const std::string& place, const Column& column,
                    const InputColumns& columns) {
    const Index width = columns.width_of(column) - number.gaps.indicator;
    helpers_.use("number");
    if (number.gaps.fills()) {  // with a number that may not be a float
      helpers_.use("is_missing");
      if (number.gaps.indicator) line("y[" + std::to_string(width) + "] = is_missing(text) ? 1.0f : 0.0f;");
      line("if (is_missing(text)) x = " + literal(*number.gaps.fill) + ";");
      line("else if (read_number(text, &value)) x = (double)value;");
      line("else return " + place + ";");
    } else {
      write_gaps(number.gaps, width, place, column, "");
      line("if (!read_number(text, &value)) return " + place + ";");
      line("x = (double)value;");
    }
    write_treatments(number.treatment.values, width, column);
    if (number.treatment.values.empty()) return;
    helpers_.use("is_finite");
    line("if (!is_finite(y[0])) return " + place + ";");
  }

  void write_category(const columns::Category& category, const std::string& place, const Column& column,
                      Index whole_width) {
    if (!category.vocabulary) fail(column, "has no form of the treatment hashing");
    const Index width = whole_width - category.gaps.indicator, first = category.unknown == Unknown::own_slot ? 1 : 0;
    write_gaps(category.gaps, width, place, column, quoted_fill(category.gaps));
    helpers_.use("find_text");
    const std::string list = list_table(*category.vocabulary);
    line("k = find_text(text, " + list + ", " + std::to_string(category.vocabulary->size()) + ")" +
         (first ? " + 1" : "") + ";");
    const std::optional<std::int64_t> other = category.unknown == Unknown::most_frequent && category.most_frequent
                                                  ? category.code(*category.most_frequent)
                                                  : std::nullopt;
    if (!first) line("if (k < 0) " + (other ? "k = " + std::to_string(*other) : "return " + place) + ";");
    line("x = (double)k;");
    write_treatments(category.treatment.values, width, column);
  }

  bool drops(const Column& column) const {
    return column.type.call(&ColumnTypeKind::drops).value_or(model_.columns.missing == Missing::drop);
  }

  // Several texts in a cell; none in one that is missing.
  void write_list(const columns::List& list, const Column& column) {
    helpers_.use("is_missing");
    helpers_.use("mark_items");
    const std::string size = std::to_string(list.vocabulary->size()), texts = list_table(*list.vocabulary);
    if (drops(column)) line("if (is_missing(text)) return -1;");
    line("for (long i = 0; i <= " + size + "; ++i) y[i] = 0;");
    line("if (!is_missing(text)) mark_items(text, " + literal(std::string_view(list.separator)) + ", " + texts + ", " +
         size + ", y);");
  }

  void write_date(const columns::Date& date, const std::string& place, const Column& column, Index width) {
    const std::string format = date.format.value_or(columns::known_date_formats()[0]);
    for (std::size_t i = 0; i + 1 < format.size(); ++i)
      if (format[i] == '%' && std::string_view("Ymdb").find(format[++i]) == std::string_view::npos)
        fail(column, "reads dates of year, month and day alone; found the format " + quoted(format));
    write_gaps(date.gaps, width - date.gaps.indicator, place, column, quoted_fill(date.gaps));
    helpers_.use("read_date");
    helpers_.use("date_part");
    line("if (!read_date(text, " + literal(std::string_view(format)) + ", &x)) return " + place + ";");
    Index at = 0;
    std::size_t scaled = 0;
    for (const DatePart part : *date.parts) {
      const std::string to = std::to_string(at);
      if (const std::string turn = turn_of(part); !turn.empty()) {
        helpers_.use("circle");
        line("write_cycle(" + turn + ", y + " + to + ");");
        at += 2;
        continue;
      }
      constexpr std::string_view parts = "dYmDwjHMS";  // as date_part() knows them, in the order of DatePart
      const std::string number = std::string("date_part(x, '") + parts[static_cast<std::size_t>(part)] + "')";
      const bool is_scaled = date.standardize;
      line("y[" + to + "] = (float)" +
           (is_scaled ? "((" + number + " - (" + literal((*date.means)[scaled]) + ")) / " +
                            literal((*date.stds)[scaled]) + ")"
                      : number) +
           ";");
      scaled += is_scaled;
      ++at;
    }
  }

  // How far a moment x is around a circle; empty: the part is a number.
  static std::string turn_of(DatePart part) {
    switch (part) {
      case DatePart::month_cycle:
        return "(date_part(x, 'm') - 1) / 12";
      case DatePart::day_cycle:
        return "(date_part(x, 'D') - 1) / 31";
      case DatePart::weekday_cycle:
        return "date_part(x, 'w') / 7";
      case DatePart::day_of_year_cycle:
        return "(date_part(x, 'j') - 1) / 365.25";
      case DatePart::hour_cycle:
        return "date_part(x, 't') / 86400";
      case DatePart::minute_cycle:
        return "(date_part(x, 'M') * 60 + date_part(x, 'S')) / 3600";
      default:
        return {};
    }
  }

  void write_shared(std::size_t input, const std::string& place, const Column& column) {
    const InputColumns& columns = model_.columns.inputs[input];
    helpers_.use("is_missing");
    helpers_.use("find_text");
    const auto size = static_cast<Index>(columns.vocabulary.size());
    line("if (is_missing(text)) return " + (drops(column) ? "-1" : place) + ";");
    line("k = find_text(text, " + shared_name(input) + ", " + std::to_string(size) + ");");
    line("if (k < 0) " + (size < columns.index_limit ? "k = " + std::to_string(size) : "return " + place) + ";");
    line("y[0] = (float)k;");
  }

  // x goes through the treatments and is spread over `width` numbers from y.
  void write_treatments(const std::vector<Treatment>& chain, Index width, const Column& column) {
    for (const Treatment& treatment : chain) {
      const std::string formula = treatment_formula(treatment);
      if (formula.empty() && treatment.kind().apply && !treatment.kind().embeds && treatment.type() != "ordinal")
        fail(column, "has no form of the treatment " + std::string(treatment.type()));
      if (!formula.empty()) line("x = " + formula + ";");
    }
    const bool is_spread = width > 1 || (!chain.empty() && chain.back().kind().spread);
    if (!is_spread) return line("y[0] = (float)x;");
    line("for (long i = 0; i < " + std::to_string(width) + "; ++i) y[i] = 0;");
    line("y[(long)x] = 1;");
  }

  // Empty: x stays as it is.
  std::string treatment_formula(const Treatment& treatment) {
    const auto number = [](double value) { return value < 0 ? "(" + literal(value) + ")" : literal(value); };
    if (const auto* t = treatment.as<treatments::ZScore>())
      return "(x - " + number(*t->mean) + ") / " + number(*t->std);
    if (const auto* t = treatment.as<treatments::Robust>())
      return "(x - " + number(*t->center) + ") / " + number(*t->scale);
    if (const auto* t = treatment.as<treatments::MinMax>())
      return "(x - " + number(*t->min) + ") * " +
             number((t->high - t->low) / (*t->max > *t->min ? *t->max - *t->min : 1)) + " + " + number(t->low);
    if (const auto* t = treatment.as<treatments::Clip>())
      return "x < " + number(*t->low) + " ? " + number(*t->low) + " : x > " + number(*t->high) + " ? " +
             number(*t->high) + " : x";
    if (treatment.as<treatments::Log1p>()) {
      helpers_.use("log1p_double");
      return "log1p_double(x)";
    }
    if (const auto* t = treatment.as<treatments::Power>()) {
      helpers_.use("yeo_johnson");
      return "(yeo_johnson(x, " + number(*t->lambda) + ") - " + number(*t->mean) + ") / " + number(*t->std);
    }
    if (const auto* t = treatment.as<treatments::QuantileBins>()) {
      if (t->edges->empty()) return "0.0";
      helpers_.use("count_below");
      const std::string name = new_table();
      code_.tables += table(name, std::span<const double>(*t->edges));
      return "count_below(x, " + name + ", " + std::to_string(t->edges->size()) + ")";
    }
    return {};
  }

  const Model& model_;
  const Format& format_;
  Helpers& helpers_;
  ColumnsCode code_;
  int num_tables_ = 0;
};

}  // namespace

ColumnsCode columns_code(const Model& model, const Format& format, Helpers& helpers) {
  return ColumnsWriter(model, format, helpers).write();
}

}  // namespace nntrain::c_code
