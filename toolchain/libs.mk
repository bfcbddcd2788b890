# The libraries, compiled file by file into $(O)/libdeps.a and $(O)/libcmocka.a: no configure step, no CMake.
S := build/src
space := $(subst ,, )

# Their sources come in one go; the stamp is as old as the lock file asks.
$(S)/.stamp: toolchain/sources.lock toolchain/fetch.py
	@python3 toolchain/fetch.py $(S)
	@mkdir -p build/include/cjson && cp $(S)/cjson/cJSON.h build/include/cjson/
	@touch $@

INI_FLAGS := -DINI_HANDLER_LINENO=1 -DINI_CALL_HANDLER_ON_NEW_SECTION=1 -DINI_STOP_ON_FIRST_ERROR=1 \
             -DINI_ALLOW_INLINE_COMMENTS=0 -DINI_ALLOW_MULTILINE=0 -DINI_ALLOW_BOM=0 -DINI_USE_STACK=0 \
             -DINI_ALLOW_REALLOC=0 -DINI_INITIAL_ALLOC=8192 -DINI_CUSTOM_ALLOCATOR=1
PUGI_FLAGS := -DPUGIXML_NO_XPATH -DPUGIXML_NO_EXCEPTIONS -DPUGIXML_NO_STL
# What our own sources need to include them.
LIB_FLAGS := -isystem toolchain/include -isystem build/include -isystem $(S)/mbedtls/include \
             -isystem $(S)/curl/include -isystem $(S)/pugixml/src -isystem $(S)/inih \
             -isystem $(S)/cmocka/include -DMBEDTLS_CONFIG_FILE='"wan53_mbedtls_config.h"' -DCURL_STATICLIB \
             $(INI_FLAGS) $(PUGI_FLAGS)

MBEDTLS_C := aes aesce aesni asn1parse asn1write base64 bignum bignum_core bignum_mod bignum_mod_raw \
             block_cipher chacha20 chachapoly cipher cipher_wrap constant_time ctr_drbg ecdh ecdsa ecp \
             ecp_curves ecp_curves_new entropy entropy_poll error gcm hkdf md oid pem pk pk_ecc pk_wrap pkparse \
             pkwrite platform platform_util poly1305 psa_crypto psa_crypto_aead psa_crypto_cipher \
             psa_crypto_client psa_crypto_driver_wrappers_no_static psa_crypto_ecp psa_crypto_ffdh \
             psa_crypto_hash psa_crypto_mac psa_crypto_pake psa_crypto_random psa_crypto_rsa \
             psa_crypto_slot_management psa_util rsa rsa_alt_helpers sha256 sha512 ssl_ciphersuites ssl_client \
             ssl_debug_helpers_generated ssl_msg ssl_tls ssl_tls12_client ssl_tls13_client ssl_tls13_generic \
             ssl_tls13_keys version x509 x509_crt
DEPS := $(MBEDTLS_C:%=mbedtls/library/%) curl cjson/cJSON pugixml/src/pugixml inih/ini lean/strtod lean/p256
DEP_FLAGS = $(TARGET_FLAGS) $(MODE_FLAGS) -ffunction-sections -fdata-sections -fno-strict-aliasing \
            -funsigned-char -ffile-prefix-map=$(CURDIR)=. -w $(LIB_FLAGS) $(CFLAGS)

$(O)/deps/mbedtls/%.o: LIB = -I$(S)/mbedtls/library
$(O)/deps/curl.o:      LIB = -I$(O)/deps/curl -I. -I$(S)/curl/lib -D_GNU_SOURCE -DHAVE_CONFIG_H -DBUILDING_LIBCURL
$(O)/deps/cjson/%.o:   LIB = -Dstrtod=lean_strtod
$(O)/deps/lean/p256.o: LIB = -I$(S)/mbedtls/library
$(O)/deps/cmocka/%.o:  LIB = -I$(S)/cmocka -Itoolchain/include/cmocka -D_GNU_SOURCE -DHAVE_CONFIG_H

