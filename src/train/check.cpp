#include "train/check.h"

#include <algorithm>

#include "columns/category.h"
#include "train/check_cells.h"
#include "train/check_columns.h"
#include "train/check_prepared.h"
#include "train/class_weights.h"

namespace nntrain {

namespace {

// The columns that the job looks at.
struct Roles {
  Indices inputs, targets;
  std::vector<bool> is_class;  // by target
};

class JobChecker {
 public:
  JobChecker(const Spec& spec, Diagnostics& diagnostics, const FitOptions& options)
      : spec_(spec), data_(spec.data.spec()), diagnostics_(diagnostics), options_(options), is_sound_(diagnostics.empty()) {
    options_.warning = [this](const std::string& text) { report_.findings.push_back({Severity::warning, ErrorKind::data, {}, text, {}}); };
    options_.note = [](const std::string&) {};
  }

  CheckReport check(std::optional<Table> table, std::optional<Table> validation) {
    if (is_sound_) attempt([&](Diagnostics& found) { network_.emplace(spec_, found); });
    if (!table) return std::move(report_);
    const std::size_t errors = diagnostics_.items().size();
    check_names(data_, *table, diagnostics_);
    if (diagnostics_.items().size() > errors) {  // what columns are for is not known, nor what is to be done about their gaps
      network_.reset();
      data_.missing = Missing::drop;
    }
    const RowPlan plan = plan_of_rows(*table, validation.has_value());
    const Roles roles = roles_of(*table);
    const FaultyCells faulty = check_cells(data_, *table, plan, roles.inputs, roles.targets, report_.findings);
    check_columns(data_, *table, plan, roles.inputs, roles.targets, roles.is_class, report_.findings);
    if (validation && !is_valid(*validation, roles, *table)) validation.reset();
    const bool leaves_rows = static_cast<std::int64_t>(std::ranges::count_if(faulty.rows, [&](std::int64_t row) { return plan.trains(row); })) < plan.parts.train;
    if (network_ && leaves_rows) check_prepared(spec_without(faulty.mistyped), std::move(*table), std::move(validation), faulty.rows);
    return std::move(report_);
  }

 private:
  // Calls f and keeps what it throws. Returns whether it came to its end.
  template <class F>
  bool attempt(F f) {
    Diagnostics found(diagnostics_.source());
    try {
      f(found);
      return true;
    } catch (const Error& error) {
      if (error.kind == ErrorKind::interrupted || error.kind == ErrorKind::terminated) throw;
      if (found.empty() && error.kind == ErrorKind::config && error.where.starts_with('/')) found.error(error.where, error.message, error.hint);
      for (const Diagnostic& item : found.items()) diagnostics_.add(item);
      if (found.empty()) report_.findings.push_back(error_found(error));
      return false;
    }
  }

  // Where it cannot be made, all rows train: what can be said of columns does not depend on it.
  RowPlan plan_of_rows(const Table& table, bool has_validation) {
    RowPlan plan;
    plan.parts.train = table.num_rows();
    if (!network_) return plan;
    const bool is_planned = attempt([&](Diagnostics&) {
      plan = plan_rows(data_, table, network_->wants(), has_validation ? 0 : spec_.validation_split, static_cast<std::uint64_t>(spec_.seed));
    });
    if (!is_planned) network_.reset();
    return plan;
  }

  // The job as it would be if these columns, which are no numbers, were categories, each still one number of the input.
  Spec spec_without(const std::vector<std::string>& mistyped) const {
    Spec spec = spec_;
    for (auto& [name, type] : spec.data.columns.entries)
      if (std::ranges::find(mistyped, name) != mistyped.end()) type = columns::Category{.treatment = {{"ordinal"}}};
    return spec;
  }

  Roles roles_of(const Table& table) const {
    Roles roles;
    if (!network_) return likely_roles(table);
    const Assignment assignment(data_, table, network_->wants());
    for (const Indices& inputs : assignment.inputs) std::ranges::copy(inputs, std::back_inserter(roles.inputs));
    for (std::size_t k = 0; k < assignment.targets.size(); ++k)
      for (const std::int64_t target : assignment.targets[k]) {
        roles.targets.push_back(target);
        roles.is_class.push_back(network_->heads()[k].target_form() != TargetForm::number);
      }
    return roles;
  }

