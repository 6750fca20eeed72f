// Names of Keras that no family has here, because something else does it.
#pragma once
#include <string>
#include <string_view>

namespace nntrain {

// What does here instead what the family's `name` does in Keras, for a hint; empty where nothing is known of it. name: "LambdaCallback", or as
// Keras spells it otherwise, "lambda_callback".
std::string_view instead_of(std::string_view family, std::string_view name);

}  // namespace nntrain
