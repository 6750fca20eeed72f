#include "input/cells.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstring>

namespace nntrain {
namespace {

static_assert(sizeof(Cell) == sizeof(float));

// Puts whole numbers from 0 to 255 into a byte each; false where there is anything else, also a -0.
bool pack(std::span<const Cell> cells, std::uint8_t* out) {
  std::size_t i = 0;
#ifdef __SSE2__
  const auto* const from = reinterpret_cast<const float*>(cells.data());
  for (; i + 16 <= cells.size(); i += 16) {
    __m128i whole[4], wrong = _mm_setzero_si128();
    for (int k = 0; k < 4; ++k) {
      const __m128 number = _mm_loadu_ps(from + i + 4 * k);
      whole[k] = _mm_cvttps_epi32(number);
      wrong = _mm_or_si128(wrong, _mm_xor_si128(_mm_castps_si128(_mm_cvtepi32_ps(whole[k])), _mm_castps_si128(number)));
      wrong = _mm_or_si128(wrong, _mm_andnot_si128(_mm_set1_epi32(255), whole[k]));
    }
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) != 0xFFFF) return false;
    const __m128i bytes = _mm_packus_epi16(_mm_packs_epi32(whole[0], whole[1]), _mm_packs_epi32(whole[2], whole[3]));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), bytes);
  }
#endif
  for (; i < cells.size(); ++i) {
    const float number = cells[i].number();
    if (!(number >= 0 && number <= 255)) return false;
    out[i] = static_cast<std::uint8_t>(number);
    if (std::bit_cast<std::uint32_t>(static_cast<float>(out[i])) != std::bit_cast<std::uint32_t>(number)) return false;
  }
  return true;
}

void unpack(const std::uint8_t* from, std::span<float> out) {
  std::size_t i = 0;
#ifdef __SSE2__
  const __m128i zero = _mm_setzero_si128();
  for (; i + 16 <= out.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
    const __m128i halves[] = {_mm_unpacklo_epi8(bytes, zero), _mm_unpackhi_epi8(bytes, zero)};
    for (std::size_t k = 0; k < 2; ++k) {
      _mm_storeu_ps(out.data() + i + 8 * k, _mm_cvtepi32_ps(_mm_unpacklo_epi16(halves[k], zero)));
      _mm_storeu_ps(out.data() + i + 8 * k + 4, _mm_cvtepi32_ps(_mm_unpackhi_epi16(halves[k], zero)));
    }
  }
#endif
  for (; i < out.size(); ++i) out[i] = static_cast<float>(from[i]);
}

}  // namespace

Cells::Cells(std::span<const Cell> cells) : small_(cells.size()) {
  if (pack(cells, small_.data())) return;
  small_ = {};
  wide_ = Buffer<Cell>(cells.size());
  std::ranges::copy(cells, wide_.data());
}

void Cells::copy_numbers(std::size_t i, std::span<float> out) const {
  if (small_.size() > 0) unpack(small_.data() + i, out);
  else std::memcpy(out.data(), wide_.data() + i, out.size_bytes());
}

}  // namespace nntrain
