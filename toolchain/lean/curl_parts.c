// SPDX-License-Identifier: MIT
// Stands in for parts of curl that wan53 has no use for. Part of curl's one file.
#include "cf-https-connect.h"
#include "curlx/inet_ntop.h"
#include "curlx/inet_pton.h"
#include "multi_ev.h"
#include "protocol.h"
#include "ratelimit.h"
#include "vtls/vtls_scache.h"

// vtls/vtls_scache.c: TLS sessions are never taken up again. AWS takes only tickets for that, which mbedTLS is built
// without.
CURLcode Curl_ssl_scache_create(size_t max_peers, size_t max_sessions_per_peer,
                                struct Curl_ssl_scache** cache) {
  (void)max_peers;
  (void)max_sessions_per_peer;
  *cache = NULL;
  return CURLE_OK;
}
void Curl_ssl_scache_destroy(struct Curl_ssl_scache* cache) { (void)cache; }
bool Curl_ssl_scache_is_locked_by_current_thread(struct Curl_easy* data) {
  (void)data;
  return FALSE;
}
bool Curl_ssl_scache_use(struct Curl_cfilter* cf, struct Curl_easy* data) {
  (void)cf;
  (void)data;
  return FALSE;
}
CURLcode Curl_ssl_peer_key_make(const struct ssl_peer* peer, struct ssl_primary_config* config,
                                const char* tls_id, char** key) {
  (void)peer;
  (void)config;
  (void)tls_id;
  *key = NULL;
  return CURLE_OK;
}
CURLcode Curl_ssl_session_create(void* bytes, size_t size, int tls_id, const char* alpn,
                                 curl_off_t valid_until, size_t earlydata_max,
                                 struct Curl_ssl_session** session) {
  (void)bytes;
  (void)size;
  (void)tls_id;
  (void)alpn;
  (void)valid_until;
  (void)earlydata_max;
  *session = NULL;
  return CURLE_NOT_BUILT_IN;
}
CURLcode Curl_ssl_session_dup(struct Curl_ssl_session* from, struct Curl_ssl_session** to) {
  (void)from;
  *to = NULL;
  return CURLE_NOT_BUILT_IN;
}
void Curl_ssl_session_destroy(struct Curl_ssl_session* session) { (void)session; }
CURLcode Curl_ssl_scache_put(struct Curl_cfilter* cf, struct Curl_easy* data, const char* key,
                             struct Curl_ssl_session* session) {
  (void)cf;
  (void)data;
  (void)key;
  (void)session;
  return CURLE_NOT_BUILT_IN;
}
CURLcode Curl_ssl_scache_take(struct Curl_cfilter* cf, struct Curl_easy* data, const char* key,
                              struct Curl_ssl_session** session) {
  (void)cf;
  (void)data;
  (void)key;
  *session = NULL;
  return CURLE_OK;
}
void Curl_ssl_scache_return(struct Curl_cfilter* cf, struct Curl_easy* data, const char* key,
                            struct Curl_ssl_session* session) {
  (void)cf;
  (void)data;
  (void)key;
  (void)session;
}

// cf-https-connect.c: races HTTP/3, HTTP/2 and HTTP/1.1, of which there is only the last.
CURLcode Curl_cf_https_setup(struct Curl_easy* data, struct Curl_peer* destination,
                             struct connectdata* conn, int8_t sockindex) {
  (void)data;
  (void)destination;
  (void)conn;
  (void)sockindex;
  return CURLE_OK;
}

// multi_ev.c: tells an event loop of the application about sockets.
void Curl_multi_ev_init(struct Curl_multi* multi, size_t size) {
  (void)multi;
  (void)size;
}
void Curl_multi_ev_cleanup(struct Curl_multi* multi) { (void)multi; }
CURLMcode Curl_multi_ev_assign(struct Curl_multi* multi, curl_socket_t s, void* user_data) {
  (void)multi;
  (void)s;
  (void)user_data;
  return CURLM_BAD_SOCKET;
}
CURLMcode Curl_multi_ev_assess_xfer(struct Curl_multi* multi, struct Curl_easy* data) {
  (void)multi;
  (void)data;
  return CURLM_OK;
}
CURLMcode Curl_multi_ev_assess_xfer_bset(struct Curl_multi* multi, struct uint32_bset* set) {
  (void)multi;
  (void)set;
  return CURLM_OK;
}
CURLMcode Curl_multi_ev_assess_conn(struct Curl_multi* multi, struct Curl_easy* data,
                                    struct connectdata* conn) {
  (void)multi;
  (void)data;
  (void)conn;
  return CURLM_OK;
}
void Curl_multi_ev_dirty_xfers(struct Curl_multi* multi, curl_socket_t s) {
  (void)multi;
  (void)s;
}
void Curl_multi_ev_socket_done(struct Curl_multi* multi, struct Curl_easy* data, curl_socket_t s) {
  (void)multi;
  (void)data;
  (void)s;
}
void Curl_multi_ev_xfer_done(struct Curl_multi* multi, struct Curl_easy* data) {
  (void)multi;
  (void)data;
}
void Curl_multi_ev_conn_done(struct Curl_multi* multi, struct Curl_easy* data,
                             struct connectdata* conn) {
  (void)multi;
  (void)data;
  (void)conn;
}

// ratelimit.c: no transfer is slowed down, but one can be paused.
void Curl_rlimit_start(struct Curl_rlimit* limit, const struct curltime* now, int64_t total) {
  (void)limit;
  (void)now;
  (void)total;
}
bool Curl_rlimit_active(struct Curl_rlimit* limit) { return (bool)limit->blocked; }
bool Curl_rlimit_is_blocked(struct Curl_rlimit* limit) { return (bool)limit->blocked; }
int64_t Curl_rlimit_avail(struct Curl_rlimit* limit, const struct curltime* now) {
  (void)now;
  return limit->blocked ? 0 : INT64_MAX;
}
void Curl_rlimit_drain(struct Curl_rlimit* limit, size_t tokens, const struct curltime* now) {
  (void)limit;
  (void)tokens;
  (void)now;
}
timediff_t Curl_rlimit_wait_ms(struct Curl_rlimit* limit, const struct curltime* now) {
  (void)limit;
  (void)now;
  return 0;
}
timediff_t Curl_rlimit_next_step_ms(struct Curl_rlimit* limit, const struct curltime* now) {
  (void)limit;
  (void)now;
  return 0;
}
void Curl_rlimit_block(struct Curl_rlimit* limit, bool block, const struct curltime* now) {
  (void)now;
  limit->blocked = block;
}

// protocol.c, its search: of its thirty schemes curl is built with two.
const struct Curl_scheme* Curl_getn_scheme(const char* scheme, size_t size) {
  if (size == 5 && curl_strnequal(scheme, "https", 5)) return &Curl_scheme_https;
  if (size == 4 && curl_strnequal(scheme, "http", 4)) return &Curl_scheme_http;
  return NULL;
}

// curlx/inet_ntop.c: nobody asks for the numbers of an address.
CURLcode curlx_inet_ntop(int af, const void* address, char* text, size_t size) {
  (void)af;
  (void)address;
  if (size > 0) text[0] = '\0';
  return CURLE_OK;
}
// curlx/inet_pton.c: the C library has it.
int curlx_inet_pton(int af, const char* text, void* address) {
  return inet_pton(af, text, address);
}
