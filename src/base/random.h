// Counter-based randomness: every number is a pure function of (seed, stream, step, element), so that nothing has to be
// stored, order and threads do not matter, and a resumed run draws what the whole run would have drawn.
//
// The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11).
// One block is four 32-bit words. Key = seed; counter = {block, step low, step high, stream}. Same bits on every
// machine: only integer arithmetic, IEEE + - * / sqrt, and a logarithm of our own.
#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace nntrain {

// Who draws. Two draws of one seed are independent when their stream differs. The values are part of what makes a run
// repeatable: append, never renumber.
enum class StreamKind : std::uint32_t { shuffle = 0, initializer = 1, synthetic = 2, dropout = 3, noise = 4, split = 5 };

// The stream of the index-th drawer of a kind: the third dropout layer, the fifth weight. index < 2^24.
constexpr std::uint32_t stream(StreamKind kind, std::uint32_t index = 0) {
  return static_cast<std::uint32_t>(kind) << 24 | (index & 0xffffffu);
}

using PhiloxBlock = std::array<std::uint32_t, 4>;

// Philox4x32 with ten rounds.
constexpr PhiloxBlock philox(PhiloxBlock counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

// The four words of a block: elements 4·block … 4·block + 3 of random_bits. block < 2^32.
constexpr PhiloxBlock random_block(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t block) {
  return philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(step),
                 static_cast<std::uint32_t>(step >> 32), stream},
                {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}

// 32 random bits; for loops over many elements take random_block, which gives four at the price of one. element < 2^34.
constexpr std::uint32_t random_bits(std::uint64_t seed, std::uint32_t stream, std::uint64_t step,
                                    std::uint64_t element) {
  return random_block(seed, stream, step, element / 4)[element % 4];
}

// A multiple of 2^-53 in [0, 1), each equally likely. element < 2^33.
double uniform(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element);

// Standard normal: normal_quantile of the middle of uniform's interval, so one element is one number, |z| < 8.3.
double normal(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element);

// Standard normal cut to [low, high], low < high, by the inverse of the cumulative distribution: never draws twice.
// Needs |low|, |high| <= 8. Through libm's erfc, so the last bits of the double may differ between machines.
double truncated_normal(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::uint64_t element, double low,
                        double high);

// Inverse of the standard normal's cumulative distribution for 0 < p < 1, to about 1e-15 relative.
// Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (PPND16), Applied Statistics 37, 1988.
double normal_quantile(double p);

// Fills `out` with the numbers 0 … out.size() - 1 in an order that depends on (seed, stream, step) only. Fisher-Yates
// with unbiased draws (Lemire, "Fast random integer generation in an interval", 2019): every order is equally likely.
void permutation(std::uint64_t seed, std::uint32_t stream, std::uint64_t step, std::span<std::int64_t> out);

}  // namespace nntrain
