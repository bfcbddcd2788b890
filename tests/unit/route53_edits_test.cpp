// SPDX-License-Identifier: MIT
// What an edit of a listed record set must not lose; tests/python/test_record_set_members.py has
// every member of the service model.
#include "aws/route53.h"
#include "base/compose.h"
#include "test.h"

namespace wan53::route53 {
namespace {

// What is unknown to us is kept beside the values, and cannot be among them.
TEST(route53_edits_no_set_that_would_lose_a_field) {
  for (const char* record :
       {"<ResourceRecord><Value>x</Value><Weight>1</Weight></ResourceRecord>",
        "<ResourceRecord><Weight>1</Weight><Value>x</Value></ResourceRecord>",
        "<ResourceRecord note=\"n\"><Value>x</Value></ResourceRecord>",
        "<ResourceRecord><Value note=\"n\">x</Value></ResourceRecord>",
        "<ResourceRecord>text<Value>x</Value></ResourceRecord>", "<Order>random</Order>"}) {
    const Result<std::string> edited = edited_record_set(
        compose(
            "<ResourceRecordSet><TTL>1</TTL><ResourceRecords><ResourceRecord><Value>a</Value></ResourceRecord>{}</ResourceRecords></ResourceRecordSet>",
            record),
        1, {"x"});
    CHECK_ROW(record, !edited && edited.error().code == Errc::bad_input);
    CHECK_ROW(record, edited.error().what.starts_with("ResourceRecordSet/ResourceRecords"));
  }
}

}  // namespace
}  // namespace wan53::route53