  // Without a network: all columns that may be inputs or the target.
  Roles likely_roles(const Table& table) const {
    Roles roles;
    std::vector<std::string> targets;
    for (const LayerColumns& group : data_.target) std::ranges::copy(group.columns, std::back_inserter(targets));
    if (targets.empty()) targets = {table.names().back()};
    const auto holds = [](const std::vector<std::string>& names, const std::string& name) { return std::ranges::find(names, name) != names.end(); };
    for (std::int64_t column = 0; column < table.num_columns(); ++column) {
      const std::string& name = table.names()[static_cast<std::size_t>(column)];
      const ColumnType* said = data_.columns.find(name);
      if (holds(targets, name)) roles.targets.push_back(column);
      else if (!holds(data_.ignore, name) && !(said && said->kind().is_ignored) && (data_.features.empty() || holds(data_.features, name)) && data_.inputs.empty())
        roles.inputs.push_back(column);
    }
    roles.is_class.assign(roles.targets.size(), false);
    return roles;
  }

  // Whether rows of a file of their own can be encoded; its columns may stand in another order.
  bool is_valid(const Table& table, const Roles& roles, const Table& trained) {
    const auto found = [&](const Indices& columns) {
      Indices there;
      for (const std::int64_t column : columns)
        if (const std::int64_t at = table.find(trained.names()[static_cast<std::size_t>(column)]); at >= 0) there.push_back(at);
      return there;
    };
    RowPlan all;
    all.parts.train = table.num_rows();
    return check_cells(data_, table, all, found(roles.inputs), found(roles.targets), report_.findings).rows.empty();
  }

  void check_prepared(const Spec& spec, Table table, std::optional<Table> validation, std::span<const std::int64_t> faulty) {
    std::optional<PreparedRun> run;
    if (!attempt([&](Diagnostics& found) { run.emplace(prepare(spec, found, std::move(table), std::move(validation), options_, faulty)); })) return;
    forget_few_dropped(run->data);
    if (run->other_validation) forget_few_dropped(*run->other_validation);
    check_scales(run->network, run->columns, run->data, run->train_rows(), report_.findings);
    check_outputs(*run, report_.findings);
    check_classes(*run, report_.findings);
    check_batches(*run, report_.findings);
    report_.size = size_of(*run);
    attempt([&](Diagnostics& found) { report_.size->trial = try_out(*run, found, options_, report_.findings); });
    for (Finding& finding : report_.findings) finding.where = said_pointer(finding.where);
  }

  // Layers that embed_columns() has put behind those of the config have no place there.
  std::string said_pointer(const std::string& where) const {
    const std::string layers = "/layers/";
    if (!where.starts_with(layers)) return where;
    return std::stoul(where.substr(layers.size())) < spec_.layers.size() ? where : "/layers";
  }

  // Rows that the config says to drop are no finding, but where they are many.
  void forget_few_dropped(const Dataset& data) {
    if (data.num_dropped == 0 || data.num_dropped * 5 > data.num_dropped + data.num_rows()) return;
    std::erase_if(report_.findings, [remark = remarks(data)[0]](const Finding& finding) { return finding.message == remark; });
  }

  static JobSize size_of(const PreparedRun& run) {
    JobSize size;
    size.rows = {run.train_rows(), run.other_validation ? run.other_validation->num_rows() : run.data.parts.validation, run.test ? run.test->num_rows() : 0};
    size.rows_left_out = run.data.num_dropped;
    for (const InputColumns& input : run.columns.inputs) size.inputs += input.row_size();
    for (const std::vector<Index>& shape : run.output_shapes) {
      Index numbers = 1;
      for (const Index dimension : shape) numbers *= dimension;
      size.outputs += numbers;
    }
    size.classes = class_counts(run.columns.targets[0], run.data.targets[0], 0, run.train_rows());
    return size;
  }

  const Spec& spec_;
  DataSpec data_;
  Diagnostics& diagnostics_;
  FitOptions options_;
  bool is_sound_;  // the config has been read without an error
  std::optional<Network> network_;
  CheckReport report_;
};

}  // namespace

CheckReport check(const Spec& spec, Diagnostics& diagnostics, std::optional<Table> table, std::optional<Table> validation, const FitOptions& options) {
  return JobChecker(spec, diagnostics, options).check(std::move(table), std::move(validation));
}

bool knows_data(const Diagnostics& diagnostics) {
  return std::ranges::none_of(diagnostics.items(), [](const Diagnostic& item) { return item.offset || item.pointer.empty() || item.pointer.starts_with("/data"); });
}

}  // namespace nntrain
