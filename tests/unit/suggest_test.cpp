// SPDX-License-Identifier: MIT
#include "ddns/suggest.h"

#include "test.h"

namespace wan53 {
namespace {

TEST(suggest_names_the_nearest_word_or_all) {
  const std::vector<std::string_view> keys = {"type", "ttl", "zone", "via", "allow-private"};
  const char* all = "expected one of type, ttl, zone, via, allow-private";
  const std::string longer(10'000, 't');
  const struct {
    const char* label;
    std::string_view word;
    const char* expected;
  } rows[] = {
      {"letter too many", "zones", "did you mean zone?"},
      {"letter missing", "zne", "did you mean zone?"},
      {"another letter", "zune", "did you mean zone?"},
      {"two letters exchanged", "tpye", "did you mean type?"},
      {"two letters missing", "allowprivat", "did you mean allow-private?"},
      {"other dash", "allow_private", "did you mean allow-private?"},
      {"capitals", "ZONE", "did you mean zone?"},
      {"capitals and a mistake", "TPL", "did you mean ttl?"},
      {"three edits", "allowpriva", all},
      {"two words are near, the second nearer", "tyl", "did you mean ttl?"},
      {"two words are equally near", "tile", "did you mean type?"},
      {"as many edits as letters", "ip", all},
      {"one letter", "a", all},
      {"half of a word is enough", "tl", "did you mean ttl?"},
      {"nothing", "", all},
      {"another word", "weight", all},
      {"hardly a word", longer, all},
      {"bytes above 127", "zon\xc3\xa9", "did you mean zone?"},
  };
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, suggest(test::Exact(row.word).view(), keys), row.expected);
  }
}

TEST(suggest_has_nothing_to_say_without_words) { CHECK_TEXT(suggest("ttl", {}), ""); }

}  // namespace
}  // namespace wan53
