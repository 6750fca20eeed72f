#include "initializers/constant.h"
#include "initializers/orthogonal.h"
#include "initializers/random.h"
#include "initializers/variance_scaling.h"

namespace nntrain {

namespace {

template <class C>
constexpr InitializerKind initializer() {
  InitializerKind k{kind<C>(),
                    [](const void* self, std::span<float> out, std::span<const std::int64_t> shape, Draw draw) {
                      object<C>(self).fill(out, shape, draw);
                    },
                    nullptr};
  if constexpr (requires(C c) { c.axes; })
    k.with_fan_axes = [](const void* self, std::span<const std::int64_t> input_axes,
                         std::span<const std::int64_t> output_axes) -> std::shared_ptr<const void> {
      C copy = object<C>(self);
      if (!copy.axes.is_complete()) copy.axes = FanAxes{{{input_axes.begin(), input_axes.end()}}, {{output_axes.begin(), output_axes.end()}}};
      return std::make_shared<const C>(std::move(copy));
    };
  return k;
}

constexpr InitializerKind all[] = {
    initializer<Zeros>(),           initializer<Ones>(),          initializer<Constant>(),
    initializer<GlorotUniform>(),   initializer<GlorotNormal>(),  initializer<HeUniform>(),
    initializer<HeNormal>(),        initializer<LecunUniform>(),  initializer<LecunNormal>(),
    initializer<VarianceScaling>(), initializer<RandomUniform>(), initializer<RandomNormal>(),
    initializer<TruncatedNormal>(), initializer<Orthogonal>(),    initializer<IdentityMatrix>(),
};

}  // namespace

std::span<const InitializerKind> InitializerFamily::kinds() { return all; }

Initializer with_fan_axes(const Initializer& initializer, std::span<const std::int64_t> input_axes,
                          std::span<const std::int64_t> output_axes) {
  if (!initializer.kind().with_fan_axes) return initializer;
  Initializer result;
  static_cast<AnyComponent&>(result) =
      AnyComponent(initializer.kind(), initializer.kind().with_fan_axes(initializer.self(), input_axes, output_axes));
  return result;
}

}  // namespace nntrain
