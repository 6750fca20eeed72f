#include "compiler/plan.h"

#include <algorithm>

namespace nntrain {

namespace {

struct Item {  // a root that is stored, alive from step first to step last
  int root;
  std::size_t first, last;
  Index size, offset = 0;
  Index end() const { return offset + size; }
  bool overlaps(const Item& other) const { return first <= other.last && other.first <= last; }
};

struct Planner {
  const Schedule& s;
  const PlanOptions& options;
  std::map<int, Item> items;
  std::map<int, int> placed_at;  // a root that lies where another one does

  // Every reader of root r is fused into this step's chain: r need not outlive the chunk.
  bool inside(const Step& step, int r) const {
    const auto& readers = s.readers[static_cast<std::size_t>(r)];
    return !s.kept.count(r) && !readers.empty() && std::all_of(readers.begin(), readers.end(), [&](int i) {
      return std::find(step.map.begin(), step.map.end(), i) != step.map.end();
    });
  }
  // Some rows of it fit into a thread's scratch.
  bool fits_chunk(int r) const { return s.value(r).shape.rank() <= 2 && s.value(r).shape.cols() <= Thread::widest_chunk; }
  bool reads_root(int op, int r) const {
    return std::any_of(s.op(op).in.begin(), s.op(op).in.end(), [&](int v) { return s.root(v) == r; });
  }

  void touch(int r, std::size_t step) {
    const Shape& shape = s.value(r).shape;
    const Index size = (shape.size() * (shape.batched ? options.max_batch : 1) + 15) / 16 * 16;  // 64 bytes
    auto [it, fresh] = items.try_emplace(r, Item{r, step, step, size});
    it->second.last = std::max(it->second.last, step);
  }

  // A main op's result that only its tail reads is computed where the tail's last result will stand, if there is one.
  void place_under_tail(const Step& step) {
    const int made = s.root(s.op(step.main).out[0]);
    if (step.map.empty() || !inside(step, made)) return;
    for (std::size_t m = step.map.size(); m-- > 0;) {
      const Op& x = s.op(step.map[m]);
      if (reads_root(step.map[m], made) && !x.out.empty() && !inside(step, s.root(x.out[0])) && s.is_whole(x.out[0]))
        placed_at[made] = s.root(x.out[0]);
      if (reads_root(step.map[m], made)) return;  // the last reader decides
    }
  }

  void find_lives() {
    for (std::size_t k = 0; k < s.steps.size(); ++k) {
      const Step& step = s.steps[k];
      if (step.main >= 0) place_under_tail(step);
      Schedule::each_op(step, [&](int i) {
        for (const int v : s.op(i).in)
          if (items.count(s.root(v))) touch(s.root(v), k);
        for (const int v : s.op(i).out) {
          const int r = s.root(v);
          const bool passing = inside(step, r) && (i != step.main || fits_chunk(r));
          if (!placed_at.count(r) && !passing) touch(r, k);
        }
      });
    }
    for (const Step& step : s.steps)
      if (s.is_prepared(step))
        for (const int r : s.writes(step))
          if (const auto it = items.find(r); it != items.end() && outlives_preparation(it->second)) it->second.last = s.steps.size();
    for (const int r : s.kept)
      if (const auto it = items.find(r); it != items.end()) it->second.last = s.steps.size();
  }

  bool outlives_preparation(const Item& item) const { return item.last < s.steps.size() && !s.is_prepared(s.steps[item.last]); }

