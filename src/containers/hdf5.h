// HDF5 files in memory: groups, datasets of numbers, and attributes of text.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nntrain {

// A file that is being made. Nothing in it tells of its time: equal calls give equal bytes. Paths are "layers/dense/vars/0"; groups on the
// way are made.
class Hdf5Writer {
 public:
  Hdf5Writer();
  ~Hdf5Writer();

  void group(const std::string& path);
  // Of the group or dataset at `path`, "" the whole file's: a text, and a list of them, as fixed-length bytes, which every Keras reads.
  void attribute(const std::string& path, const std::string& name, std::string_view text);
  void attribute(const std::string& path, const std::string& name, std::span<const std::string> texts);
  void dataset(const std::string& path, std::span<const std::int64_t> shape, std::span<const float> values);
  void dataset(const std::string& path, std::int64_t value);  // a single whole number

  std::string bytes();  // of the file; once, at the end

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The bytes of the file that `fill` writes, in a process of its own: the library does not survive that there is no memory. Errors: io, the library
// (hdf5_library.h) is not there; internal, it has failed.
std::string write_hdf5(const std::function<void(Hdf5Writer&)>& fill);

// What a file holds, in the order of its names; paths begin with no "/".
struct Hdf5File {
  struct Attribute {
    std::string object;  // path of what it belongs to, "" the whole file
    std::string name;
    std::vector<std::string> texts;  // one, or those of a list
  };
  struct Dataset {
    std::string path;
    std::string type;  // of its numbers, as numpy calls it: "float32"; "text" or "other" of what is no numbers
    std::vector<std::int64_t> shape;
    std::vector<float> values;  // row-major; of numbers only

    bool holds_numbers(std::span<const std::int64_t> of_shape) const { return type != "text" && type != "other" && std::ranges::equal(shape, of_shape); }
  };
  std::vector<std::string> groups;
  std::vector<Attribute> attributes;  // those that are texts
  std::vector<Dataset> datasets;

  const Attribute* attribute(std::string_view object, std::string_view name) const;  // null: none
  const Dataset* dataset(std::string_view path) const;                             // likewise
  bool has_group(std::string_view path) const;
};

// Reads a file that nothing is known of, in a process of its own: the library was not made for hostile files. Errors, of kind
// model_file, where: `path`: damaged; unpacks to more than most_unpacked(); refers to another file or to itself. io: as write_hdf5.
Hdf5File read_hdf5(std::string_view bytes, const std::string& path);

bool is_hdf5(std::string_view bytes);  // whether it begins as such a file does

}  // namespace nntrain
