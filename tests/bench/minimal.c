// SPDX-License-Identifier: MIT
// The least that a round, or an invocation of the companion, can cost:
//     minimal BASE_URL CA_FILE REQUEST...
// Sends each REQUEST (a file that holds a signed HTTP/1.1 request as it was on the wire) on one
// connection, through the same libcurl and mbedTLS as wan53 with the same options, and reads the
// reply into memory. What is for Lambda's Runtime API goes there, on a connection of its own. It
// decides, signs and remembers nothing. Exits with 1 at the first reply that is not 2xx.
#include <curl/curl.h>
#include <mbedtls/ssl.h>
#include <psa/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kRuntime[] = "/2018-06-01/runtime/";

struct text {
  char* bytes;
  size_t size;
};

struct message {
  char* file;  // owns the texts below
  char* path;
  char* body;
  struct curl_slist* headers;
};

static size_t append(char* bytes, size_t size, size_t count, void* context) {
  struct text* text = context;
  char* longer = realloc(text->bytes, text->size + size * count + 1);
  if (!longer) return 0;
  memcpy(longer + text->size, bytes, size * count);
  text->bytes = longer;
  text->size += size * count;
  text->bytes[text->size] = 0;
  return size * count;
}

// Gives what is left of the body.
static size_t give(char* bytes, size_t size, size_t count, void* context) {
  const char** rest = context;
  const size_t length = strlen(*rest);
  const size_t n = length < size * count ? length : size * count;
  memcpy(bytes, *rest, n);
  *rest += n;
  return n;
}

static struct text read_file(const char* path) {
  struct text text = {NULL, 0};
  char block[4096];
  size_t n;
  FILE* file = fopen(path, "rb");
  if (!file) return text;
  while ((n = fread(block, 1, sizeof block, file)) > 0) append(block, 1, n, &text);
  fclose(file);
  return text;
}

static int starts_with(const char* line, const char* prefix) {
  return !strncmp(line, prefix, strlen(prefix));
}

// Cuts the request into its parts. libcurl writes Host and Content-Length itself.
static struct message parse(char* file) {
  struct message message = {.file = file, .headers = curl_slist_append(NULL, "Expect:")};
  char* head_end = file ? strstr(file, "\r\n\r\n") : NULL;
  if (!head_end) return message;
  message.body = head_end + 4;
  head_end[2] = 0;
  message.path = strchr(file, ' ') + 1;
  char* line = strstr(file, "\r\n") + 2;
  *strchr(message.path, ' ') = 0;
  for (char* end; (end = strstr(line, "\r\n")); line = end + 2) {
    *end = 0;
    if (starts_with(line, "Host:") || starts_with(line, "Content-Length:")) continue;
    message.headers = curl_slist_append(message.headers, line);
  }
  return message;
}

static long send_message(CURL* curl, const char* base, const struct message* message) {
  char url[1024];
  char detail[CURL_ERROR_SIZE] = "";
  struct text reply = {NULL, 0};
  const char* rest = message->body;
  long status = 0;
  snprintf(url, sizeof url, "%s%s", base, message->path);
  if (*message->body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(message->body));
    curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
  } else {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, message->headers);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) fprintf(stderr, "minimal: %s: %d %s\n", url, (int)code, detail);
  free(reply.bytes);
  return code == CURLE_OK ? status : 0;
}

// As wan53 does: its libcurl reads no certificates.
static CURLcode trust(CURL* curl, void* config, void* roots) {
  (void)curl;
  mbedtls_ssl_conf_ca_chain(config, roots, NULL);
  return CURLE_OK;
}

// As Lambda names it.
static const char* runtime_api(void) {
  static char url[256];
  const char* authority = getenv("AWS_LAMBDA_RUNTIME_API");
  snprintf(url, sizeof url, "http://%s", authority ? authority : "");
  return url;
}

static CURL* new_handle(mbedtls_x509_crt* roots) {
  CURL* curl = curl_easy_init();
  if (!curl) return NULL;
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, trust);
  curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, roots);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  return curl;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fputs("usage: minimal BASE_URL CA_FILE REQUEST...\n", stderr);
    return 2;
  }
  curl_global_init(CURL_GLOBAL_NOTHING);
  psa_crypto_init();  // which reading a certificate needs
  struct text pem = read_file(argv[2]);
  mbedtls_x509_crt roots;
  mbedtls_x509_crt_init(&roots);
  const int unread = mbedtls_x509_crt_parse(&roots, (unsigned char*)pem.bytes, pem.size + 1);
  CURL* curl = unread ? NULL : new_handle(&roots);
  int failed = !curl;
  for (int i = 3; i < argc && !failed; ++i) {
    struct message message = parse(read_file(argv[i]).bytes);
    const char* base =
        message.path && starts_with(message.path, kRuntime) ? runtime_api() : argv[1];
    failed = !message.path || send_message(curl, base, &message) / 100 != 2;
    curl_slist_free_all(message.headers);
    free(message.file);
  }
  curl_easy_cleanup(curl);
  mbedtls_x509_crt_free(&roots);
  free(pem.bytes);
  curl_global_cleanup();
  return failed;
}
