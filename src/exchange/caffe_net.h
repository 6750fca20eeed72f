// A Caffe network while it grows. A value is the name of a blob, which is that of the layer that makes it; each function appends one layer.
// Names have no "/": HDF5 would take it for a group in a group.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/caffe.pb.h"

namespace nntrain::caffe {

struct Array {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

// What a layer is set to: "inner_product_param" and its fields, a line each: "num_output: 8\naxis: 2". No fields: all have their defaults.
struct Parameters {
  std::string_view name;
  std::string fields;

  void add(std::string_view field, const std::string& value) { (((fields += field) += ": ") += value) += '\n'; }
};

class NetWriter {
 public:
  explicit NetWriter(const std::string& name) { net_.set_name(name); }

  // What follows is called after this: "dense_ReLU".
  void enter(const std::string& scope) { scope_ = scope; }

  std::string input(const std::string& name, const std::vector<std::int64_t>& dims);  // of a row; returns what it is called
  // Returns what it makes.
  std::string layer(std::string_view type, const std::vector<std::string>& bottoms, const Parameters& parameters = {}, std::span<const Array> blobs = {});
  std::string add_top(std::string_view name);         // one more result of the last layer
  // The last layer, a Scale that makes `blob`, adds a bias of the scale's shape, too; false: it is another, or the shape is.
  bool add_bias_to_scale(const std::string& blob, const Array& bias);
  void silence(const std::vector<std::string>& blobs);  // that nobody takes: else they would be outputs
  // The blob is an output, of this name.
  void output(const std::string& blob, const std::string& name);

  std::string prototxt() const;                                          // the layers, in protobuf's text format
  std::string caffemodel() const { return net_.SerializeAsString(); }  // their numbers, by layer
  std::string caffemodel_h5() const;                                   // the same in HDF5: "data/dense_InnerProduct/0", …

 private:
  std::string unique(std::string wish);

  Net net_;
  std::vector<Parameters> parameters_;  // by layer
  std::string scope_;
  std::map<std::string, int> used_;    // names
  std::map<std::string, int> takers_;  // how many layers take a blob
};

}  // namespace nntrain::caffe
