#include "callbacks/early_stopping.h"

namespace nntrain {

namespace {

template <class C>
constexpr CallbackKind callback() {
  return {kind<C>(), [](const void* self) { return object<C>(self).start(); }};
}

constexpr CallbackKind all[] = {callback<callbacks::EarlyStopping>()};

}  // namespace

std::span<const CallbackKind> CallbackFamily::kinds() { return all; }

}  // namespace nntrain
