// SPDX-License-Identifier: MIT
// The endpoint of each service, and the region that requests to it are signed for.
//
// A region's prefix tells its partition: aws, aws-cn, aws-us-gov, aws-eusc or an isolated one.
// Route 53 has one endpoint per partition, signed for that partition's own region; the other
// services are regional. Source: botocore's endpoints.json and each service's
// endpoint-rule-set-1.json.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace wan53 {

// From `iot` on, they have no endpoint here: AWS IoT's is the account's own, and the gateway's,
// which are the last two, are the user's.
enum class Service : unsigned char {
  route53,
  sns,
  cloudwatch,
  sts,
  roles_anywhere,
  iot,
  execute_api,
  lambda,
};

// The name in a credential scope: "route53", "sns", "monitoring", "execute-api".
std::string_view signing_name(Service service);
// The name in messages: "Route 53", "SNS", "CloudWatch", "API Gateway".
std::string_view display_name(Service service);

struct Endpoint {
  std::string url;     // "https://route53.amazonaws.com", no final '/'
  std::string region;  // in the credential scope
};

// Letters, digits and hyphens, such as "eu-central-1". There is no list to check against: it
// would go out of date.
bool is_region(std::string_view text);
// "aws" for "eu-west-1", "aws-cn" for "cn-north-1": the second field of an ARN.
std::string_view partition_of(std::string_view region);

// AWS's own endpoint. `region` passes is_region. Errc::config if the partition has no dual-stack
// endpoint and `dualstack` asks for one.
Result<Endpoint> endpoint_for(Service service, std::string_view region, bool dualstack);

// The environment variables that replace the endpoint of a service.
struct EndpointVariable {
  Service service;
  const char* name;
};
inline constexpr EndpointVariable kEndpointVariables[] = {
    {Service::route53, "AWS_ENDPOINT_URL_ROUTE_53"},
    {Service::sns, "AWS_ENDPOINT_URL_SNS"},
    {Service::cloudwatch, "AWS_ENDPOINT_URL_CLOUDWATCH"},
    {Service::sts, "AWS_ENDPOINT_URL_STS"},
    {Service::roles_anywhere, "AWS_ENDPOINT_URL_ROLESANYWHERE"},
};

// The endpoints for one user: a region, and the endpoints that replace AWS's own.
class Endpoints {
 public:
  Endpoints(std::string region, bool dualstack)
      : region_(std::move(region)), dualstack_(dualstack) {}

  // `url` has passed check_endpoint_url.
  void replace(Service service, std::string url);
  const std::string& region() const { return region_; }
  // In the user's region unless `region` names another. Errors: see endpoint_for.
  Result<Endpoint> of(Service service, std::string_view region = {}) const;

 private:
  struct Replacement {
    Service service;
    std::string url;
  };
  std::string region_;
  bool dualstack_;
  std::vector<Replacement> replacements_;
};

// A replacement endpoint (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_*) in the canonical form of aws/url.h,
// without a final '/'. Errc::config as there.
Result<std::string> check_endpoint_url(std::string_view url);
// The same, but the error begins with `name`, the variable's name.
Result<std::string> check_endpoint_url(std::string_view url, std::string_view name);

}  // namespace wan53
