#include <algorithm>

#include "compiler/passes/passes.h"

namespace nntrain {

namespace {

struct Placer {
  Schedule& s;
  std::vector<int> made_by;  // by value: the op of a step that makes it
  std::vector<int> views;    // by root: how many windows on it are read

  explicit Placer(Schedule& schedule) : s(schedule) {
    made_by.assign(s.graph.values.size(), -1);
    views.assign(s.graph.values.size(), 0);
    std::vector<bool> read(s.graph.values.size(), false);
    for (const Step& step : s.steps)
      Schedule::each_op(step, [&](int i) {
        for (const int v : s.op(i).out) made_by[static_cast<std::size_t>(v)] = i;
        for (const int v : s.op(i).in) read[static_cast<std::size_t>(v)] = true;
      });
    for (std::size_t v = 0; v < read.size(); ++v)
      if (read[v] && s.value(static_cast<int>(v)).root != static_cast<int>(v)) ++views[static_cast<std::size_t>(s.root(static_cast<int>(v)))];
  }

  // The producer of root r can write anywhere, and only `mover` reads r, through at most the one window v.
  bool movable(int r, int v, int mover) const {
    const int maker = made_by[static_cast<std::size_t>(r)];
    const auto& readers = s.readers[static_cast<std::size_t>(r)];
    return maker >= 0 && !s.kept.count(r) && s.value(r).role == Role::intermediate && s.value(r).root == r &&
           (s.op(maker).kind->map || s.op(maker).kind->writes_strided) && readers.size() == 1 && readers[0] == mover &&
           views[static_cast<std::size_t>(r)] == (v == r ? 0 : 1) && s.value(v).offset == 0 &&
           s.value(v).shape.size() == s.value(r).shape.size() &&
           s.value(v).shape.batched == s.value(r).shape.batched;  // else v repeats r for each sample
  }

  // Gives root r and its window v the storage at `offset` of `whole`, where v lies with whole's strides. False: v's dimensions
  // cannot be matched with r's.
  bool move(int r, int v, int whole, Index offset) {
    Value &own = s.value(r), &window = s.value(v);
    const Value& target = s.value(whole);
    std::vector<Index> strides = own.strides;
    std::vector<bool> used(window.strides.size(), false);
    for (std::size_t i = 0; i < strides.size(); ++i) {
      if (own.shape.dims[i] == 1 && !(i == 0 && own.shape.batched)) continue;
      std::size_t j = 0;
      while (j < used.size() && (used[j] || window.strides[j] != own.strides[i] || window.shape.dims[j] != own.shape.dims[i])) ++j;
      if (j == used.size()) return false;
      used[j] = true;
      strides[i] = target.strides[j];
    }
    if (own.shape.batched && strides[0] * own.shape.dims[0] != target.strides[0] * window.shape.dims[0])
      return false;  // the whole has other rows between the samples
    Value moved = own;
    moved.strides = strides;
    if (s.op(made_by[static_cast<std::size_t>(r)]).kind->map) {  // elementwise ops write rows
      const RowLayout rows = row_layout(moved);
      if (!rows.valid || (rows.col_stride == 0 && moved.shape.cols() > 1)) return false;
    } else if (!strides.empty() && strides.back() != 1 && moved.shape.cols() > 1) {
      return false;
    }
    window.strides = target.strides;
    own.strides = std::move(strides);
    for (Value* moving : {&own, &window}) {
      moving->offset = offset;
      moving->root = whole;
    }
    return true;
  }
};

}  // namespace

void place_at_destination(Schedule& schedule) {
  Placer placer(schedule);
  std::vector<Step> kept_steps;
  for (const Step& step : schedule.steps) {
    bool gone = false;
    if (step.main >= 0) {
      const Op& x = schedule.op(step.main);
      const auto try_move = [&](int v, Index offset) {
        const int r = schedule.root(v);
        return placer.movable(r, v, step.main) && placer.move(r, v, x.out[0], offset);
      };
      if (x.kind->name == "copy") {
        gone = try_move(x.in[0], 0);
      } else if (x.kind->name == "assemble") {
        const Index stride = schedule.value(x.out[0]).strides[static_cast<std::size_t>(x.attributes.axis)];
        for (std::size_t i = 0; i < x.in.size(); ++i) try_move(x.in[i], x.attributes.dims[i] * stride);
      }
    }
    if (!gone) kept_steps.push_back(step);
  }
  schedule.steps = std::move(kept_steps);
}

}  // namespace nntrain
