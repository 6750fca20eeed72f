// Every op kind, and the table of them that this build of ops/ and kernels/ exports: its only visible symbol.
#include "kernels/fma_loop.h"
#include "kernels/map.h"

namespace nntrain {

extern const OpKind
    // data and views
    gather_batch_kind, numbers_kind, reshape_kind, transpose_kind, slice_kind, expand_kind, copy_kind, assemble_kind,
    // elementwise
    add_kind, sub_kind, mul_kind, div_kind, maximum_kind, minimum_kind, stop_gradient_kind, abs_kind, sign_kind, trunc_kind, square_kind, sqrt_kind, rsqrt_kind,
    greater_kind, greater_equal_kind, equal_kind, select_kind, digitize_kind, exp_kind, expm1_kind, log_kind, relu_kind, relu_gradient_kind,
    sigmoid_kind, sigmoid_gradient_kind, tanh_kind, tanh_gradient_kind, erf_kind, erf_gradient_kind, softplus_kind, dropout_kind,
    times_normal_kind,
    // products, reductions, row-wise
    matmul_kind, sum_last_kind, sum_rows_kind, argmax_last_kind, softmax_kind, softmax_gradient_kind, log_softmax_kind,
    log_softmax_gradient_kind, sparsemax_kind, sparsemax_gradient_kind, pick_kind, one_hot_kind, softmax_cross_entropy_kind, softmax_cross_entropy_gradient_kind,
    layer_norm_kind, layer_norm_gradient_kind, embedding_kind, embedding_gradient_kind, confusion_counts_kind,
    // updates in place
    assign_kind, accumulate_kind, update_sgd_kind, update_momentum_kind, update_nesterov_kind, update_adam_kind,
    update_rmsprop_kind;

namespace {

constexpr const OpKind* kinds[] = {
    &gather_batch_kind, &numbers_kind, &reshape_kind, &transpose_kind, &slice_kind, &expand_kind, &copy_kind, &assemble_kind,
    &add_kind, &sub_kind, &mul_kind, &div_kind, &maximum_kind, &minimum_kind, &stop_gradient_kind, &abs_kind, &sign_kind, &trunc_kind, &square_kind, &sqrt_kind,
    &rsqrt_kind, &greater_kind, &greater_equal_kind, &equal_kind, &select_kind, &digitize_kind, &exp_kind, &expm1_kind, &log_kind, &relu_kind,
    &relu_gradient_kind, &sigmoid_kind, &sigmoid_gradient_kind, &tanh_kind, &tanh_gradient_kind, &erf_kind, &erf_gradient_kind,
    &softplus_kind, &dropout_kind, &times_normal_kind, &matmul_kind, &sum_last_kind, &sum_rows_kind, &argmax_last_kind, &softmax_kind,
    &softmax_gradient_kind, &log_softmax_kind, &log_softmax_gradient_kind, &sparsemax_kind, &sparsemax_gradient_kind, &pick_kind, &one_hot_kind, &softmax_cross_entropy_kind,
    &softmax_cross_entropy_gradient_kind, &layer_norm_kind, &layer_norm_gradient_kind, &embedding_kind, &embedding_gradient_kind,
    &confusion_counts_kind, &assign_kind, &accumulate_kind, &update_sgd_kind, &update_momentum_kind, &update_nesterov_kind,
    &update_adam_kind, &update_rmsprop_kind};

}  // namespace

// NNTRAIN_TABLE and NNTRAIN_TABLE_NAME come from the build: op_table_v3, "x86-64-v3".
extern "C" const OpTable NNTRAIN_TABLE;
extern "C" constinit const OpTable NNTRAIN_TABLE{NNTRAIN_TABLE_NAME, sizeof(real), kinds, run_map_step, fma_loop};

}  // namespace nntrain