CONFIGS := $(wildcard toolchain/include/*.h)

# Small would be slow here: on a router's CPU a handshake is mostly this. Compiled to the end, so that nothing done at link
# time for size reaches it.
FAST := bignum bignum_core ecp_curves sha256
$(FAST:%=$(O)/deps/mbedtls/library/%.o): private small = $(filter-out -flto,$(2)) -c $(1)
# P-256's reduction adds single words: -O2 makes two instructions of what were three, at hardly more bytes.
$(O)/deps/mbedtls/library/ecp_curves.o: private small = $(filter-out -flto,$(2)) -O2 -c $(1)
$(FAST:%=$(O)/deps/mbedtls/library/%.o) $(O)/deps/cjson/cJSON.o: toolchain/libs.mk
$(O)/deps/%.o: $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	$(call quiet,CC)$(call small,$(S)/$*.c,$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# Keys verify and sign: the tables of what else they can do lose the rest, and the linker drops it.
$(O)/deps/mbedtls/library/pk_wrap.o: toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	@grep -q '\.decrypt_func = rsa_decrypt_wrap,$$' $(S)/mbedtls/library/pk_wrap.c || \
	  { echo 'toolchain/libs.mk: the tables of mbedTLS are no longer as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed -E 's/\.(sign_rs|decrypt|encrypt|check_pair)_func = \w+,/.\1_func = NULL,/' \
	  $(S)/mbedtls/library/pk_wrap.c >$(@:.o=.c) && $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# A public key has nothing to complete, and of a private one all numbers are read: the checks alone remain.
$(O)/deps/mbedtls/library/rsa.o: toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	@grep -q '^    if (mbedtls_rsa_complete(rsa) != 0 ||$$' $(S)/mbedtls/library/rsa.c && \
	  grep -q '^    if ((ret = mbedtls_rsa_complete(rsa)) != 0 ||$$' $(S)/mbedtls/library/rsa.c || \
	  { echo 'toolchain/libs.mk: mbedTLS reads RSA keys no longer as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed 's/if (mbedtls_rsa_complete(rsa) != 0 ||/if (/; s/(ret = mbedtls_rsa_complete(rsa))/(ret = rsa_check_context(rsa, 1, 1))/; s/^int mbedtls_rsa_parse_key(/static int rsa_check_context(mbedtls_rsa_context const *, int, int);\n&/' \
	  $(S)/mbedtls/library/rsa.c >$(@:.o=.c) && $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# A signature by P-384 is rare, and only checked: without the table of its base point that takes a little longer.
$(O)/deps/mbedtls/library/ecp_curves.o: toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	@grep -q '^static const mbedtls_ecp_point secp384r1_T\[32\] = {$$' $(S)/mbedtls/library/ecp_curves.c || \
	  { echo 'toolchain/libs.mk: the table of P-384 is no longer as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed '/^static const mbedtls_ecp_point secp384r1_T\[32\] = {$$/,/^};/c #define secp384r1_T NULL' \
	  $(S)/mbedtls/library/ecp_curves.c >$(@:.o=.c) && $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# TLS 1.2 asks PSA's configuration whether it may take a signature by RSA-PSS, and then verifies it without PSA.
$(O)/deps/mbedtls/library/ssl_tls12_client.o: toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	@grep -q '^#if defined(PSA_WANT_ALG_RSA_PSS)$$' $(S)/mbedtls/library/ssl_tls12_client.c || \
	  { echo 'toolchain/libs.mk: TLS 1.2 no longer takes RSA-PSS as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed 's/defined(PSA_WANT_ALG_RSA_PSS)/defined(MBEDTLS_PKCS1_V21)/' $(S)/mbedtls/library/ssl_tls12_client.c \
	  >$(@:.o=.c) && $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# The number of a fatal alert goes into the free part of the error: sys/tls_cause has words for it.
$(O)/deps/mbedtls/library/ssl_msg.o: toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@mkdir -p $(@D)
	@grep -q '^ *return MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;$$' $(S)/mbedtls/library/ssl_msg.c || \
	  { echo 'toolchain/libs.mk: mbedTLS takes alerts no longer as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed 's/return MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;/return MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE - (ssl->in_msg[1] \& 0x7f);/' \
	  $(S)/mbedtls/library/ssl_msg.c >$(@:.o=.c) && $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# As one file, as curl's own build can: ten times as fast. What belongs to features that are switched off compiles to
# nothing; other systems' files are left out. Changed files are found first, in a folder of their own.
CURL_LEAN := $(wildcard toolchain/lean/curl_*)
$(O)/deps/curl.o: $(CURL_LEAN) $(O)/curl.options toolchain/libs.mk $(S)/.stamp $(O)/deps.flags $(CONFIGS)
	@rm -rf $(@:.o=) && mkdir -p $(@:.o=) && toolchain/lean/curl_cuts.py $(S)/curl/lib $(@:.o=)
	@for file in setopt getinfo; do \
	  sed -E 's/case ($(subst $(space),|,$(CURL_OPTIONS))):/kept \1:/; s/case CURL(OPT|INFO)_\w+://; s/kept (CURL\w+):/case \1:/' \
	    $(S)/curl/lib/$$file.c >$(@:.o=)/$$file.c; done
	@sed 's/^\(const struct Curl_scheme \*\)Curl_getn_scheme(/static \1search_all(/' $(S)/curl/lib/protocol.c >$(@:.o=)/protocol.c
	@{ echo toolchain/lean/curl_printf.h; (cd $(S)/curl/lib && ls *.c curlx/*.c vauth/*.c vdns/*.c vquic/*.c vtls/*.c) | \
	  grep -Ev 'win32|amigaos|macos|winapi|dllmain|cipher_suite|x509asn1|vtls_scache|cf-https-connect|multi_ev|ratelimit|inet_(ntop|pton)'; \
	  printf '%s\n' $(filter %.c,$(CURL_LEAN)); } | sed 's/.*/#include "&"/' >$(@:.o=.c)
	$(call quiet,CC)$(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) $(LIB) -o $@)
