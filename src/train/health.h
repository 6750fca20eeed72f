// What can be seen of a network while it is trained that keeps it from learning: a line each, told once.
#pragma once
#include <string>
#include <vector>

#include "runtime/runner.h"
#include "train/autopsy.h"
#include "train/model.h"
#include "train/state_guard.h"

namespace nntrain {

// A network in training: what a look into it is made from. State stays as it is.
struct Patient {
  const Spec& spec;
  const Network& network;
  const DataShapes& shapes;
  const Dataset& data;
  Index train_rows;
  State& state;
  StateGuard& guard;  // whose copy is lost
  Autopsy& autopsy;   // no step has been done by it
  Team& team;
  bool reproducible;
};

class Health {
 public:
  // Whether a look into the network, one more than there were, is at most a hundredth of what training has cost. Of arithmetic, not of a
  // clock. step_cost: instructions of a step, roughly.
  bool can_look(double step_cost, Index batch_size, Index steps_done) const;

  // Of the values of the epochs so far:
  //   validation   its loss rises while that of the training falls: its best is 5 epochs ago, and by a tenth lower
  void look_at_history(const Spec& spec, const History& history);

  // Of a look into the network, on up to 1000 rows that train, equally far apart, and the gradients of one batch of them:
  //   dead         more than half of a layer's units are 0 for all of these rows, by relu: no gradient reaches them
  //   saturated    more than 9 of 10 numbers of a layer within, in units of its range, 1/1000 of an end of sigmoid or tanh: hardly any
  //                gradient passes; not of outputs, which may be sure of themselves
  //   vanishing, exploding   gradients of the first layer are 10,000 times smaller, or larger, than those of the last
  //   chance       the loss of an epoch is not below that of an answer that is the same for all rows
  void look(const Patient& patient, const History& history);

  // What was found since the last call.
  std::vector<std::string> news();
  std::vector<std::string> lines() const;

  void keep(Archive& archive) { archive(found_, told_, num_looks_); }

  bool has_looked() const { return num_looks_ > 0; }

 private:
  void tell(const std::string& what, std::string line);
  void look_at_units(const Patient& patient, JobGraph& job);
  void look_at_gradients(const Patient& patient);
  void look_at_loss(const Patient& patient, const JobGraph& job, const History& history);

  std::vector<std::pair<std::string, std::string>> found_;  // what, and a line
  std::int64_t told_ = 0, num_looks_ = 0;
};

}  // namespace nntrain
