// SPDX-License-Identifier: MIT
// A request to an AWS service before it has an endpoint and a signature. The builders in this
// folder make it; publish/aws_client sends it.
#pragma once

#include <string>

#include "aws/endpoint.h"

namespace wan53 {

struct AwsRequest {
  Service service = Service::route53;
  std::string operation;     // the API's name for it, for messages: "ListResourceRecordSets"
  std::string region;        // empty: the configured one
  Endpoint endpoint;         // of the gateway; an empty URL: the service's own
  std::string method;        // upper case
  std::string path;          // as on the wire, URI-encoded
  std::string query;         // as on the wire, without '?'; empty for none
  std::string content_type;  // empty without a body
  std::string body;
  bool writes = false;        // a failure may leave it carried out
  bool repeatable = false;    // and it may be sent again all the same
  bool follows_read = false;  // right only as long as what was read before it: sent once
  // See base/http.h.
  std::string interface_name;
  int ip_version = 0;
};

}  // namespace wan53