# The only options and facts that curl is asked for, and the types of facts. All others lose their labels in its switches,
# and the compiler drops what nothing leads to.
CURL_OPTIONS := $(addprefix CURLINFO_,STRING LONG DOUBLE SLIST SOCKET OFF_T) $(sort $(shell grep -ohE 'CURL(OPT|INFO)_[A-Z0-9_]+' src/sys/http_curl.cpp))
$(O)/curl.options: FORCE
	@mkdir -p $(@D)
	@$(call store,$(CURL_OPTIONS))
$(O)/deps/mbedtls/library/error.o: toolchain/lean/mbedtls_error.c $(S)/.stamp $(O)/deps.flags
	@mkdir -p $(@D)
	$(call quiet,CC)$(call small,$<,$(CC) $(DEP_FLAGS) -o $@)
# Its pages of 32 KB would come from the kernel one by one, and the reply about one name fills a tenth of one. With its header,
# one of 7,168 bytes fits into two pages of lean/pages.c.
$(O)/deps/pugixml/src/pugixml.o: $(S)/.stamp $(O)/deps.flags toolchain/libs.mk
	@mkdir -p $(@D)
	$(call quiet,CXX)$(call small,$(S)/pugixml/src/pugixml.cpp,\
	  $(CXX) -std=c++23 $(MODE_CXXFLAGS) -fno-exceptions -fno-rtti -DPUGIXML_MEMORY_PAGE_SIZE=7168 $(DEP_FLAGS) -o $@)
# inih cuts names after 50 bytes without a word, and a host may have 255: the limits are bare #defines.
$(O)/deps/inih/ini.o: $(S)/.stamp $(O)/deps.flags
	@mkdir -p $(@D)
	@grep -q '^#define MAX_SECTION 50$$' $(S)/inih/ini.c && grep -q '^#define MAX_NAME 50$$' $(S)/inih/ini.c || \
	  { echo 'toolchain/libs.mk: inih no longer limits names as the patch expects' >&2; exit 1; }
	$(call quiet,CC)sed -E 's/^#define MAX_(SECTION|NAME) 50$$/#define MAX_\1 320/' $(S)/inih/ini.c >$(@:.o=.c) && \
	  $(call small,$(@:.o=.c),$(CC) $(DEP_FLAGS) -o $@)

# Not optimised at link time: what that calls by itself must be there.
$(O)/deps/lean/%.o: toolchain/lean/%.c $(S)/.stamp $(O)/deps.flags
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(filter-out -flto,$(DEP_FLAGS)) $(LIB) -c -o $@ $<

# For the unit tests, beside those that the target has.
LEAN_TESTED := memcpy musl pages
$(LEAN_TESTED:%=$(O)/deps/lean_%.o): $(O)/deps/lean_%.o: toolchain/lean/%.c $(O)/deps.flags
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(filter-out -flto,$(DEP_FLAGS)) -fno-builtin -DLEAN_UNDER_TEST -c -o $@ $<

# For zig's targets: Debian's C library is as large as it is, has a fast memcpy, and the sanitizers need to see every call of it.
LEAN += $(if $(STUBS),$(LEAN_TESTED))
$(O)/libdeps.a: $(DEPS:%=$(O)/deps/%.o) $(LEAN:%=$(O)/deps/lean/%.o) toolchain/libs.mk
	$(call quiet,AR)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
$(O)/libcmocka.a: $(O)/deps/cmocka/src/cmocka.o
	$(call quiet,AR)rm -f $@ && $(AR) rcs $@ $^

$(O)/deps.flags: FORCE $(TOOLS)
	@mkdir -p $(@D)
	@$(call store,$(call small,,$(CC) $(DEP_FLAGS)))
