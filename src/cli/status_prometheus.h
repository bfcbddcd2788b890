// SPDX-License-Identifier: MIT
// What `status --prometheus` prints: Prometheus' text format, for node_exporter's textfile
// collector.
//
// Source: prometheus.io/docs/instrumenting/exposition_formats (text format 0.0.4).
#pragma once

#include <string>

#include "cli/status_facts.h"

namespace wan53 {

// A metric without a value, such as the last round before there was one, is left out.
std::string prometheus_text(const StatusFacts& facts);
// If there is no valid config: wan53_ok alone, with the value 0.
std::string prometheus_failure();

}  // namespace wan53
