// SPDX-License-Identifier: MIT
// The CloudFormation stacks by which AWS lets this machine in, as lines for a shell. Pure.
//
// A stack's name is also that of its role alias and its thing. src/lambda/README.md is about the
// templates.
#pragma once

#include <string>
#include <string_view>

#include "ddns/config.h"

namespace wan53 {

inline constexpr std::string_view kCredentialsPage =
    "https://github.com/wan53/wan53/blob/main/docs/credentials.md";
inline constexpr std::string_view kGatewaysStack = "wan53";

// What a person does in AWS; both may be empty.
struct Steps {
  std::string note;   // one line of prose, with its end
  std::string lines;  // for a shell
};

// Where the certificate is known: the region in iot-endpoint or trust-anchor-arn; before there is
// one, `region`.
std::string proof_region(const Config& config);
// iot-role-alias; before there is one, "wan53-home-example-com" after the first record, or "wan53":
// the gateway's stack if that lets the machine in, and a role made by hand.
std::string stack_name(const Config& config);
// Whether a template can give the role what the config needs.
bool fits_a_stack(const Config& config);

// How the role of a certificate gets the rights in `policy`, which is the config's. `is_new`: the
// certificate is in client.crt, and AWS does not know it yet.
Steps role_steps(const Config& config, Proof proof, std::string_view region,
                 std::string_view policy, bool is_new);
// How the next certificate takes the present one's place, whatever the stack's template.
Steps next_certificate_steps(const Config& config);

// Changes parameters, each after a blank, of a stack that exists; template and other parameters
// stay.
std::string update_stack(std::string_view name, std::string_view region,
                         std::string_view parameters);
// A command that prints one output.
std::string stack_output(std::string_view name, std::string_view region, std::string_view output);
// Lines for a shell that write `text`, of which no line is "END", to a file.
std::string here_document(std::string_view file, std::string_view text);

}  // namespace wan53
