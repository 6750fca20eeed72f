#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/date.h"
#include "columns/ignored.h"
#include "columns/list.h"
#include "columns/number.h"
#include "columns/text.h"

namespace nntrain {

namespace {

template <class C>
constexpr ColumnTypeKind column_type() {
  ColumnTypeKind k{kind<C>()};
  k.flow = [](const void* self) { return object<C>(self).flow(); };
  k.learned = [](const void* self, const ColumnCells& training) -> std::shared_ptr<const void> {
    return std::make_shared<const C>(object<C>(self).learned(training));
  };
  k.must_learn = [](const void* self) { return object<C>(self).must_learn(); };
  k.encode = [](const void* self, const ColumnCells& cells, const RowsOut& out) { object<C>(self).encode(cells, out); };
  k.drops = [](const void* self) -> std::optional<bool> {
    if constexpr (requires(const C& c) { c.gaps; }) return drops(object<C>(self).gaps);
    else return false;
  };
  k.is_text = requires { C::is_text; };
  k.is_ignored = requires { C::is_ignored; };
  return k;
}

constexpr ColumnTypeKind all[] = {
    column_type<columns::Number>(), column_type<columns::Boolean>(), column_type<columns::Category>(), column_type<columns::List>(),
    column_type<columns::Date>(),   column_type<columns::Text>(),    column_type<columns::Ignored>(),
};

}  // namespace

std::span<const ColumnTypeKind> ColumnTypeFamily::kinds() { return all; }

ColumnType learned_type(const ColumnType& type, const ColumnCells& training) {
  ColumnType result;
  static_cast<AnyComponent&>(result) = AnyComponent(type.kind(), type.call(&ColumnTypeKind::learned, training));
  return result;
}

}  // namespace nntrain
