// SPDX-License-Identifier: MIT
// A request to an AWS service, before it has an endpoint and a signature. Functions in this folder
// build it; access/aws_client sends it.
#pragma once

#include <string>

#include "aws/endpoint.h"

namespace wan53 {

struct AwsRequest {
  Service service = Service::route53;
  std::string operation;     // the API's name for it, for messages: "ListResourceRecordSets"
  std::string region;        // empty: the configured one
  Endpoint endpoint;         // the gateway's or AWS IoT's; an empty URL: the service's own endpoint
  std::string method;        // upper case
  std::string path;          // as on the wire, URI-encoded
  std::string query;         // as on the wire, without '?'; empty for none
  std::string content_type;  // empty without a body
  std::string body;
  bool writes = false;        // may have been applied even if the call fails
  bool repeatable = false;    // a write that may be sent again nevertheless
  bool follows_read = false;  // depends on an earlier read, so it is sent only once
  bool can_ask_less = false;  // not retried if the reply is too large: the caller asks for less
  // See base/http.h.
  std::string interface_name;
  int ip_version = 0;
};

}  // namespace wan53
