#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cuts the roots of what wan53 never uses of curl; the compiler drops what nothing leads to then.

Usage: curl_cuts.py LIB FOLDER: files of LIB (curl's lib/), changed, below FOLDER. What is to be cut
must stand there as often as CUTS says, or a new version of curl ends the build.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# File, then what is cut (a regular expression), what takes its place, how often.
CUTS = {
    "http.c": [
        # No redirect is followed.
        (r"Curl_http_follow,( +/\* follow)", r"ZERO_NULL,\1", 1),
        # The size of each body is known, and none is continued.
        (r"Curl_httpchunk_add_reader\(data\)", "CURLE_NOT_BUILT_IN", 1),
        (r"Curl_creader_resume_from\(data, .*\);", "CURLE_NOT_BUILT_IN;", 1),
    ],
    "sendf.c": [
        (r"\n  cr_in_resume_from,", "\n  Curl_creader_def_resume_from,", 1),
        # Line ends stay as they are.
        (r"= cr_lc_add\(data\);", "= CURLE_NOT_BUILT_IN;", 1),
    ],
    # TCP alone.
    "cf-socket.c": [
        (r"cf->cft == &Curl_cft_udp \|\|", "", 1),
        (r"cf->cft != &Curl_cft_udp", "TRUE", 4),
    ],
    "multi.c": [
        # What curl_easy_perform sets.
        (r"case CURLMOPT_(?!MAXCONNECTS|QUICK_EXIT)\w+:", "", 19),
        # The answer to a look-up wakes whoever waits, through one pipe that is read only if
        # something is in it. curl's second pipe, for its own use, would be read at every turn.
        (r"Curl_wakeup_init\(multi->wakeup_internal, TRUE\) < 0", "FALSE", 1),
        (r"Curl_pollset_add_in\(data, ps, data->multi->wakeup_internal\[0\]\)", "CURLE_OK", 1),
        (r"\(void\)Curl_wakeup_consume\(multi->wakeup_internal, TRUE\);", "", 1),
        (
            r"Curl_wakeup_signal\(multi->wakeup_internal\)",
            "Curl_wakeup_signal(multi->wakeup_pair)",
            1,
        ),
        # The place that a redirect names is not even looked at.
        (r"if\(type == FOLLOW_RETRY\)", "if(type != FOLLOW_REDIR)", 1),
    ],
    # Speeds, which nobody asks for.
    "progress.c": [(r"(static bool progress_calc\([^)]*\)\n\{)", r"\1 return FALSE;", 1)],
    # A URL is read and not written: nobody asks for the one that curl would write.
    "url.c": [
        (
            r"curl_url_get\(uh, CURLUPART_URL, &newurl, CURLU_GET_EMPTY\)",
            "(newurl = curlx_strdup(Curl_bufref_ptr(&data->state.url)))"
            " ? CURLUE_OK : CURLUE_OUT_OF_MEMORY",
            1,
        ),
    ],
    "urlapi.c": [
        # An IPv6 address stays as it is written.
        (r"if\(!curlx_inet_ntop\(AF_INET6, dest, hostname, hlen \+ 1\)\)", "if(0)", 1),
        (r"\n  case CURLUPART_(FRAGMENT|URL):\n(?=    (ptr =|return urlget))", "\n", 2),
        (
            r"(?s)(switch\(what\) \{\n)  case CURLUPART_SCHEME: \{\n.*?"
            r"(  case CURLUPART_PORT:\n    return set_url_port\(u, part\);\n).*?"
            r"(  case CURLUPART_URL:\n    return set_url\()",
            r"\1\2\3",
            1,
        ),
        (r"return urlset_clear\(u, what\);", "return CURLUE_UNKNOWN_PART;", 1),
    ],
    # sys/trusted_roots and sys/own_certificate give mbedTLS what it needs.
    "vtls/mbedtls.c": [
        (
            r"(static CURLcode mbed_load_(cacert|clicert|privkey|crl)\([^)]*\)\n\{)",
            r"\1 return CURLE_OK;",
            4,
        ),
        # No public key is pinned.
        (r"#define HAVE_PINNED_PUBKEY\n", "", 1),
    ],
}


def main() -> int:
    lib, folder = map(Path, sys.argv[1:])
    for name, cuts in CUTS.items():
        text = (lib / name).read_text()
        for old, new, times in cuts:
            text, found = re.subn(old, new, text)
            if found != times:
                sys.exit(f"{sys.argv[0]}: {old} stands {found} times in curl's {name}, not {times}")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
