// CSVLogger: a line of a CSV file for each epoch, byte for byte as Keras writes it: "epoch" from 0, then the values
// sorted by name; lines end in \r\n; "NA" where an epoch has no such value. If the first epoch has no validation,
// columns "val_…" for all.
#pragma once
#include "callbacks/callback.h"

namespace nntrain::callbacks {

struct CSVLogger {
  static constexpr std::string_view type = "CSVLogger", summary = "Writes the values of each epoch to a CSV file.";

  std::string filename;
  std::string separator = ",";
  bool append = false;

  static constexpr std::array params{
      required<&CSVLogger::filename>("filename", "the file, relative to the working directory").example("\"log.csv\""),
      optional<&CSVLogger::separator>("separator", "one character between cells"),
      optional<&CSVLogger::append>("append", "go on where the file ends; else it is begun afresh"),
  };

  std::string check() const;
  void check_files() const;
  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
