#include "layers/wrapper.h"

namespace nntrain {

Tensor call_wrapped(const WrappedLayer& inner, Builder& builder, std::span<const Tensor> inputs,
                    const std::function<void(Tensor kernel)>& on_kernel) {
  const Builder::Scope outer = builder.scope();
  builder.set_scope(builder.inner_scope(inner.trainable));
  builder.on_kernel([&builder, &outer, &on_kernel](Tensor kernel) {
    const Builder::Scope inside = builder.scope();
    builder.set_scope(outer);
    on_kernel(kernel);
    builder.set_scope(inside);
  });
  const Tensor y = call_layer(inner.layer, builder, inputs);
  if (inner.activity_regularizer) builder.add_penalty(*inner.activity_regularizer, y);
  builder.set_scope(outer);
  return y;
}

std::vector<std::string> names_inside(const Layer& layer,
                                      const std::function<std::string(std::string_view type)>& next) {
  const WrappedLayer* inner = layer.call(&LayerKind::wrapped);
  if (!inner) return {};
  std::vector<std::string> names = names_inside(inner->layer, next);
  names.insert(names.begin(), inner->name.empty() ? next(inner->layer.type()) : inner->name);
  return names;
}

}  // namespace nntrain
