#include "columns/chain.h"

#include <algorithm>
#include <cmath>

namespace nntrain {

Flow flow_through(const Treatments& chain, Flow in) {
  for (const Treatment& treatment : chain.values) in = treatment.call(&TreatmentKind::flow, in);
  const bool is_open = in.kind == Flow::Kind::category && in.width == 1 && !in.embedding;
  const bool is_spread = !chain.values.empty() && chain.values.back().kind().spread;
  if (is_open && !is_spread) in.width = in.size;
  return in;
}

bool must_learn(const Treatments& chain) {
  return std::ranges::any_of(chain.values, [](const Treatment& t) { return t.kind().must_learn && t.call(&TreatmentKind::must_learn); });
}

Treatments learned_chain(const Treatments& chain, std::vector<double> values) {
  Treatments result;
  for (const Treatment& treatment : chain.values) {
    Treatment own = treatment;
    const TreatmentKind& kind = own.kind();
    if (kind.must_learn && own.call(&TreatmentKind::must_learn))
      static_cast<AnyComponent&>(own) = AnyComponent(kind, own.call(&TreatmentKind::learned, std::span<const double>(values)));
    if (kind.apply)
      for (double& x : values) x = kind.apply(own.self(), x);
    result.values.push_back(std::move(own));
  }
  return result;
}

void write_through(const Treatments& chain, double value, std::span<float> out) {
  for (const Treatment& treatment : chain.values) {
    const TreatmentKind& kind = treatment.kind();
    if (kind.apply) value = kind.apply(treatment.self(), value);
    if (kind.spread) return kind.spread(treatment.self(), static_cast<std::int64_t>(value), out);
  }
  if (out.size() == 1) out[0] = static_cast<float>(value);
  else out[static_cast<std::size_t>(value)] = 1;
}

std::optional<Undo> undo_of(const Treatments& chain) {
  Undo whole;
  for (const Treatment& treatment : chain.values) {
    if (!treatment.kind().undo) return std::nullopt;
    const Undo own = treatment.call(&TreatmentKind::undo);
    const bool is_first = whole == Undo{};
    if (own.exp_minus_one && !is_first) return std::nullopt;
    // x = f(whole(y')), y' = own(y): scales multiply, the earlier treatment's exponential is the last to be undone.
    whole = {whole.scale * own.scale, whole.scale * own.offset + whole.offset, whole.exp_minus_one || own.exp_minus_one};
  }
  return whole;
}

}  // namespace nntrain
