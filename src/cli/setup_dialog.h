// SPDX-License-Identifier: MIT
// The questions of `setup` about the config, as a state machine: each answer changes the draft of
// wan53.conf, or is refused and changes nothing. Pure: it neither asks nor writes.
//
// Whether an answer is valid is up to the config's own parser, which reads the draft with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports.h"
#include "base/result.h"
#include "ddns/config.h"

namespace wan53 {

// An interface that is up, and all its addresses.
struct NamedInterface {
  std::string name;
  std::vector<InterfaceAddress> addresses;
};

// What this machine can publish.
struct Machine {
  bool is_router = false;
  std::vector<NamedInterface> interfaces = {};

  // One line for each interface that has an address for a record: what `interface NAME` would
  // publish, or why not. Then the source that fits, if it is not one of them.
  std::string text() const;
  // The source that fits this machine.
  std::string source() const;
  bool has_interface(std::string_view name) const;
  // A WAN's address is known only on a router.
  bool needs_router(std::string_view source) const;
  // Errc::config, with what would do, if that source's address could not be published: a WAN off a
  // router, or an address that the internet cannot reach.
  Status check_source(std::string_view source, bool for_ipv4, bool allow_private) const;
};

class SetupDialog {
 public:
  enum class Step : std::uint8_t {
    via,
    url,
    region,
    arn,
    names,
    type,
    source,
    source_ipv6,
    zone,
    proof,
    proof_region,
    iot_endpoint,
    iot_alias,
    iot_thing,
    arns,
    done,
  };

  // `config` is the present one, or empty. `has_key`: an access key is there already.
  SetupDialog(std::string config, Machine machine, bool has_key = false)
      : text_(std::move(config)), machine_(std::move(machine)), has_key_(has_key) {}

  // The step that `question` is about.
  Step step() const { return step_; }

  // What to ask next, with the answer that an empty line stands for. Empty when all is answered.
  std::string question() const;
  // Errc::config, with what was expected. An empty line is the default; "-" removes a value that
  // may be missing.
  Status answer(std::string_view line);
  // Asks for one thing again: the url, a record's zone, or what a certificate needs.
  void ask_again(Step step, std::string_view record = {});

  // The region of a certificate whose place the draft does not name yet; empty if it was not asked
  // for.
  const std::string& proof_region() const { return proof_region_; }
  // The draft of wan53.conf.
  const std::string& config() const { return text_; }
  // The keys that the last answer made meaningless, and which are therefore gone.
  const std::vector<std::string>& dropped() const { return dropped_; }

 private:
  std::string section() const;
  std::string standard() const;
  Status check_source(std::string_view source) const;
  bool is_gateway() const;
  Proof proof() const;
  Config draft() const;
  bool applies(Step step) const;
  void advance();
  std::string normalized(std::string_view answer) const;
  Status answer_via(const std::string& value);
  Status answer_url(const std::string& value);
  Status answer_names(std::string_view value);
  Status answer_key(const std::string& value);
  Status answer_proof(std::string_view value);
  Status answer_proof_region(const std::string& value);
  Status answer_arns(std::string_view value);
  using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  Status set_proof(Proof proof, const Values& values);
  std::vector<std::string> record_without_source() const;

  std::string text_;
  Machine machine_;
  Step step_ = Step::via;
  bool wants_gateway_ = false;        // between via and its url
  std::optional<Proof> wants_proof_;  // if the answer is not what the config says
  std::string proof_region_;
  std::vector<std::string> records_;  // those that are asked about, as their sections write them
  bool has_key_;
  bool is_again_ = false;
  std::vector<std::string> dropped_;
};

// "yes", "Y", "true", "on", "1" and their opposites, in any case; else nothing.
std::optional<bool> read_yes_no(std::string_view answer);

}  // namespace wan53
