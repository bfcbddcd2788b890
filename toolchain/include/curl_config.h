// SPDX-License-Identifier: MIT
// libcurl as wan53 needs it: HTTP/1.1 over TLS by mbedTLS, on Linux with musl. Written by hand; the
// names are those of curl's own lib/curl_config.h.in.
#pragma once

#define CURL_OS "Linux"

// No protocol but HTTP and HTTPS, and of HTTP no feature that wan53 has no use for.
#define HTTP_ONLY 1
#define CURL_DISABLE_ALTSVC 1
#define CURL_DISABLE_AWS 1
#define CURL_DISABLE_BASIC_AUTH 1
#define CURL_DISABLE_BEARER_AUTH 1
#define CURL_DISABLE_BINDLOCAL 1  // sys/http_curl binds to interfaces itself
#define CURL_DISABLE_COOKIES 1
#define CURL_DISABLE_DIGEST_AUTH 1
#define CURL_DISABLE_DOH 1
#define CURL_DISABLE_FORM_API 1
#define CURL_DISABLE_GETOPTIONS 1
#define CURL_DISABLE_HEADERS_API 1
#define CURL_DISABLE_HSTS 1
#define CURL_DISABLE_HTTP_AUTH 1
#define CURL_DISABLE_HTTPSIG 1
#define CURL_DISABLE_IPFS 1
#define CURL_DISABLE_KERBEROS_AUTH 1
#define CURL_DISABLE_LIBCURL_OPTION 1
#define CURL_DISABLE_MIME 1
#define CURL_DISABLE_NEGOTIATE_AUTH 1
#define CURL_DISABLE_NETRC 1
#define CURL_DISABLE_PARSEDATE 1
#define CURL_DISABLE_PROGRESS_METER 1
#define CURL_DISABLE_PROXY 1  // 30 KB; a router is the one that others go through
#define CURL_DISABLE_SHA512_256 1
#define CURL_DISABLE_SHUFFLE_DNS 1
#define CURL_DISABLE_VERBOSE_STRINGS 1  // 50 KB; sys/curl_error has the sentences a user needs
#define CURL_DISABLE_WEBSOCKETS 1

#define USE_MBEDTLS 1
#define USE_IPV6 1
// curl's synchronous resolver leaves a look-up by siglongjmp, which crashed in static MIPS
// binaries; a thread can be left behind instead.
#define USE_RESOLV_THREADED 1
#define HAVE_THREADS_POSIX 1

#define SIZEOF_INT 4
#define SIZEOF_SHORT 2
#define SIZEOF_LONG __SIZEOF_LONG__
#define SIZEOF_SIZE_T __SIZEOF_SIZE_T__
#define SIZEOF_OFF_T 8
#define SIZEOF_CURL_OFF_T 8
#define SIZEOF_CURL_SOCKET_T 4
#define SIZEOF_TIME_T 8

// musl on every target; glibc under the sanitizers.
#define HAVE_ARPA_INET_H 1
#define HAVE_ATOMIC 1
#define HAVE_BOOL_T 1
#define HAVE_CLOCK_GETTIME_MONOTONIC 1
#define HAVE_DECL_FSEEKO 1
#define HAVE_FCNTL 1
#define HAVE_FCNTL_H 1
#define HAVE_FCNTL_O_NONBLOCK 1
#define HAVE_FREEADDRINFO 1
#define HAVE_FSEEKO 1
#define HAVE_GETADDRINFO 1
#define HAVE_GETADDRINFO_THREADSAFE 1
#define HAVE_GETEUID 1
#define HAVE_GETHOSTNAME 1
#define HAVE_GETPEERNAME 1
#define HAVE_GETRLIMIT 1
#define HAVE_GETSOCKNAME 1
#define HAVE_GETTIMEOFDAY 1
#define HAVE_GMTIME_R 1
#define HAVE_INTTYPES_H 1
#define HAVE_IOCTL_FIONBIO 1
#define HAVE_LIBGEN_H 1
#define HAVE_LINUX_TCP_H 1
#define HAVE_LOCALTIME_R 1
#define HAVE_LONGLONG 1
#define HAVE_MEMRCHR 1
#define HAVE_NETDB_H 1
#define HAVE_NETINET_IN_H 1
#define HAVE_NETINET_TCP_H 1
#define HAVE_NETINET_UDP_H 1
#define HAVE_NET_IF_H 1
// Kernels before 2.6.27 have pipe alone, which musl calls then. An eventfd would be one descriptor instead of two, but
// those kernels make none that is close-on-exec.
#define HAVE_PIPE 1
#define HAVE_PIPE2 1
#define HAVE_POLL 1
#define HAVE_POLL_H 1
#ifdef __GLIBC__
#define HAVE_GLIBC_STRERROR_R 1  // the sanitizers' build
#else
#define HAVE_POSIX_STRERROR_R 1
#endif
#define HAVE_PWD_H 1
#define HAVE_RECV 1
#define HAVE_SA_FAMILY_T 1
#define HAVE_SCHED_YIELD 1
#define HAVE_SELECT 1
#define HAVE_SEND 1
#define HAVE_SENDMSG 1
#define HAVE_SIGACTION 1
#define HAVE_SIGNAL 1
#define HAVE_SOCKADDR_IN6_SIN6_SCOPE_ID 1
#define HAVE_SOCKET 1
#define HAVE_SOCKETPAIR 1
#define HAVE_STDATOMIC_H 1
#define HAVE_STDBOOL_H 1
#define HAVE_STDINT_H 1
#define HAVE_STRCASECMP 1
#define HAVE_STRERROR_R 1
#define HAVE_STRINGS_H 1
#define HAVE_STRUCT_SOCKADDR_STORAGE 1
#define HAVE_STRUCT_TIMEVAL 1
#define HAVE_SUSECONDS_T 1
#define HAVE_SYS_IOCTL_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_POLL_H 1
#define HAVE_SYS_RESOURCE_H 1
#define HAVE_SYS_SELECT_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_UN_H 1
#define HAVE_TERMIOS_H 1
#define HAVE_UNISTD_H 1
#define NEED_REENTRANT 1
#define STDC_HEADERS 1
