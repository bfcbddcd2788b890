// SPDX-License-Identifier: MIT
// Signature Version 4 in its query form (a presigned URL): everything except the signed headers
// is in the query. wan53 itself never presigns, so this must not be linked into it.
// Source: "Add the signature to the request", AWS IAM User Guide.
#pragma once

#include <string>

#include "aws/sigv4.h"

namespace wan53 {

struct Presigned {
  CanonicalRequest canonical;
  std::string string_to_sign;
  std::string signature;
  std::string query;  // as on the wire: the request's own, X-Amz- parameters, X-Amz-Signature
};

// The request's own parameters keep their order and spelling; X-Amz- parameters of an earlier
// presigning are replaced. The body is signed unless options.payload_hash says otherwise, which for
// S3 must be "UNSIGNED-PAYLOAD".
// Never inlined: a program's symbols then show whether it contains the query form.
[[gnu::noinline]] Presigned presign(const RequestView& request, const SigningContext& context,
                                    SigningKeys& keys, const SigningOptions& options = {});

}  // namespace wan53
