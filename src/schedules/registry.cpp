#include "schedules/cosine_decay.h"
#include "schedules/cosine_decay_restarts.h"
#include "schedules/exponential_decay.h"
#include "schedules/inverse_time_decay.h"
#include "schedules/piecewise_constant_decay.h"
#include "schedules/polynomial_decay.h"

namespace nntrain {

namespace {

template <class C>
constexpr ScheduleKind schedule() {
  return {kind<C>(), [](const void* self, std::int64_t step) { return object<C>(self).rate(step); }};
}

constexpr ScheduleKind all[] = {
    schedule<schedules::ExponentialDecay>(), schedule<schedules::PiecewiseConstantDecay>(),
    schedule<schedules::PolynomialDecay>(),  schedule<schedules::InverseTimeDecay>(),
    schedule<schedules::CosineDecay>(),      schedule<schedules::CosineDecayRestarts>(),
};

}  // namespace

std::span<const ScheduleKind> ScheduleFamily::kinds() { return all; }

}  // namespace nntrain
