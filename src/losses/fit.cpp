#include "losses/fit.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "graph/axes.h"

namespace nntrain::losses {

namespace {

[[noreturn]] void fail(std::string_view loss, const std::string& problem, std::string hint) {
  throw Error{ErrorKind::config, std::string(loss) + " " + problem, "loss", std::move(hint)};
}

Tensor input_of(Tensor x, const Op& op) { return {x.graph, op.in[0]}; }

// x with its reshapes and broadcasts taken off.
Tensor behind_views(Tensor x) {
  while (true) {
    const Op* view = made_by(x, "reshape");
    if (!view) view = made_by(x, "expand");
    if (!view) return x;
    x = input_of(x, *view);
  }
}

// Whether it comes from a layer without activation: a product, perhaps plus a bias.
bool is_linear(Tensor prediction) {
  const Tensor x = behind_views(prediction);
  if (made_by(x, "matmul")) return true;
  const Op* sum = made_by(x, "add");
  if (!sum) return false;
  const Tensor a = behind_views({x.graph, sum->in[0]}), b = behind_views({x.graph, sum->in[1]});
  return made_by(a, "matmul") && (b.value().role == Role::variable || made_by(b, "matmul"));
}

std::string both_shapes(Tensor target, Tensor prediction) {
  return "the target is " + keras_shape(target.shape()) + ", the network gives " + keras_shape(prediction.shape());
}

bool same_but_last(const Shape& a, const Shape& b) {
  return a.rank() == b.rank() && a.rank() > 1 && std::equal(a.dims.begin(), a.dims.end() - 1, b.dims.begin());
}

void require_not_one_softmax(std::string_view loss, Tensor prediction) {
  if (prediction.shape().cols() == 1 && logits_behind(prediction, "softmax"))
    fail(loss, "gets a softmax over one unit, which is always 1",
         R"(give the last layer "activation": "sigmoid", or as many units as there are classes)");
}

// An activation whose numbers are no probabilities.
struct Improbable {
  std::string_view activation, numbers;
};
constexpr Improbable improbable[] = {{"relu", "any number above 0"}, {"tanh", "numbers from -1 to 1"},
                                     {"softplus", "any number above 0"}};

// Errors: the last layer gives numbers that are no probabilities. `activation`: what would make them so.
void require_probabilities(std::string_view loss, Tensor prediction, std::string_view activation) {
  const std::string wanted = "\"activation\": \"" + std::string(activation) + "\"";
  if (is_linear(prediction))
    fail(loss, "takes probabilities, but the last layer has no activation and gives any number",
         "give it " + wanted + ", or the loss \"from_logits\": true");
  for (const Improbable& each : improbable)
    if (logits_behind(prediction, each.activation))
      fail(loss,
           "takes probabilities, but the last activation is a " + std::string(each.activation) + ", which gives " +
               std::string(each.numbers),
           "give the last layer " + wanted);
}

// Errors: the last activation gives probabilities, not logits.
void require_logits(std::string_view loss, Tensor prediction) {
  for (const std::string_view activation : {"softmax", "sigmoid"})
    if (logits_behind(prediction, activation))
      fail(loss,
           "is told from_logits, but the last activation is a " + std::string(activation) +
               ", which gives probabilities",
           "leave out \"from_logits\" (the loss is computed from what stands before the activation anyway), or the "
           "activation");
}

}  // namespace

Tensor logits_behind(Tensor prediction, std::string_view activation) {
  if (const Op* op = made_by(prediction, activation)) return input_of(prediction, *op);
  const Op* view = made_by(prediction, "reshape");
  if (!view) return {};
  const Tensor inner = input_of(prediction, *view);
  if (inner.shape().cols() != prediction.shape().cols()) return {};
  const Tensor logits = logits_behind(inner, activation);
  return logits ? reshape(logits, prediction.shape()) : Tensor{};
}

void require_same_shape(std::string_view loss, Tensor target, Tensor prediction) {
  const Shape &t = target.shape(), &p = prediction.shape();
  if (t == p && p.rank() > 1) return require_not_one_softmax(loss, prediction);
  std::string hint = "the last layer must give one number for each target number";
  if (same_but_last(t, p) && t.cols() == 1)
    hint =
        "give the last layer 1 unit; if the target is a class number, use the loss \"sparse_categorical_crossentropy\"";
  else if (same_but_last(t, p))
    hint = "give the last layer " + count_of(t.cols(), "unit") + ", or name " + count_of(p.cols(), "target column") +
           " in data.target";
  fail(loss, "compares number by number: " + both_shapes(target, prediction), std::move(hint));
}

void require_class_numbers(std::string_view loss, Tensor target, Tensor prediction) {
  const bool fits = same_but_last(target.shape(), prediction.shape()) && target.shape().cols() == 1;
  if (!fits)
    fail(loss, "wants one class number for each row of units: " + both_shapes(target, prediction),
         target.shape() == prediction.shape() ? "for a vector with a 1 at the class, use \"categorical_crossentropy\""
                                              : "name one target column in data.target");
}

void require_class_probabilities(std::string_view loss, Tensor prediction, bool from_logits) {
  if (prediction.shape().cols() == 1)
    fail(loss, "needs a unit for each class, but the last layer has one unit",
         R"(for two classes use "binary_crossentropy" and "activation": "sigmoid", or give the last layer more units)");
  if (from_logits) return require_logits(loss, prediction);
  require_probabilities(loss, prediction, "softmax");
}

void require_yes_no_probabilities(std::string_view loss, Tensor prediction, bool from_logits) {
  if (logits_behind(prediction, "softmax"))
    fail(loss,
         "takes each unit for a yes or no of its own, but the last activation is a softmax, which makes one choice of "
         "all",
         R"(use "activation": "sigmoid", or "sparse_categorical_crossentropy" (the target is a class number), )"
         R"(or "categorical_crossentropy" (the target is a vector with a 1 at the class))");
  if (from_logits) return require_logits(loss, prediction);
  require_probabilities(loss, prediction, "sigmoid");
}

}  // namespace nntrain::losses
