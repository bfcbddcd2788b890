// SPDX-License-Identifier: MIT
#include "cli/answer.h"

namespace wan53 {

Json new_answer(ExitStatus exit) {
  Json answer = json_object();
  add_number(answer.get(), "version", 1);
  add_bool(answer.get(), "ok", exit == kExitDone);
  add_number(answer.get(), "exit", exit);
  return answer;
}

std::string failure_json(const Error& error) {
  const Json answer = new_answer(exit_status(error.code));
  add_text(answer.get(), "error", error.what);
  return json_text(answer);
}

}  // namespace wan53
