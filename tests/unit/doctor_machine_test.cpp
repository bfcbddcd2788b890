// SPDX-License-Identifier: MIT
// What `doctor` says of the machine, for a report: facts, none of them secret.
#include "base/compose.h"
#include "router_fixture.h"
#include "settings/version.h"

namespace wan53 {
namespace {

using namespace test;

struct ReportedRouter : RouterFixture {
  ReportedRouter() {
    says("uname -rmo", "4.1.52 armv7l ASUSWRT-Merlin\n");
    says("busybox",
         "BusyBox v1.25.1 (2024-02-11 15:49:23 EST) multi-call binary.\nBusyBox is copyrighted\n");
    says("df -kP /jffs",
         "Filesystem           1024-blocks    Used Available Capacity Mounted on\n"
         "ubi:jffs2                  44524    3012     39180   7% /jffs\n");
    nvram("productid", "RT-AX58U");
    nvram("odmpid", "");
    nvram("firmver", "3.0.0.4");
    nvram("buildno", "388.8");
    nvram("extendno", "2");
    nvram("rc_support", "2.4G 5G am_addons usbX1");
    nvram("http_passwd", "Correct-Horse");
    files.folders["/jffs/addons/amtm"];
  }
  void says(const char* command, std::string text) {
    processes.answers.insert_or_assign(command, Processes::Ended{0, std::move(text)});
  }
  // The fact's line without its name, or nothing.
  std::string fact(std::string_view name) const {
    std::string start = compose("fact  {}", name);
    start.resize(20, ' ');
    for (std::string_view rest = terminal.out_text; !rest.empty();) {
      const std::string_view line = take_until(rest, '\n');
      if (line.starts_with(start)) return std::string(line.substr(start.size()));
    }
    return {};
  }
};

TEST(doctor_tells_which_router_it_runs_on) {
  ReportedRouter f;
  f.run({"doctor"});
  const struct {
    const char* name;
    std::string text;
  } rows[] = {
      {"wan53", compose("{} for {}", version(), target())},
      {"kernel", "4.1.52 armv7l ASUSWRT-Merlin"},
      {"model", "productid RT-AX58U, odmpid -"},
      {"firmware", "firmver 3.0.0.4, buildno 388.8, extendno 2"},
      {"busybox", "BusyBox v1.25.1"},
      {"jffs", "44524 KB, 39180 KB free (ubi:jffs2 on /jffs)"},
      {"addons", "pages yes, amtm yes, Entware no"},
      {"system", ""},
      {"init", ""},
  };
  for (const auto& row : rows) CHECK_TEXT_ROW(row.name, f.fact(row.name), row.text);
  // One block, before anything that takes time.
  CHECK(f.terminal.out_text.rfind("\nfact ") < f.terminal.out_text.find("\nok "));
  CHECK(!has(f.terminal.out_text, "Correct-Horse") && f.runs("nvram get http_passwd") == 0);
}

TEST(doctor_leaves_out_what_the_router_does_not_tell) {
  const struct {
    const char* label;
    void (*harm)(ReportedRouter&);
    const char* fact;
    const char* expected;
  } rows[] = {
      {"renamed model", [](ReportedRouter& f) { f.nvram("odmpid", "RT-AX3000"); }, "model",
       "productid RT-AX58U, odmpid RT-AX3000"},
      {"no version", [](ReportedRouter& f) { f.nvram("buildno", ""); }, "firmware",
       "firmver 3.0.0.4, buildno -, extendno 2"},
      {"no busybox", [](ReportedRouter& f) { f.processes.answers.erase("busybox"); }, "busybox",
       ""},
      {"silent busybox", [](ReportedRouter& f) { f.says("busybox", ""); }, "busybox", ""},
      {"endless busybox", [](ReportedRouter& f) { f.says("busybox", std::string(99'999, 'b')); },
       "busybox", ""},
      {"odd busybox", [](ReportedRouter& f) { f.says("busybox", "\033[2Jbox\n"); }, "busybox",
       "\\x1b[2Jbox"},
      {"no df", [](ReportedRouter& f) { f.processes.answers.erase("df -kP /jffs"); }, "jffs", ""},
      {"df without a line", [](ReportedRouter& f) { f.says("df -kP /jffs", "Filesystem"); }, "jffs",
       ""},
      {"df cut", [](ReportedRouter& f) { f.says("df -kP /jffs", "F\nubi:jffs2 44524 3012\n"); },
       "jffs", ""},
      {"hanging df", [](ReportedRouter& f) { f.processes.hanging.insert("df"); }, "jffs", ""},
      {"no uname", [](ReportedRouter& f) { f.processes.answers.erase("uname -rmo"); }, "kernel",
       ""},
      {"no addons", [](ReportedRouter& f) { f.nvram("rc_support", "2.4G 5G"); }, "addons",
       "pages no, amtm yes, Entware no"},
      {"Entware",
       [](ReportedRouter& f) {
         f.files.folders.erase("/jffs/addons/amtm");
         f.files.folders["/opt/lib/opkg"];
       },
       "addons", "pages yes, amtm no, Entware yes"},
      {"nvram hangs", [](ReportedRouter& f) { f.processes.hanging.insert("nvram"); }, "nvram",
       "nvram hangs"},
      {"nvram is damaged",
       [](ReportedRouter& f) {
         f.nvram("wan0_proto",
                 "dh\x01"
                 "cp");
       },
       "nvram", "nvram get wan0_proto: dh\\x01cp has control characters; is nvram damaged?"},
      {"model with control characters",
       [](ReportedRouter& f) { f.nvram("productid", "RT\x07-AC68U"); }, "model",
       "productid -, odmpid -"},
  };
  for (const auto& row : rows) {
    ReportedRouter f;
    row.harm(f);
    f.run({"doctor"});
    CHECK_TEXT_ROW(row.label, f.fact(row.fact), row.expected);
  }
}

// A value that the program begins to read belongs in the list of the facts, too.
TEST(doctor_tells_of_each_nvram_value_that_a_cycle_reads) {
  for (const char* protocol : {"dhcp", "pppoe"}) {
    for (const char* address : {"198.51.101.7", "192.168.1.2"}) {
      RouterFixture f("[record home.example.com]\nsource = wan\ntype = A AAAA\nzone = Z111\n");
      for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
               {"wan0_proto", protocol},
               {"wan0_ipaddr", address},
               {"wan0_primary", "1"},
               {"ddns_enable_x", "1"},
               {"ddns_server_x", "CUSTOM"},
               {"ddns_return_code", "ddns_query"},
               {"ipv6_service", "native"},
               {"ddns_ipv6_update", "1"},
               {"wans_mode", "lb"}}) {
        f.nvram(name, value);
      }
      f.http.reply(403, refusal("AccessDenied"));
      f.run({"update"});
      f.http.reply(200, home("198.51.101.7"));
      f.http.reply(200, home("198.51.101.7"));
      f.run({"update"});
      const std::vector<std::string> read = f.processes.calls;
      f.processes.calls.clear();
      (void)f.files.remove(kConfigPath);
      f.run({"doctor"});
      for (const auto& call : read) {
        if (call.starts_with("nvram get ")) CHECK_ROW(call.c_str(), f.runs(call) == 1);
      }
    }
  }
}

TEST(doctor_names_the_nvram_values_that_are_missing) {
  ReportedRouter f;
  f.run({"doctor"});
  const std::string first = f.fact("nvram");
  CHECK_ROW(first, first.starts_with("unset or empty: lan_ifname, wans_dualwan, wans_mode, "));
  std::string_view names = first;
  take_until(names, ':');
  for (const auto word : words(names)) {
    f.nvram(std::string(word.substr(0, word.find(','))), "1");
  }
  f.run({"doctor"});
  CHECK_TEXT(f.fact("nvram"), "has all that wan53 reads");
}

TEST(doctor_tells_which_linux_it_runs_on) {
  const std::string long_line(20'000, 'x');
  const struct {
    const char* label;
    std::string etc;
    std::string usr;
    const char* expected;
  } rows[] = {
      {"quoted", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n", "",
       "Debian GNU/Linux 12 (bookworm)"},
      {"single quotes, no line end", "PRETTY_NAME='OpenWrt 23.05.3'", "", "OpenWrt 23.05.3"},
      {"bare", "PRETTY_NAME=Void\n", "", "Void"},
      {"other ends of line", "ID=x\r\nPRETTY_NAME=\"Box\"\r\n", "", "Box"},
      {"distribution's own", "", "PRETTY_NAME=\"Arch Linux\"\n", "Arch Linux"},
      {"owner's first", "PRETTY_NAME=A\n", "PRETTY_NAME=B\n", "A"},
      {"control characters", "PRETTY_NAME=\"\033]0;x\007\"\n", "", "\\x1b]0;x\\x07"},
      {"empty", "PRETTY_NAME=\"\"\n", "", ""},
      {"nothing after =", "PRETTY_NAME=", "", ""},
      {"another name", "X_PRETTY_NAME=\"No\"\n", "", ""},
      {"too large", compose("PRETTY_NAME=A\n{}", long_line), "", ""},
      {"none", "", "", ""},
  };
  for (const auto& row : rows) {
    ReportedRouter f;
    f.processes.programs.clear();
    std::erase_if(f.processes.answers,
                  [](const auto& answer) { return answer.first.starts_with("nvram"); });
    f.says("uname -rmo", "6.1.0-18-amd64 x86_64 GNU/Linux\n");
    f.files.put("/proc/1/comm", "systemd\n");
    if (!row.etc.empty()) f.files.put("/etc/os-release", row.etc);
    if (!row.usr.empty()) f.files.put("/usr/lib/os-release", row.usr);
    f.run({"doctor"});
    CHECK_TEXT_ROW(row.label, f.fact("system"), row.expected);
    CHECK_TEXT_ROW(row.label, f.fact("kernel"), "6.1.0-18-amd64 x86_64 GNU/Linux");
    CHECK_TEXT_ROW(row.label, f.fact("init"), "systemd");
    for (const char* name : {"model", "firmware", "busybox", "nvram", "jffs", "addons"}) {
      CHECK_TEXT_ROW(name, f.fact(name), "");
    }
    CHECK_ROW(row.label, f.runs("busybox") == 0 && f.runs("df -kP /jffs") == 0);
  }
}

// A version of four numbers is no address, and what the config names is hidden.
TEST(doctor_keeps_versions_in_a_text_for_a_forum) {
  const struct {
    const char* fact;
    const char* command;
    const char* said;
    const char* expected;
  } rows[] = {
      {"kernel", "uname -rmo", "2.6.36.4 armv7l ASUSWRT-Merlin\n",
       "2.6.36.4 armv7l ASUSWRT-Merlin"},
      {"kernel", "uname -rmo", "2.6.22.19 mips ASUSWRT-Merlin\n", "2.6.22.19 mips ASUSWRT-Merlin"},
      {"kernel", "uname -rmo", "6.1.0+home.example.com x86_64\n", "6.1.0+name-1 x86_64"},
      {"busybox", "busybox", "BusyBox v1.25.1 of 111122223333 (x)\n",
       "BusyBox v1.25.1 of 11********33"},
      {"firmware", "nvram get buildno", "\n", "firmver 3.0.0.4, buildno -, extendno 2"},
      {"model", "nvram get odmpid", "AKIAIOSFODNN7EXAMPLE\n",
       "productid RT-AX58U, odmpid AK****************LE"},
  };
  for (const auto& row : rows) {
    ReportedRouter f;
    f.says(row.command, row.said);
    f.run({"doctor", "--share"});
    CHECK_TEXT_ROW(row.said, f.fact(row.fact), row.expected);
    CHECK_ROW(row.said, !has(f.terminal.out_text, "198.51.101.7"));
  }
}

// The report that matters most is of a machine on which nothing works yet.
TEST(doctor_tells_of_the_machine_without_a_config_and_not_of_itself_alone) {
  ReportedRouter f;
  (void)f.files.remove(kConfigPath);
  CHECK(f.run({"doctor"}) == 2);
  CHECK_TEXT(f.fact("model"), "productid RT-AX58U, odmpid -");
  CHECK(has(f.terminal.out_text, "\nfail  config"));
  f.run({"doctor", "--self"});
  CHECK(!has(f.terminal.out_text, "fact"));
  f.run({"doctor", "--json"});
  CHECK(has(f.terminal.out_text, "\"machine\":{\"wan53\":\""));
  CHECK(has(f.terminal.out_text, "\"model\":\"productid RT-AX58U, odmpid -\""));
  CHECK(!has(f.terminal.out_text, "\"grade\":\"fact\""));
}

}  // namespace
}  // namespace wan53
