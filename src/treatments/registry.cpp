#include "treatments/clip.h"
#include "treatments/embedding.h"
#include "treatments/hashing.h"
#include "treatments/log1p.h"
#include "treatments/min_max.h"
#include "treatments/one_hot.h"
#include "treatments/ordinal.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

namespace nntrain {

namespace {

template <class C>
constexpr TreatmentKind treatment() {
  TreatmentKind k{kind<C>()};
  k.flow = [](const void* self, const Flow& in) { return object<C>(self).flow(in); };
  if constexpr (requires(const C& c) { c.apply(0.0); }) k.apply = [](const void* self, double x) { return object<C>(self).apply(x); };
  if constexpr (requires(const C& c) { c.code(""); })
    k.code = [](const void* self, std::string_view text) { return object<C>(self).code(text); };
  if constexpr (requires(const C& c) { c.must_learn(); }) {
    k.must_learn = [](const void* self) { return object<C>(self).must_learn(); };
    k.learned = [](const void* self, std::span<const double> values) -> std::shared_ptr<const void> {
      return std::make_shared<const C>(object<C>(self).learned(values));
    };
  }
  if constexpr (requires(const C& c) { c.undo(); }) k.undo = [](const void* self) { return object<C>(self).undo(); };
  if constexpr (requires(const C& c, std::span<float> out) { c.spread(0, out); })
    k.spread = [](const void* self, std::int64_t category, std::span<float> out) { object<C>(self).spread(category, out); };
  k.embeds = requires { C::embeds; };
  return k;
}

using namespace treatments;
constexpr TreatmentKind all[] = {
    treatment<ZScore>(), treatment<MinMax>(), treatment<Robust>(),  treatment<Log1p>(),     treatment<Power>(), treatment<Clip>(),
    treatment<QuantileBins>(), treatment<Hashing>(), treatment<OneHot>(), treatment<Ordinal>(), treatment<Embedding>(),
};

}  // namespace

std::span<const TreatmentKind> TreatmentFamily::kinds() { return all; }

}  // namespace nntrain
