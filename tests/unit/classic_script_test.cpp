// SPDX-License-Identifier: MIT
// The hand-made updater: recognized, switched off only by a yes, never deleted.
#include "cli/classic_script.h"

#include "base/compose.h"
#include "round_fixture.h"

namespace wan53 {
namespace {

using namespace test;

constexpr const char* kCurl =
    "curl -s --aws-sigv4 aws:amz --user AKIAIOSFODNN7EXAMPLE:secret https://x";

TEST(classic_lines_become_comments) {
  const struct {
    const char* label;
    const char* text;
    const char* less;
  } rows[] = {
      {"none", "#!/bin/sh\necho hello\n", "#!/bin/sh\necho hello\n"},
      {"a gateway", "a\n  curl https://a1.execute-api.us-east-1.amazonaws.com/p\nb\n",
       "a\n: #before-wan53   curl https://a1.execute-api.us-east-1.amazonaws.com/p\nb\n"},
      {"in any case, without a final newline", "AWS Route53 x", ": #before-wan53 AWS Route53 x"},
      {"the firmware's answer", "/sbin/ddns_custom_updated 1 &\n",
       ": #before-wan53 /sbin/ddns_custom_updated 1 &\n"},
      {"continued: the mark stands on the second line",
       "curl \\\n  --aws-sigv4 x \\\n  https://y\nb\n",
       ": #before-wan53 curl \\\n#before-wan53   --aws-sigv4 x \\\n#before-wan53   https://y\nb\n"},
      {"a comment", "# aws route53 was here\n", "# aws route53 was here\n"},
      {"off already", ": #before-wan53 route53\n", ": #before-wan53 route53\n"},
      {"ours", "/jffs/addons/wan53/wan53 notify route53 & # Added by wan53\n",
       "/jffs/addons/wan53/wan53 notify route53 & # Added by wan53\n"},
      {"a script that does it", "cru a x \"* * * * * /jffs/scripts/dyn.sh\"\n",
       ": #before-wan53 cru a x \"* * * * * /jffs/scripts/dyn.sh\"\n"},
      {"a script that does not", "/jffs/scripts/other.sh\n", "/jffs/scripts/other.sh\n"},
      {"a device is not opened", "echo >/dev/watchdog\n", "echo >/dev/watchdog\n"},
      {"an arm of a case", "  connected) aws route53 x ;;\n",
       "connected) : ;; #before-wan53   connected) aws route53 x ;;\n"},
      {"an arm's end", "  aws route53 x;;\nb)\n", ": ;; #before-wan53   aws route53 x;;\nb)\n"},
      {"an arm's start", "(a|*) aws route53 x\n  ;;\n",
       "(a|*) : #before-wan53 (a|*) aws route53 x\n  ;;\n"},
      {"patterns with blanks", "a | \"b c\" ) /jffs/scripts/dyn.sh & ;;\n",
       "a | \"b c\" ) : ;; #before-wan53 a | \"b c\" ) /jffs/scripts/dyn.sh & ;;\n"},
      {"an arm over lines", "a) curl \\\n --aws-sigv4 x ;;\n",
       "a) : ;; #before-wan53 a) curl \\\n#before-wan53  --aws-sigv4 x ;;\n"},
      {"a case's start", "case $1 in a) aws route53 x ;;\n",
       "case $1 in a) : ;; #before-wan53 case $1 in a) aws route53 x ;;\n"},
      {"a whole case", "case a in a) aws route53 x ;; esac\n",
       ": #before-wan53 case a in a) aws route53 x ;; esac\n"},
      {"no arm: a script in a group", "(/jffs/scripts/dyn.sh) &\n",
       ": #before-wan53 (/jffs/scripts/dyn.sh) &\n"},
      {"two arms, of which one would be lost: sh -n refuses", "a) x ;; b) aws route53 ;;\n",
       ": #before-wan53 a) x ;; b) aws route53 ;;\n"},
      {"no arm: a group", "(aws route53 x) &\n", ": #before-wan53 (aws route53 x) &\n"},
      {"no arm: a function", "f() { aws route53 x; }\n",
       ": #before-wan53 f() { aws route53 x; }\n"},
      {"no arm: a substitution", "x=$(date) aws route53\n",
       ": #before-wan53 x=$(date) aws route53\n"},
  };
  FakeFiles files;
  files.put("/jffs/scripts/dyn.sh", compose("#!/bin/sh\n{}\n", kCurl));
  files.put("/jffs/scripts/other.sh", compose("#!/bin/sh\n# {}\n", kCurl));
  files.put("/dev/watchdog", compose("#!/bin/sh\n{}\n", kCurl));
  for (const auto& row : rows) {
    CHECK_TEXT_ROW(row.label, without_classic_lines(row.text, Runner::shell, files).text, row.less);
  }
  CHECK_TEXT(without_classic_lines("* * * * * root aws route53 \\\n", Runner::cron, files).text,
             "#before-wan53 * * * * * root aws route53 \\\n");
}

TEST(classic_lines_are_numbered) {
  const struct {
    const char* label;
    const char* text;
    std::size_t line;
  } rows[] = {
      {"none", "#!/bin/sh\n# route53\n", 0},
      {"the first of two", "#!/bin/sh\n\naws route53 x\nddns_custom_updated 1\n", 3},
      {"continued: where it begins", "a \\\n b\ncurl \\\n --aws-sigv4 x\n", 3},
      {"ours above", "wan53 notify route53\n/sbin/ddns_custom_updated", 2},
      {"off already, and another", ": #before-wan53 route53\nroute53", 2},
  };
  FakeFiles files;
  for (const auto& row : rows) {
    CHECK_ROW(row.label,
              without_classic_lines(row.text, Runner::shell, files).first_line == row.line);
  }
}

struct Owner : Fixture {
  explicit Owner(std::initializer_list<const char*> answers) {
    for (const char* answer : answers) terminal.answers.emplace_back(answer);
    processes.programs = {"mv", "cp", "sed", "chmod", "sh", "rm", "sync"};
  }
  void offer() { offer_to_switch_classic_off(ports, *find_places(ports, {})); }
  bool ran(const char* command) const { return has(join(processes.calls, "\n") + "\n", command); }
};

TEST(classic_ddns_start_is_renamed) {
  Owner f({"yes"});
  f.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n{}\n", kCurl), 0755);
  f.offer();
  CHECK(f.ran("mv /jffs/scripts/ddns-start /jffs/scripts/ddns-start.before-wan53\n"));
  CHECK(has(f.terminal.err_text,
            "to bring it back: mv /jffs/scripts/ddns-start.before-wan53 /jffs/scripts/ddns-start"));
  // It holds a key.
  CHECK(!has(f.terminal.err_text, "AKIA") && !has(f.terminal.err_text, "secret"));
}

TEST(classic_ddns_start_with_the_addons_line_keeps_that) {
  Owner f({"yes"});
  f.files.put("/jffs/scripts/ddns-start",
              compose("#!/bin/sh\n/jffs/addons/wan53/wan53 notify & # Added by wan53\n{}", kCurl),
              0755);
  f.offer();
  CHECK(
      f.ran("cp -p /jffs/scripts/ddns-start /jffs/scripts/ddns-start.before-wan53\n"
            "sed -i /# Added by wan53/d /jffs/scripts/ddns-start.before-wan53\n"
            "sync\n"
            "sed -i 1!{/# Added by wan53/!d} /jffs/scripts/ddns-start\n"));
  CHECK(has(f.terminal.err_text,
            "to bring it back: mv /jffs/scripts/ddns-start.before-wan53 /jffs/scripts/ddns-start"));
}

TEST(classic_ddns_start_is_as_it_was_if_it_cannot_be_copied) {
  Owner f({"yes"});
  f.files.put("/jffs/scripts/ddns-start",
              compose("#!/bin/sh\n/jffs/addons/wan53/wan53 notify & # Added by wan53\n{}", kCurl),
              0755);
  f.processes.answers.emplace(
      "cp -p /jffs/scripts/ddns-start /jffs/scripts/ddns-start.before-wan53",
      Processes::Ended{1, ""});
  f.offer();
  CHECK(has(f.terminal.err_text, "left as it is"));
  CHECK(!f.ran("sed "));
}

TEST(classic_lines_among_others_are_switched_off) {
  Owner f({"y", "y"});
  f.files.put("/jffs/scripts/ddns-start",
              compose("#!/bin/sh\n/jffs/addons/wan53/wan53 notify by hand\n{}", kCurl), 0755);
  f.files.put("/jffs/scripts/services-start", compose("#!/bin/sh\necho a\n{}\n", kCurl), 0750);
  f.offer();
  const std::string fresh = "/var/lib/wan53/less";
  CHECK_TEXT(
      f.files.find(fresh)->text,
      compose("#!/bin/sh\n/jffs/addons/wan53/wan53 notify by hand\n: #before-wan53 {}", kCurl));
  for (const char* command :
       {"chmod 0755 /var/lib/wan53/less\n", "sh -n /var/lib/wan53/less\n",
        "mv /var/lib/wan53/less /jffs/scripts/ddns-start\n", "chmod 0750 /var/lib/wan53/less\n",
        "mv /var/lib/wan53/less /jffs/scripts/services-start\n"}) {
    CHECK_ROW(command, f.ran(command));
  }
  CHECK(has(f.terminal.err_text, "sed -i 's/^.*#before-wan53 //' /jffs/scripts/services-start"));
}

TEST(classic_script_that_would_break_is_left_alone) {
  Owner f({"y"});
  f.files.put("/jffs/scripts/wan-start", compose("#!/bin/sh\nif {}; then\n:\nfi\n", kCurl), 0755);
  f.processes.answers.emplace("sh -n /var/lib/wan53/less", Processes::Ended{2, ""});
  f.offer();
  CHECK(has(f.terminal.err_text, "left as it is"));
  CHECK(!f.ran("mv "));
}

TEST(classic_cron_jobs_are_switched_off) {
  Owner router({"on"});
  router.processes.answers.emplace(
      "cru l", Processes::Ended{0,
                                "*/5 * * * * /jffs/addons/wan53/wan53 ensure #wan53#\n"
                                "*/9 * * * * /jffs/scripts/route53.sh #dyn#\n1 1 * * * x #y#\n"});
  router.offer();
  CHECK(router.ran("cru d dyn\n") && !router.ran("cru d wan53"));
  Owner linux({"true"});
  linux.processes.programs.emplace_back("crontab");
  linux.processes.answers.emplace("crontab -l", Processes::Ended{0, "@hourly aws route53\n1 x\n"});
  linux.offer();
  CHECK(linux.ran("crontab /var/lib/wan53/less\n"));
  CHECK(has(linux.terminal.err_text, "your crontab"));
}

template <class Act>
class Doing final : public test::Meanwhile {
 public:
  explicit Doing(Act act) : act_(act) {}
  void happen() override { act_(); }

