// SPDX-License-Identifier: MIT
#include "aws/x509_signature.h"

#include "base/pem.h"
#include "base/text.h"

namespace wan53 {

Status sign_x509(HttpRequest& request, const X509Context& context) {
  const Certificate& own = context.chain.front();
  const SigningScope scope = scope_of(context.time, context.region, context.service);
  std::string own_text;
  append_base64(own_text, own.der);
  std::string chain_text;
  for (std::size_t i = 1; i < context.chain.size(); ++i) {
    if (i > 1) chain_text += ',';
    append_base64(chain_text, context.chain[i].der);
  }
  set_header(request.headers, "x-amz-date", scope.date);
  set_header(request.headers, "x-amz-x509", std::move(own_text));
  drop_header(request.headers, "x-amz-x509-chain");
  if (!chain_text.empty()) set_header(request.headers, "x-amz-x509-chain", std::move(chain_text));
  const CanonicalRequest canonical = canonical_request(view_of(request));
  const std::string_view algorithm =
      context.key.is_rsa() ? "AWS4-X509-RSA-SHA256" : "AWS4-X509-ECDSA-SHA256";
  TRY_ASSIGN(const std::string signature,
             context.key.sign(string_to_sign(canonical.text, scope, algorithm)));
  set_header(request.headers, "authorization",
             authorization(own.serial_decimal, scope, canonical.signed_headers(), hex(signature),
                           algorithm));
  return {};
}

}  // namespace wan53
