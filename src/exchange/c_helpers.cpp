// The helper functions of exported networks. exp, log, tanh, … are those of kernels/vector_math.h, operation by
// operation, so that they have the same bits wherever floats are IEEE's and the compiler does not contract a * b + c.
#include "exchange/c_helpers.h"

#include <cassert>

#include "exchange/c_code.h"

namespace nntrain::c_code {

namespace {

constexpr Helper helpers[] = {
    {"bits", {}, R"(static uint32_t bits_of(float x) { uint32_t u; memcpy(&u, &x, sizeof u); return u; }
)"},
    {"float_of", {}, R"(static float float_of(uint32_t u) { float x; memcpy(&x, &u, sizeof x); return x; }
)"},
    {"nan", {"float_of"}, R"(static float not_a_number(void) { return float_of(0x7fc00000u); }
)"},
    {"abs", {"bits", "float_of"}, R"(static float nn_abs(float x) { return float_of(bits_of(x) & 0x7fffffffu); }
)"},
    {"copysign", {"bits", "float_of"}, R"(static float nn_copysign(float x, float sign) {
  return float_of((bits_of(x) & 0x7fffffffu) | (bits_of(sign) & 0x80000000u));
}
)"},
    {"trunc", {"abs"}, R"(static float nn_trunc(float x) { return nn_abs(x) < 8388608.0f ? (float)(int32_t)x : x; }
)"},
    {"sqrt", {"bits", "nan"}, R"(/* Newton's method in double precision; the rounding to float is then exact. */
static float nn_sqrt(float x) {
  double y, r;
  int i;
  if (x == 0 || x != x || x > 3.4028234e38f) return x;
  if (x < 0) return not_a_number();
  y = (double)float_of((bits_of(x) >> 1) + 0x1fbd1df5u);
  r = (double)x;
  for (i = 0; i < 5; ++i) y = 0.5 * (y + r / y);
  return (float)y;
}
)"},
    {"split_exp", {"bits", "float_of"}, R"(/* x = n ln 2 + r, |r| <= ln 2 / 2; returns exp(r) - 1. */
static float split_exp(float x, int32_t *n) {
  const float magic = 12582912.0f; /* 1.5 * 2^23: adding it rounds to a whole number */
  const float k = x * 1.44269504f + magic, whole = k - magic;
  const float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  *n = (int32_t)(bits_of(k) - bits_of(magic));
  return p * (r * r) + r;
}
static float power_of_two(int32_t n) { return float_of(((uint32_t)n + 127u) << 23); }
)"},
    {"exp", {"split_exp"}, R"(static float nn_exp(float x) {
  int32_t n, half;
  float p;
  if (x != x) return x;
  x = x < -104.0f ? -104.0f : x;
  x = x > 89.0f ? 89.0f : x;
  p = split_exp(x, &n);
  half = n >= 0 ? n / 2 : -((1 - n) / 2);
  return (p + 1.0f) * power_of_two(half) * power_of_two(n - half);
}
)"},
    {"expm1", {"exp"}, R"(static float nn_expm1(float x) {
  int32_t n;
  float p, scale;
  if (x != x) return x;
  x = x < -30.0f ? -30.0f : x;
  if (x > 30.0f) return nn_exp(x) - 1.0f;
  p = split_exp(x, &n);
  scale = power_of_two(n);
  return p * scale + (scale - 1.0f);
}
)"},
    {"log", {"nan", "bits"}, R"(static float nn_log(float x) {
  const uint32_t bits = bits_of(x);
  const uint32_t above = bits - 0x3f3504f3u; /* of the square root of 1/2 */
  const int32_t exponent = (int32_t)(above >> 23) - (above >> 31 ? 512 : 0);
  const float m = float_of(bits - ((uint32_t)exponent << 23)) - 1.0f;
  const float e = (float)exponent, z = m * m;
  float p = 7.0376836292e-2f, y;
  if (!(x > 0)) return x == 0 ? float_of(0xff800000u) : not_a_number();
  if (x > 3.4028234e38f) return x;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  y = (m * z) * p + e * -2.12194440e-4f - 0.5f * z;
  return (m + y) + e * 0.693359375f;
}
)"},
    {"softplus", {"exp", "log"}, R"(static float nn_softplus(float x) { /* log(1 + exp(x)) */
  const float t = nn_exp(x > 0 ? -x : x), u = 1.0f + t;
  return (x > 0 ? x : 0.0f) + (nn_log(u) + (t - (u - 1.0f)) / u);
}
)"},
    {"sigmoid", {"exp"}, R"(static float nn_sigmoid(float x) { return 1.0f / (1.0f + nn_exp(-x)); }
)"},
    {"tanh", {"exp", "abs", "copysign"}, R"(static float nn_tanh(float x) {
  const float a = nn_abs(x), z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  if (a < 0.625f) return (p * z) * x + x;
  return nn_copysign(1.0f - 2.0f / (nn_exp(2.0f * a) + 1.0f), x);
}
)"},
    {"erf", {"exp", "abs", "copysign"}, R"(static float nn_erf(float x) {
  const float t = nn_abs(x), s = x * x;
  float q, p;
  if (t > 0.927734375f) {
    q = -1.72853470e-5f * t + 3.83197126e-4f;
    q = q * s + (-3.88396438e-3f * t + 2.42546219e-2f);
    q = q * t - 1.06777877e-1f;
    q = q * t - 6.34846687e-1f;
    q = q * t - 1.28717512e-1f;
    q = q * t - t;
    return nn_copysign(t > 4.0f ? 1.0f : 1.0f - nn_exp(q), x);
  }
  p = -5.96761703e-4f;
  p = p * s + 4.99119423e-3f;
  p = p * s - 2.67681349e-2f;
  p = p * s + 1.12819925e-1f;
  p = p * s - 3.76125336e-1f;
  p = p * s + 1.28379166e-1f;
  return p * x + x;
}
)"},
    {"row_sum", {}, R"(/* In sixteen lanes, as nntrain sums. */
static float row_sum(const float *x, long n) {
  float lane[16] = {0}, tail = 0;
  long i = 0, k, width;
  if (n >= 16) {
    for (; i + 16 <= n; i += 16)
      for (k = 0; k < 16; ++k) lane[k] += x[i + k];
  }
  for (; i < n; ++i) tail += x[i];
  if (n < 16) return tail;
  for (width = 8; width > 0; width /= 2)
    for (k = 0; k < width; ++k) lane[k] += lane[k + width];
  return lane[0] + tail;
}
)"},
    {"exponentials", {"exp", "row_sum"}, R"(/* y = exp(x - max); returns the sum of y. */
static float exponentials(const float *x, float *y, long n, float *max) {
  long i;
  *max = x[0];
  for (i = 1; i < n; ++i) *max = x[i] > *max ? x[i] : *max;
  for (i = 0; i < n; ++i) y[i] = nn_exp(x[i] - *max);
  return row_sum(y, n);
}
)"},
    {"softmax", {"exponentials"}, R"(static void softmax(const float *x, float *y, long n) {
  float max;
  const float inverse = 1 / exponentials(x, y, n, &max);
  long i;
  for (i = 0; i < n; ++i) y[i] *= inverse;
}
)"},
    {"log_softmax", {"exponentials", "log"}, R"(static void log_softmax(const float *x, float *y, long n) {
  float max;
  const float log_sum = nn_log(exponentials(x, y, n, &max));
  long i;
  for (i = 0; i < n; ++i) y[i] = (x[i] - max) - log_sum;
}
)"},
    {"sparsemax", {}, R"(static void sparsemax(const float *x, float *y, long n) {
  float sum = 0, sum_of_sums = 0, size = 0, threshold;
  long i, j;
  for (i = 0; i < n; ++i) { /* y: x in descending order */
    for (j = i; j > 0 && y[j - 1] < x[i]; --j) y[j] = y[j - 1];
    y[j] = x[i];
  }
  for (j = 0; j < n; ++j) {
    sum += y[j];
    if (!(y[j] - (sum - 1) / (float)(j + 1) > 0)) continue;
    ++size;
    sum_of_sums += sum;
  }
  threshold = (sum_of_sums - 1) / size;
  for (i = 0; i < n; ++i) y[i] = x[i] > threshold ? x[i] - threshold : x[i] != x[i] ? x[i] : 0.0f;
}
)"},
    {"layer_norm", {"row_sum", "sqrt"}, R"(/* y = (x - mean) / sqrt(variance + epsilon); *scale: one over the root. */
static void layer_norm(const float *x, float *y, float *scale, long n, float epsilon) {
  const float mean = row_sum(x, n) / (float)n;
  long i;
  for (i = 0; i < n; ++i) y[i] = (x[i] - mean) * (x[i] - mean);
  *scale = 1 / nn_sqrt(row_sum(y, n) / (float)n + epsilon);
  for (i = 0; i < n; ++i) y[i] = (x[i] - mean) * *scale;
}
)"},
    {"argmax", {}, R"(static float argmax(const float *x, long n) {
  long best = 0, i;
  for (i = 1; i < n; ++i)
    if (x[i] > x[best]) best = i;
  return (float)best;
}
)"},
    {"sum_rows", {}, R"(static void sum_rows(const float *x, long row, long col, float *y, long rows, long n) {
  long r, i;
  for (i = 0; i < n; ++i) y[i] = 0;
  for (r = 0; r < rows; ++r)
    for (i = 0; i < n; ++i) y[i] += x[r * row + i * col];
}
)"},
    {"place", {}, R"(/* The whole number x, or -1 where it is not one of 0 ... n - 1. */
static long place_of(float x, long n) { return x >= 0 && x < (float)n ? (long)x : -1; }
)"},
    {"pick", {"place", "nan"}, R"(static float pick(const float *x, float index, long n) {
  const long i = place_of(index, n);
  return i < 0 ? not_a_number() : x[i];
}
)"},
    {"one_hot", {"place", "nan"}, R"(static void one_hot(float index, float *y, long n) {
  const long place = place_of(index, n);
  long i;
  for (i = 0; i < n; ++i) y[i] = place < 0 ? not_a_number() : i == place ? 1.0f : 0.0f;
}
)"},
    {"embed", {"place", "nan"}, R"(static void embed(const float *table, float index, float *y, long rows, long n) {
  const long row = place_of(index, rows);
  long i;
  for (i = 0; i < n; ++i) y[i] = row < 0 ? not_a_number() : table[row * n + i];
}
)"},
    {"digitize", {}, R"(static float digitize(float x, const float *bounds, long n) {
  long i = 0;
  while (i < n && bounds[i] <= x) ++i;
  return (float)i;
}
)"},
    {"matmul", {}, R"(/* y (m, n) = a (m, k) b (k, n), each sum from the first product to the last. */
static void matmul(const float *a, long a_row, long a_col, const float *b, long b_row, long b_col, float *y, long m, long n, long k) {
  long i, j, p;
  for (i = 0; i < m; ++i)
    for (j = 0; j < n; ++j) {
      float sum = 0;
      for (p = 0; p < k; ++p) sum += a[i * a_row + p * a_col] * b[p * b_row + j * b_col];
      y[i * n + j] = sum;
    }
}
)"},
};

// Of networks, then of columns, which may call them.
template <class F>
void each_helper(F f) {
  for (const Helper& helper : helpers) f(helper);
  for (const Helper& helper : column_helpers()) f(helper);
}

}  // namespace

void Helpers::use(std::string_view name) {
  const Helper* found = nullptr;
  each_helper([&](const Helper& helper) {
    if (helper.name == name) found = &helper;
  });
  assert(found);
  if (!used_.insert(found->name).second) return;
  for (const std::string_view needed : found->needs)
    if (!needed.empty()) use(needed);
}

std::string Helpers::text() const {
  std::string out;
  each_helper([&](const Helper& helper) {
    if (uses(helper.name)) out += helper.text;
  });
  return out;
}

}  // namespace nntrain::c_code
