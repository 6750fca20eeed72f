// Whatever table init looks at: the config that it writes is one that the parser accepts, says what was suggested, and trains.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "config/config.h"
#include "formats/suggested_config.h"
#include "suggest/suggestion.h"
#include "train/fit.h"
#include "train/predict.h"

namespace nntrain {
namespace {

// Random choices, one after the other.
class Chooser {
 public:
  explicit Chooser(std::uint64_t seed) : seed_(seed) {}
  std::size_t below(std::size_t n) { return random_word() % n; }
  bool once_in(std::size_t n) { return below(n) == 0; }
  double number() { return static_cast<double>(random_word() % 20001) / 10000 - 1; }  // -1 to 1

 private:
  std::uint32_t random_word() { return random_bits(seed_, stream(StreamKind::synthetic), 0, next_++); }
  std::uint64_t seed_, next_ = 0;
};

// The kinds of columns that people have, and that nobody should have.
std::string cell_of(std::size_t kind, std::size_t row, Chooser& choose) {
  static const std::vector<std::string> words{"red", "green", "blue", "a, b", "say \"\"hi\"\"", "ä/b", "//", "\\"};
  const std::string count = std::to_string(row + 1);
  switch (kind) {
    case 0: return std::to_string(choose.number());
    case 1: return std::to_string(choose.below(10));
    case 2: return std::to_string(choose.below(2));
    case 3: return words[choose.below(words.size())];
    case 4: return choose.once_in(2) ? "yes" : "No";
    case 5: return "20" + std::to_string(10 + choose.below(15)) + "-0" + std::to_string(1 + choose.below(9)) + "-1" + std::to_string(choose.below(9));
    case 6: return "name " + count;                                                 // all differ
    case 7: return count;                                                           // counts
    case 8: return "constant";
    case 9: return std::to_string(std::exp(8 * choose.number()));                   // skewed
    case 10: return choose.once_in(4) ? "unknown" : std::to_string(choose.below(100));
    case 11: return words[choose.below(3)] + ";" + words[choose.below(3)];          // a list
    case 12: return "t" + std::to_string(choose.below(40));                         // many values
    case 13: return choose.once_in(30) ? "1e6" : std::to_string(choose.number());   // outliers
    case 14: return "";
    case 15: {
      std::string text;
      for (int i = 0; i < 8; ++i) text += words[choose.below(4)] + " ";
      return text;
    }
    case 16: return std::to_string(1900 + row);                                     // years
    case 17: return row == 3 ? "7" : "";                                            // one value
    case 18: return choose.once_in(3) ? std::to_string(choose.number()) : choose.once_in(5) ? "-" : "unknown";  // numbers, once these are gaps
    default: return choose.once_in(20) ? "x" + count : std::to_string(choose.below(9));  // numbers mixed with texts
  }
}
constexpr std::size_t num_kinds = 20;

std::string random_csv(std::uint64_t seed) {
  Chooser choose(seed);
  const std::size_t rows = choose.once_in(3) ? 5 + choose.below(20) : 20 + choose.below(200), columns = 2 + choose.below(8);
  std::vector<std::size_t> kinds;
  std::vector<bool> has_gaps;
  std::string text;
  for (std::size_t c = 0; c < columns; ++c) {
    kinds.push_back(choose.below(num_kinds));
    has_gaps.push_back(choose.once_in(3));
    text += std::string(c ? "," : "") + "c" + std::to_string(c) + (choose.once_in(5) ? "/x" : "");
  }
  for (std::size_t row = 0; row < rows; ++row) {
    text += '\n';
    for (std::size_t c = 0; c < columns; ++c) {
      const std::string cell = has_gaps[c] && choose.once_in(6) ? "NA" : cell_of(kinds[c], row, choose);
      text += std::string(c ? "," : "") + '"' + cell + '"';
    }
  }
  return text + '\n';
}

Table table_of(const std::string& csv, const ReadOptions& options = {}) {
  ReadOptions with_header = options;
  with_header.header = true;
  return parse_csv(csv, "random.csv", with_header);
}

TEST(SuggestedJobs, OfRandomTablesTrain) {
  int trained = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    const std::string csv = random_csv(seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + csv.substr(0, 400));
    std::string text;
    try {
      text = suggested_config_text(suggest_job(profile_table(table_of(csv)), std::nullopt, "random.csv"));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::data) << error.message;  // a target or inputs of which nothing can be learned
      continue;
    }
    Diagnostics diagnostics({"suggested.json", text, {"epochs=1"}});
    try {
      const Spec spec = read_config<Spec>(diagnostics);
      diagnostics.throw_if_any();
      FitOptions options;
      options.threads = 1;
      options.log.style = LogStyle::quiet;
      options.log.write = [](std::string_view) {};
      const Model model = fit(spec, diagnostics, table_of(csv, reading_of(spec.data.spec())), std::nullopt, options);
      const Dataset all = encode(model.columns, table_of(csv, reading_of(spec.data.spec())), true);
      EXPECT_TRUE(std::isfinite(evaluate(model, all, nullptr, 1).values.at(0).value));
      ++trained;
    } catch (const Error& error) {
      ADD_FAILURE() << error.where << ": " << error.message << '\n' << text;
    }
  }
  EXPECT_GT(trained, 500);
}

}  // namespace
}  // namespace nntrain
