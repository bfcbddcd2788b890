// SPDX-License-Identifier: MIT
// What Route 53 lists beside a record, and what of it concerns the record.
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

std::string of_type(std::string_view name, std::string_view type, std::string_view extra = {}) {
  return record_set(name, type, "elsewhere.example.net", extra);
}

// An absent record is answered for by the next ones, whatever they are.
TEST(neighbours_cname_blocks_no_creation) {
  const std::string_view weighted = "<SetIdentifier>a</SetIdentifier><Weight>1</Weight>";
  const std::string neighbours[] = {
      of_type("host.example.com", "CNAME"),
      of_type("www.home.example.com", "CNAME"),
      of_type("\\052.home.example.com", "CNAME"),
      of_type("home2.example.com", "CNAME", weighted),
      record_set("home.example.com", "TXT", "x") + of_type("a.home.example.com", "CNAME"),
  };
  for (const auto& listed : neighbours) {
    Fixture f;
    f.http.reply(200, listing(listed));
    f.http.reply(200, change_info());
    CHECK_ROW(listed, f.run({"update"}) == 0);
    CHECK_ROW(listed, f.http.count("POST") == 1);
    CHECK_ROW(listed, has(f.http.requests.back().body, "<Name>home.example.com.</Name>"));
  }
  // Its own does, in any spelling.
  for (const char* name : {"home.example.com", "HOME.example.com", "h\\157me.example.com"}) {
    Fixture f;
    f.http.reply(200, listing(of_type(name, "CNAME")));
    CHECK_ROW(name, f.run({"update"}) == 4);
    CHECK_ROW(name, f.http.count("POST") == 0);
    CHECK_ROW(name, has(f.terminal.err_text, "has a CNAME"));
  }
}

}  // namespace
}  // namespace wan53
