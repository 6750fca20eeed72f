// Numbers as Python prints them: Keras' messages and file names are made of them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace nntrain::callbacks {

using PythonNumber = std::variant<std::int64_t, double>;

// repr() of a float: the shortest text that reads back, "0.1", "1e-05", "2.0", "nan".
std::string python_text(double value);

// format(number, spec). spec: [[fill]align][sign][0][width][.precision][type], with align < > ^ =, sign + - or space,
// and type d of whole numbers, e E f F g G % of both. Throws Error{config} without a place: another spec, or one that
// does not fit the number.
std::string python_format(const PythonNumber& number, std::string_view spec);

// Throws as python_format() would for any number.
void check_python_format(std::string_view spec);

}  // namespace nntrain::callbacks
