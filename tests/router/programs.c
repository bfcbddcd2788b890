// SPDX-License-Identifier: MIT
// The firmware's programs that wan53 and the hooks meet, as one program known by the name it is
// called by: nvram, ddns_custom_updated, cru. It stands in ROOT/bin; its data is in ROOT.
//
// nvram: one file a variable in ROOT/nvram. `get` prints the value and a line end, or nothing for a
// variable that is not set, and ends with 0 in any case. ROOT/faults/nvram names what shall go
// wrong: hang, garbage, huge, slow. Every change is a line of ROOT/journal: "SECONDS WHAT".
// Source: Asuswrt-Merlin, nvram/nvram.c; rc/services.c (ddns_custom_updated); others/cru.
#include <libgen.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char root[3000];

static char* in_root(char* to, const char* folder, const char* name) {
  snprintf(to, 4096, "%s/%s/%s", root, folder, name);
  return to;
}

static void note(const char* format, ...) {
  char path[4096];
  FILE* journal = fopen(in_root(path, ".", "journal"), "a");
  if (!journal) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  // One write: several of us run at once.
  fprintf(journal, "%ld.%06ld %s\n", (long)now.tv_sec, now.tv_nsec / 1000, line);
  fclose(journal);
}

// 0 when there is no such file.
static size_t read_file(const char* path, char* to, size_t size) {
  FILE* file = fopen(path, "r");
  if (!file) return 0;
  const size_t n = fread(to, 1, size - 1, file);
  to[n] = 0;
  fclose(file);
  return n;
}

static int is_set(const char* name) {
  char path[4096];
  return access(in_root(path, "nvram", name), F_OK) == 0;
}

static void get(const char* name, char* to, size_t size) {
  char path[4096];
  to[0] = 0;
  read_file(in_root(path, "nvram", name), to, size);
}

static void set(const char* name, const char* value) {
  char path[4096], fresh[4200];
  in_root(path, "nvram", name);
  snprintf(fresh, sizeof fresh, "%s.%d", in_root(path, "fresh", name), (int)getpid());
  FILE* file = fopen(fresh, "w");
  if (!file) exit(1);
  fputs(value, file);
  fclose(file);
  rename(fresh, in_root(path, "nvram", name));
}

static void go_wrong(void) {
  char path[4096], fault[64];
  if (!read_file(in_root(path, "faults", "nvram"), fault, sizeof fault)) return;
  if (!strncmp(fault, "hang", 4)) {
    signal(SIGTERM, SIG_IGN);
    for (;;) pause();
  }
  if (!strncmp(fault, "garbage", 7)) {
    fwrite(
        "\x7f"
        "ELF\x01\0\n\xff",
        1, 8, stdout);
    exit(0);
  }
  if (!strncmp(fault, "huge", 4)) {
    for (int i = 0; i < 1024 * 1024; ++i) putchar('7');
    exit(0);
  }
  if (!strncmp(fault, "slow", 4)) usleep(300 * 1000);
}

static int nvram(int count, char** words) {
  go_wrong();
  if (count == 3 && !strcmp(words[1], "get")) {
    if (!is_set(words[2])) return 0;
    char value[8192];
    get(words[2], value, sizeof value);
    puts(value);
  } else if (count == 3 && !strcmp(words[1], "set") && strchr(words[2], '=')) {
    char* value = strchr(words[2], '=');
    *value++ = 0;
    set(words[2], value);
    note("nvram set %s=%s", words[2], value);
  } else if (count == 3 && !strcmp(words[1], "unset")) {
    char path[4096];
    unlink(in_root(path, "nvram", words[2]));
  } else if (count == 2 && !strcmp(words[1], "commit")) {
    note("nvram commit");
  } else {
    puts("usage: nvram [get name] [set name=value] [unset name] [commit]");
  }
  return 0;
}

// ROOT/pr894 is there: the firmware that sets ddns_ipv6_updated itself (July 2026 on).
static int ddns_custom_updated(int count, char** words) {
  const int good = count == 1 || !strcmp(words[1], "1");
  note("ddns_custom_updated %s", count == 1 ? "" : words[1]);
  if (!good) {
    set("ddns_return_code", "unknown_error");
    set("ddns_return_code_chk", "unknown_error");
    return 0;
  }
  char server[256], host[256], path[4096];
  get("ddns_server_x", server, sizeof server);
  get("ddns_hostname_x", host, sizeof host);
  set("ddns_status", "1");
  set("ddns_updated", "1");
  set("ddns_return_code", "200");
  set("ddns_return_code_chk", "200");
  set("ddns_server_x_old", server);
  set("ddns_hostname_old", host);
  char primary[8];
  get("wan1_primary", primary, sizeof primary);
  set("ddns_last_wan_unit", primary[0] == '1' ? "1" : "0");
  set("ddns_check_retry", "10");
  if (access(in_root(path, ".", "pr894"), F_OK) == 0) set("ddns_ipv6_updated", "1");
  return 0;
}

// Only what shows the jobs; tests write ROOT/crontab themselves.
static int cru(int count, char** words) {
  char path[4096], jobs[8192];
  if (count == 2 && !strcmp(words[1], "l") &&
      read_file(in_root(path, ".", "crontab"), jobs, sizeof jobs)) {
    fputs(jobs, stdout);
  }
  return 0;
}

int main(int count, char** words) {
  char self[2900];
  const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n < 0) return 1;
  self[n] = 0;
  snprintf(root, sizeof root, "%s", dirname(dirname(self)));
  const char* name = strrchr(words[0], '/') ? strrchr(words[0], '/') + 1 : words[0];
  if (!strcmp(name, "nvram")) return nvram(count, words);
  if (!strcmp(name, "ddns_custom_updated")) return ddns_custom_updated(count, words);
  if (!strcmp(name, "cru")) return cru(count, words);
  return 127;
}
