#include "daemon/rpc/base64_groups.hpp"

#include <array>
#include <bit>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace goxel::rpc {

namespace {

constexpr std::uint32_t kInvalid = 0xFF000000;

/// For each place in a group of four, a character's six bits where they belong in the group's three
/// bytes, the first byte lowest; kInvalid for characters outside the alphabet.
constexpr auto kTables = [] {
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::size_t place = 0; place < 4; ++place) {
    for (std::uint32_t& entry : tables[place]) entry = kInvalid;
    for (std::uint32_t i = 0; i < 64; ++i) {
      const std::uint32_t bits = i << (18 - 6 * place);
      tables[place][static_cast<unsigned char>(kBase64Alphabet[i])] =
          bits >> 16 | (bits & 0xFF00) | (bits & 0xFF) << 16;
    }
  }
  return tables;
}();
static_assert(std::endian::native == std::endian::little);

/// Two characters for each twelve bits.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {kBase64Alphabet[i >> 6], kBase64Alphabet[i & 63]};
  }
  return pairs;
}();

bool decode_by_tables(std::string_view text, std::uint8_t* out) {
  std::uint32_t all = 0;
  for (std::size_t at = 0; at < text.size(); at += 4, out += 3) {
    std::uint32_t four = 0;
    std::memcpy(&four, text.data() + at, sizeof four);
    const std::uint32_t value = kTables[0][four & 0xFF] | kTables[1][four >> 8 & 0xFF] |
                                kTables[2][four >> 16 & 0xFF] | kTables[3][four >> 24];
    all |= value;
    std::memcpy(out, &value, sizeof value);
  }
  return (all & kInvalid) == 0;
}

void encode_by_tables(ByteView bytes, char* out) {
  for (std::size_t at = 0; at < bytes.size(); at += 3, out += 4) {
    const std::uint32_t value =
        std::uint32_t{bytes[at]} << 16 | std::uint32_t{bytes[at + 1]} << 8 | bytes[at + 2];
    std::memcpy(out, kPairs[value >> 12].data(), 2);
    std::memcpy(out + 2, kPairs[value & 0xFFF].data(), 2);
  }
}

#ifdef __x86_64__

// The layout of the steps is that of W. Mula and D. Lemire, "Faster Base64 Encoding and Decoding
// Using AVX2 Instructions" (2018): tables of sixteen entries, looked up by a shuffle of bytes.

/// One byte of a table for each high half of a character: where its run of the alphabet begins and
/// ends, and what makes a six-bit value of it. Half 2 has + alone; / is treated apart.
struct Run {
  signed char first = 1;
  signed char last = 0;  // none
  signed char offset = 0;
};
constexpr std::array<Run, 16> kRuns = [] {
  std::array<Run, 16> runs{};
  runs[2] = {'+', '+', 62 - '+'};
  runs[3] = {'0', '9', 52 - '0'};
  runs[4] = {'A', 'O', 0 - 'A'};
  runs[5] = {'P', 'Z', 0 - 'A'};
  runs[6] = {'a', 'o', 26 - 'a'};
  runs[7] = {'p', 'z', 26 - 'a'};
  return runs;
}();

/// The same sixteen bytes twice: a shuffle takes its entries from its own half.
__attribute__((target("avx2"))) inline __m256i twice(const std::array<signed char, 16>& bytes) {
  return _mm256_broadcastsi128_si256(
      _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data())));
}

template <signed char Run::*kMember>
constexpr std::array<signed char, 16> kTableOf = [] {
  std::array<signed char, 16> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = kRuns[i].*kMember;
  return table;
}();

/// Decodes 32 characters a step while there are; `text` and `out` move on. False as in
/// decode_groups().
__attribute__((target("avx2"))) bool decode_by_shuffles(std::string_view& text,
                                                        std::uint8_t*& out) {
  const __m256i slash = _mm256_set1_epi8('/');
  const __m256i slash_offset = _mm256_set1_epi8((63 - '/') - (62 - '+'));
  const __m256i first = twice(kTableOf<&Run::first>);
  const __m256i last = twice(kTableOf<&Run::last>);
  const __m256i offset = twice(kTableOf<&Run::offset>);
  // Big-endian within each group of three bytes; then the two halves of twelve bytes side by side.
  const __m256i order = twice({2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1});
  const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  __m256i foreign = _mm256_setzero_si256();
  for (; text.size() >= 32; text.remove_prefix(32), out += 24) {
    const __m256i c = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data()));
    const __m256i half = _mm256_and_si256(_mm256_srli_epi32(c, 4), _mm256_set1_epi8(15));
    const __m256i is_slash = _mm256_cmpeq_epi8(c, slash);
    const __m256i is_outside =
        _mm256_or_si256(_mm256_cmpgt_epi8(_mm256_shuffle_epi8(first, half), c),
                        _mm256_cmpgt_epi8(c, _mm256_shuffle_epi8(last, half)));
    foreign = _mm256_or_si256(foreign, _mm256_andnot_si256(is_slash, is_outside));
    const __m256i six = _mm256_add_epi8(_mm256_add_epi8(c, _mm256_shuffle_epi8(offset, half)),
                                        _mm256_and_si256(is_slash, slash_offset));
    // Neighbours become 12 bits in 16, and those 24 bits in 32.
    const __m256i twelve = _mm256_maddubs_epi16(six, _mm256_set1_epi16(0x0140));
    const __m256i whole = _mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(whole, order), together);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
  }
  return _mm256_movemask_epi8(foreign) == 0;
}

/// Encodes 24 bytes a step while 28 can be read; `bytes` and `out` move on.
__attribute__((target("avx2"))) void encode_by_shuffles(ByteView& bytes, char*& out) {
  // Of the bytes a b c of a group: b a c b, so that each 16 bits hold two of its sixes.
  const __m256i order = twice({1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10});
  // What makes a character of a value: for 52 to 63 by its distance from 51, 0 for 26 to 51, 13
  // below.
  const __m256i offset =
      twice({'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
             '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0});
  for (; bytes.size() >= 28; bytes = bytes.subspan(24), out += 32) {
    const __m256i in =
        _mm256_shuffle_epi8(_mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(bytes.data() + 12),
                                                reinterpret_cast<const __m128i*>(bytes.data())),
                            order);
    // The first and third six move down by 10 and 6 bits, the second and fourth up by 4 and 8.
    const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(in, _mm256_set1_epi32(0x0FC0FC00)),
                                           _mm256_set1_epi32(0x04000040));
    const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(in, _mm256_set1_epi32(0x003F03F0)),
                                            _mm256_set1_epi32(0x01000010));
    const __m256i six = _mm256_or_si256(odd, even);
    const __m256i is_upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), six);
    const __m256i entry = _mm256_or_si256(_mm256_subs_epu8(six, _mm256_set1_epi8(51)),
                                          _mm256_and_si256(is_upper, _mm256_set1_epi8(13)));
    const __m256i text = _mm256_add_epi8(six, _mm256_shuffle_epi8(offset, entry));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), text);
  }
}

bool has_shuffles() { return __builtin_cpu_supports("avx2") != 0; }

#endif

}  // namespace

bool decode_groups(std::string_view text, std::uint8_t* out) {
#ifdef __x86_64__
  if (has_shuffles() && !decode_by_shuffles(text, out)) return false;
#endif
  return decode_by_tables(text, out);
}

void encode_groups(ByteView bytes, char* out) {
#ifdef __x86_64__
  if (has_shuffles()) encode_by_shuffles(bytes, out);
#endif
  encode_by_tables(bytes, out);
}

}  // namespace goxel::rpc
