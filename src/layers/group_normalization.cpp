#include "layers/group_normalization.h"

namespace nntrain {

Tensor GroupNormalization::call(Builder& b, Tensor x) const {
  const Index feature = resolve_axis(axis, x.shape()), features = x.shape().dims[static_cast<std::size_t>(feature)];
  const Index num_groups = groups == -1 ? features : groups;
  if (features % num_groups != 0)
    throw Error{ErrorKind::config,
                "cannot deal the " + std::to_string(features) + " features of an input of shape " +
                    keras_shape(x.shape()) + " into " + std::to_string(num_groups) + " groups",
                {},
                "groups must divide the number of features; -1 makes each a group"};

  Shape grouped = x.shape();  // the feature axis becomes two: groups, and places in a group
  grouped.dims[static_cast<std::size_t>(feature)] = features / num_groups;
  grouped.dims.insert(grouped.dims.begin() + feature, num_groups);
  std::vector<Index> axes;
  for (Index i = 1; i < grouped.rank(); ++i)
    if (i != feature) axes.push_back(i);
  const Tensor normal = over_axes(reshape(x, grouped), axes, [this](Tensor rows) { return layer_norm(rows, epsilon); });

  Tensor y = reshape(normal, x.shape());
  const Shape spread = along(std::span(&feature, 1), x.shape());
  if (scale)
    y = y * reshape(b.weight("gamma", {features}, gamma_initializer, gamma_regularizer, gamma_constraint), spread);
  if (center)
    y = y + reshape(b.weight("beta", {features}, beta_initializer, beta_regularizer, beta_constraint), spread);
  return y;
}

}  // namespace nntrain
