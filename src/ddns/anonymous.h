// SPDX-License-Identifier: MIT
// Makes texts fit for a forum: what `masked` hides (ddns/mask.h), the given names, and every
// address that the internet can reach. Each has one alias in all texts, such as "name-1" or
// "address-2", so that equal ones can still be recognized. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wan53 {

class Anonymous {
 public:
  // `name` becomes "KIND-N", wherever it stands as a whole word; an empty one is ignored.
  void hide(std::string_view name, std::string_view kind);
  std::string text(std::string_view text);
  // `text` with the given names hidden and nothing else: four numbers may be a version.
  std::string without_names(std::string text) const;

 private:
  struct Alias {
    std::string name;
    std::string alias;
  };

  std::vector<Alias> names_;      // the longest first
  std::vector<Alias> addresses_;  // as they were met
};

}  // namespace wan53
