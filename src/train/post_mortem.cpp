#include "train/post_mortem.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "train/check_prepared.h"
#include "train/trial.h"

namespace nntrain {

namespace {

using Norms = std::vector<std::pair<std::string, std::vector<LayerNorms>>>;

std::string rows_text(const BadOp& origin, const Circumstances& run) {
  std::string places;
  for (const Index sample : origin.samples) places += (places.empty() ? "" : ", ") + run.data.place(run.rows[static_cast<std::size_t>(sample)]);
  if (origin.num_samples == 0) return "the largest numbers that it takes are those of " + places;
  if (static_cast<std::size_t>(origin.num_samples) > origin.samples.size()) places += ", …";
  return "in " + std::to_string(origin.num_samples) + " of the " + count_of(static_cast<Index>(run.rows.size()), "row") + " of the batch: " + places;
}

std::string padded(std::string text, std::size_t width, bool to_the_right = false) {
  const std::size_t gap = width - std::min(width, text.size());
  return to_the_right ? std::string(gap, ' ') + text : text + std::string(gap, ' ');
}

// A table of the layers whose gradients are largest, in the network's order.
void add_norms(const Norms& all, const Circumstances& run, std::vector<std::string>& lines) {
  constexpr std::size_t most = 6, number_width = 11;
  Norms shown = all;
  if (shown.size() > most) {
    std::vector<double> last;
    const auto size_of = [](const auto& layer) { return std::isfinite(layer.second.back().gradients) ? layer.second.back().gradients : INFINITY; };
    for (const auto& layer : shown) last.push_back(size_of(layer));
    std::ranges::nth_element(last, last.begin() + most - 1, std::greater<>());
    const double least = last[most - 1];
    std::erase_if(shown, [&](const auto& layer) { return size_of(layer) < least; });
    shown.resize(std::min(shown.size(), most));
  }
  if (shown.empty()) return;
  std::size_t width = 5;
  for (const auto& [layer, steps] : shown) width = std::max(width, layer.size());
  const std::string what_weights = "  weights  ", what_gradients = "  gradients";
  std::string head = padded("norms", width + what_weights.size());
  const auto steps = static_cast<Index>(shown[0].second.size());
  for (Index i = 0; i < steps; ++i) head += padded("step " + std::to_string(run.last_step - steps + 1 + i), number_width, true);
  lines.push_back(head);
  for (const auto& [layer, norms] : shown) {
    std::string weights = padded(layer, width) + what_weights, gradients = padded("", width) + what_gradients;
    for (const LayerNorms& step : norms) {
      weights += padded(four_digits(step.weights), number_width, true);
      gradients += padded(four_digits(step.gradients), number_width, true);
    }
    lines.push_back(weights);
    lines.push_back(gradients);
  }
  if (all.size() > shown.size()) lines.push_back("… (" + count_of(static_cast<Index>(all.size()), "layer") + " in all)");
}

// Norms of all gradients together, by step.
std::vector<double> gradients_of(const Norms& norms) {
  std::vector<double> sizes;
  for (std::size_t i = 0; !norms.empty() && i < norms[0].second.size(); ++i) {
    double sum = 0;
    for (const auto& [layer, steps] : norms) sum += steps[i].gradients * steps[i].gradients;
    sizes.push_back(std::sqrt(sum));
  }
  return sizes;
}

// The norm that gradients had until one was a hundred times as large, all at once; none where they were not steady before.
std::optional<double> norm_before_jump(const std::vector<double>& gradients) {
  for (std::size_t i = 2; i < gradients.size(); ++i) {
    const auto [least, most] = std::ranges::minmax(std::span(gradients).first(i));
    if (gradients[i] <= 100 * most) continue;
    if (most <= 10 * least) return most;
    return std::nullopt;
  }
  return std::nullopt;
}

bool grow(const std::vector<double>& gradients) {  // up to the last, which may be no number
  const std::span before = std::span(gradients).first(gradients.size() - 1);
  return before.size() >= 2 && before.back() > 10 * before.front() && std::ranges::is_sorted(before);
}

std::string cure(const Norms& norms, const std::optional<BadOp>& origin, const Circumstances& run) {
  if (origin && origin->part == BadOp::Part::loss)
    for (const Head& head : run.network.heads())
      if (head.loss && (origin->name.empty() || head.name == origin->name) && !head.loss.kind().when_not_finite.empty()) return std::string(head.loss.kind().when_not_finite);
  if (origin && origin->part == BadOp::Part::data) return "mend these rows: a number is too large for float32, or none";
  const std::vector<double> gradients = gradients_of(norms);
  const bool grows = !gradients.empty() && grow(gradients);
  const double usual = default_rate(run.spec.optimizer), rate = usual > 0 ? std::min(run.learning_rate / 10, usual) : run.learning_rate / 10;
  const std::string lower = "lower learning_rate from " + to_text(static_cast<float>(run.learning_rate)) + " to " + to_text(static_cast<float>(rate));
  Findings scales;
  check_scales(run.network, run.columns, run.data, run.train_rows, scales);
  if (!scales.empty()) return scales[0].message.substr(0, scales[0].message.find(". ")) + ": " + scales[0].hint + (grows ? "; or " + lower : "");
  if (origin && origin->num_samples > 0 && 2 * origin->num_samples < static_cast<Index>(run.rows.size()))
    return "look at " + run.data.place(run.rows[static_cast<std::size_t>(origin->samples[0])]) + ": most rows of the batch do no harm; --on-nan skip passes such batches over";
  double weights = 0;
  for (const auto& [layer, steps] : norms) weights += steps[0].weights * steps[0].weights;
  const std::optional<double> norm = norm_before_jump(gradients);
  if (norm && *norm * run.learning_rate < std::sqrt(weights))  // else each step was too long already
    return "set clipnorm in the optimizer, to " + four_digits(*norm) + " for one: no gradient was larger until one was a hundred times as large";
  return grows ? lower + ": the gradients grow from step to step" : lower + ", or set clipnorm in the optimizer";
}

}  // namespace

PostMortem post_mortem(const Autopsy& autopsy, const Circumstances& run) {
  PostMortem result;
  const std::optional<BadOp> origin = autopsy.origin();
  result.what = origin ? origin->text() : "the sum of the losses is beyond what a float32 holds";
  if (origin) {
    std::string first = "first in the op " + origin->op;
    if (!origin->samples.empty()) first += ", " + rows_text(*origin, run);
    result.lines.push_back(first);
  }
  add_norms(autopsy.norms(), run, result.lines);
  result.cure = cure(autopsy.norms(), origin, run);
  return result;
}

}  // namespace nntrain
