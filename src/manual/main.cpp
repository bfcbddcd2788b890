// SPDX-License-Identifier: MIT
// Prints one of the texts that `make man` makes: manual wan53.8 [SCHEMA...], manual wan53.conf.5 or
// manual wan53.bash. A SCHEMA is a file such as status.schema.json.
#include <cstdio>
#include <memory>
#include <optional>

#include "base/text.h"
#include "manual/pages.h"

namespace {

using namespace wan53;

std::optional<std::string> read_file(const char* path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "rb"), std::fclose);
  if (!file) return std::nullopt;
  std::string text;
  char part[4096];
  while (const std::size_t size = std::fread(part, 1, sizeof(part), file.get())) {
    text.append(part, size);
  }
  if (std::ferror(file.get()) != 0) return std::nullopt;
  return text;
}

// "status" for "docs/schema/status.schema.json".
std::string schema_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(take_until(path, '.'));
}

int print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  if (wanted == "wan53.conf.5") return print(manual::config_page());
  if (wanted == "wan53.bash") return print(manual::completion());
  if (wanted != "wan53.8") {
    std::fputs("usage: manual wan53.8 [SCHEMA...] | wan53.conf.5 | wan53.bash\n", stderr);
    return 1;
  }
  std::vector<manual::Schema> schemas;
  for (int i = 2; i < argc; ++i) {
    const auto text = read_file(argv[i]);
    if (!text) {
      std::fprintf(stderr, "manual: %s cannot be read\n", argv[i]);
      return 1;
    }
    schemas.push_back({schema_name(argv[i]), *text});
  }
  return print(manual::program_page(schemas));
}