 private:
  Act act_;
};

// Who thinks it over for minutes does not undo what others wrote meanwhile.
TEST(classic_lines_are_read_again_after_the_answer) {
  Owner f({"y", "y"});
  f.files.put("/jffs/scripts/wan-start", compose("#!/bin/sh\n{}\n", kCurl), 0755);
  Doing edit([&] {
    f.files.put("/jffs/scripts/wan-start", compose("#!/bin/sh\necho new\n{}\n", kCurl), 0755);
  });
  f.terminal.while_asked = &edit;
  f.offer();
  CHECK_TEXT(f.files.find("/var/lib/wan53/less")->text,
             compose("#!/bin/sh\necho new\n: #before-wan53 {}\n", kCurl));
  CHECK(has(f.terminal.err_text, "wan-start:2 has") && has(f.terminal.err_text, "wan-start:3 has"));

  Owner gone({"y", "y"});
  gone.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n{}\n", kCurl), 0755);
  Doing remove([&] { static_cast<void>(gone.files.remove("/jffs/scripts/ddns-start")); });
  gone.terminal.while_asked = &remove;
  gone.offer();
  CHECK(!gone.ran("mv "));

  Owner linux({"y", "y"});
  linux.processes.programs.emplace_back("crontab");
  linux.processes.answers.emplace("crontab -l", Processes::Ended{0, "@hourly aws route53\n"});
  Doing add([&] {
    linux.processes.answers.insert_or_assign(
        "crontab -l", Processes::Ended{0, "@hourly aws route53\n1 1 * * * backup\n"});
  });
  linux.terminal.while_asked = &add;
  linux.offer();
  CHECK_TEXT(linux.files.find("/var/lib/wan53/less")->text,
             "#before-wan53 @hourly aws route53\n1 1 * * * backup\n");
}

// They are known by what they call, so they are asked about while that still stands.
TEST(classic_callers_of_ddns_start_go_before_it) {
  Owner f({"y", "y", "y"});
  f.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n{}\n", kCurl), 0755);
  f.files.put("/jffs/scripts/services-start",
              "#!/bin/sh\ncru a dyn '*/9 * * * * /jffs/scripts/ddns-start'\n", 0755);
  f.processes.answers.emplace("cru l",
                              Processes::Ended{0, "*/9 * * * * /jffs/scripts/ddns-start #dyn#\n"});
  f.offer();
  const std::string ran = join(f.processes.calls, "\n");
  const auto renamed = ran.find("mv /jffs/scripts/ddns-start ");
  CHECK(renamed != ran.npos);
  CHECK(ran.find("cru d dyn") < renamed);
  CHECK(ran.find("mv /var/lib/wan53/less /jffs/scripts/services-start") < renamed);
}

// The script, doctor and status ask one recognizer; nobody shows a line, which may hold keys.
TEST(classic_updaters_are_named_everywhere) {
  Owner f({});
  f.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n\n{}\n", kCurl), 0755);
  f.files.put("/jffs/scripts/init-start", "#!/bin/sh\n/jffs/dyn.sh &\n", 0755);
  f.files.put("/jffs/dyn.sh", "#!/bin/sh\naws route53 x\n");
  f.files.put("/jffs/scripts/post-mount", "#!/bin/sh\n. /jffs/addons/wan53/route53\n", 0755);
  f.processes.programs.emplace_back("cru");
  f.processes.answers.emplace("cru l", Processes::Ended{0, "*/9 * * * * /jffs/dyn.sh #dyn#\n"});
  CHECK(f.run({"updaters"}) == 0);
  CHECK_TEXT(f.terminal.out_text,
             "the cron job dyn\n/jffs/scripts/init-start:2\n/jffs/scripts/ddns-start:3\n");
  for (const char* command : {"status", "doctor"}) {
    f.terminal.out_text.clear();
    (void)f.run({command});
    for (const char* where : {"the cron job dyn", "/jffs/scripts/init-start:2", "ddns-start:3"}) {
      CHECK_ROW(where, has(f.terminal.out_text, compose("{}{}", where, kUpdaterWarning)));
    }
  }
  CHECK(!has(f.terminal.out_text, "AKIA") && !f.ran("mv "));
  (void)f.files.remove("/jffs/scripts/ddns-start");
  (void)f.files.remove("/jffs/dyn.sh");
  f.terminal.out_text.clear();
  CHECK(f.run({"updaters"}) == 0);
  CHECK_TEXT(f.terminal.out_text, "");
  CHECK(f.run({"updaters", "on"}) == 1);
}

TEST(classic_updaters_are_switched_off_by_the_command) {
  Owner f({"y"});
  f.files.put("/jffs/scripts/nat-start", compose("#!/bin/sh\n{}\n", kCurl), 0755);
  CHECK(f.run({"updaters", "off"}) == 0);
  CHECK(f.ran("mv /var/lib/wan53/less /jffs/scripts/nat-start\n"));
  CHECK(has(f.terminal.err_text, "/jffs/scripts/nat-start:2 has a hand-made updater"));
}

// Off a router it is the owner's crontab, which cron logs each look at: status does not look.
TEST(classic_crontab_is_named_by_doctor_alone) {
  Owner f({});
  f.processes.programs.emplace_back("crontab");
  f.processes.answers.emplace("crontab -l", Processes::Ended{0, "1 x\n@hourly aws route53\n"});
  (void)f.run({"status"});
  CHECK(!f.ran("crontab -l"));
  (void)f.run({"doctor"});
  CHECK(has(f.terminal.out_text, "your crontab:2 updates DNS"));
}

TEST(classic_script_stays_without_a_yes) {
  for (const char* answer : {"no", "N", "off"}) {
    Owner f({answer});
    f.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n{}", kCurl), 0755);
    f.offer();
    CHECK_ROW(answer, !f.ran("mv "));
  }
  Owner ended({});
  ended.files.put("/jffs/scripts/ddns-start", compose("#!/bin/sh\n{}", kCurl), 0755);
  ended.offer();
  CHECK(!ended.ran("mv "));
  Owner nothing({});
  nothing.offer();
  CHECK_TEXT(nothing.terminal.err_text, "");
}

}  // namespace
}  // namespace wan53
