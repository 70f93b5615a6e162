#include "daemon/rpc/json_words.hpp"

#include <array>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace goxel::rpc {

namespace {

constexpr std::ptrdiff_t kBlock = 64;

/// Whether a whole block is plain, sixteen characters at a time: GCC and Clang have such vectors on
/// every processor, but make them of a plain loop only with more instructions than it has.
bool is_plain_block(const char* at) {
  using Characters = signed char __attribute__((vector_size(16)));
  Characters others{};
  for (std::ptrdiff_t i = 0; i < kBlock; i += sizeof others) {
    Characters c;
    std::memcpy(&c, at + i, sizeof c);
    others |= (c < 0x20) | (c == '"') | (c == '\\');  // below 0 when not ASCII
  }
  std::array<std::uint64_t, 2> words{};
  std::memcpy(words.data(), &others, sizeof others);
  return (words[0] | words[1]) == 0;
}

#ifdef __x86_64__

__attribute__((target("avx2"))) __m256i others_among(const char* at) {
  const __m256i c = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i is_below = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), c);  // or not ASCII
  const __m256i is_quote = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('"'));
  const __m256i is_backslash = _mm256_cmpeq_epi8(c, _mm256_set1_epi8('\\'));
  return _mm256_or_si256(is_below, _mm256_or_si256(is_quote, is_backslash));
}

__attribute__((target("avx2"))) const char* skip_wide_blocks(const char* at, const char* end) {
  for (; end - at >= kBlock; at += kBlock) {
    const __m256i others = _mm256_or_si256(others_among(at), others_among(at + kBlock / 2));
    if (_mm256_movemask_epi8(others) != 0) break;
  }
  return at;
}

#endif

}  // namespace

const char* skip_plain_blocks(const char* at, const char* end) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") != 0) return skip_wide_blocks(at, end);
#endif
  while (end - at >= kBlock && is_plain_block(at)) at += kBlock;
  return at;
}

}  // namespace goxel::rpc