  // An elementwise result takes the place of an operand of the same shape that dies in its step, if the chain reads that element
  // by element and not later, and the main op does not read it at all.
  void reuse_operands(std::size_t k) {
    const Step& step = s.steps[k];
    const Roots main_reads = step.main >= 0 ? s.reads(Step{step.main, {}}) : Roots{};
    for (std::size_t m = 0; m < step.map.size(); ++m) {
      for (const int y : s.op(step.map[m]).out) {
        const auto it = items.find(s.root(y));
        const bool under_tail = std::any_of(placed_at.begin(), placed_at.end(), [&](const auto& p) { return p.second == s.root(y); });
        const bool used_up = it != items.end() && it->second.last == k;  // it would leave the place to a second one
        if (it == items.end() || under_tail || used_up || it->second.first != k || s.kept.count(s.root(y)) || !s.is_whole(y)) continue;
        if (const int x = dying_operand(step, m, k, y, main_reads); x >= 0) {
          Item& operand = items.at(x);
          operand.last = it->second.last;
          placed_at[s.root(y)] = x;
          items.erase(it);
        }
      }
    }
  }
  int dying_operand(const Step& step, std::size_t m, std::size_t k, int y, const Roots& main_reads) const {
    for (std::size_t q = 0; q <= m; ++q)
      for (const int v : s.op(step.map[q]).in) {
        const int r = s.root(v);
        const auto x = items.find(r);
        if (x == items.end() || x->second.last != k || x->second.first >= k || !(s.value(v).shape == s.value(y).shape) || !s.is_whole(v) ||
            s.kept.count(r) || s.value(r).role != Role::intermediate || main_reads.count(r))
          continue;
        const bool later = std::any_of(step.map.begin() + static_cast<Index>(m) + 1, step.map.end(), [&](int i) { return reads_root(i, r); });
        if (!later && !reads_window(step, r)) return r;
      }
    return -1;
  }

  bool reads_window(const Step& step, int r) const {  // other elements of r than those it is about to write
    return std::any_of(step.map.begin(), step.map.end(), [&](int i) {
      return std::any_of(s.op(i).in.begin(), s.op(i).in.end(), [&](int v) { return s.root(v) == r && v != r; });
    });
  }

  // One after the other into the lowest gap that is free over its life. Returns the item that reaches highest.
  Item* place(const std::vector<Item*>& order) const {
    std::vector<const Item*> placed;
    Item* highest = nullptr;
    for (Item* item : order) {
      std::vector<const Item*> clash;
      for (const Item* other : placed)
        if (!options.reuse_memory || item->overlaps(*other)) clash.push_back(other);
      std::sort(clash.begin(), clash.end(), [](const Item* a, const Item* b) { return a->offset < b->offset; });
      item->offset = 0;
      for (const Item* other : clash) {
        if (other->offset - item->offset >= item->size) break;
        item->offset = std::max(item->offset, other->offset + other->size);
      }
      if (!highest || item->end() > highest->end()) highest = item;
      placed.push_back(item);
    }
    return highest;
  }

  // Largest first; as long as that takes more than is alive at once, what reached highest is placed earlier the next time: before all
  // others, or before half of those that were placed before it.
  Plan assign() {
    std::vector<Item*> order;
    for (auto& [r, item] : items)
      if (s.value(r).role == Role::intermediate) order.push_back(&item);
    std::stable_sort(order.begin(), order.end(), [](const Item* a, const Item* b) { return a->size > b->size; });
    Plan plan;
    for (std::size_t k = 0; k <= s.steps.size(); ++k) {
      Index alive = 0;
      for (const Item* item : order)
        if (item->first <= k && k <= item->last) alive += item->size;
      plan.lower_bound = std::max(plan.lower_bound, alive);
    }
    const auto items_placed = static_cast<Index>(order.size());
    const Index most_tries = std::clamp<Index>(2'000'000 / (items_placed * items_placed + 1), 1, 64);  // a few milliseconds
    for (Index tries = 0; !order.empty() && tries < most_tries && (tries == 0 || plan.size > plan.lower_bound); ++tries) {
      Item* const highest = place(order);
      if (tries == 0 || highest->end() < plan.size) {
        plan.size = highest->end();
        for (const Item* item : order) plan.offsets[item->root] = item->offset;
      }
      if (!options.reuse_memory) break;
      const auto at = std::find(order.begin(), order.end(), highest);
      std::rotate(tries % 2 ? order.begin() + (at - order.begin()) / 2 : order.begin(), at, at + 1);
    }
    for (const auto& [r, where] : placed_at) {
      int at = where;
      while (placed_at.count(at)) at = placed_at.at(at);
      if (const auto it = plan.offsets.find(at); it != plan.offsets.end()) plan.offsets[r] = it->second;
    }
    return plan;
  }
};

}  // namespace

Plan plan_memory(const Schedule& schedule, const PlanOptions& options) {
  Planner planner{schedule, options, {}, {}};
  planner.find_lives();
  if (options.reuse_memory)
    for (std::size_t k = 0; k < schedule.steps.size(); ++k) planner.reuse_operands(k);
  return planner.assign();
}

}  // namespace nntrain
