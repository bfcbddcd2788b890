// SPDX-License-Identifier: MIT
// Keeps what the router's web page shows up to date: the page reads it again while it is open, and
// need not ask for it by a service event, each of which the firmware logs.
#pragma once

#include "cli/cli.h"

namespace wan53 {

// Rewrites page.json in a process of its own, where the firmware shows the page. Faults are
// ignored: the page also asks by itself.
class PageRenewal final : public Processes::Task {
 public:
  // Both outlive it.
  PageRenewal(const Ports& ports, const Options& options)
      : ports_(ports), writer_(ports, options) {}
  void run() override;

 private:
  struct Writer final : Processes::Task {
    Writer(const Ports& with, const Options& given) : ports(with), options(given) {}
    void run() override;
    const Ports& ports;
    const Options& options;
  };
  const Ports& ports_;
  Writer writer_;
};

}  // namespace wan53
