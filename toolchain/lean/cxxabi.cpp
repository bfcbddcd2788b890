// SPDX-License-Identifier: MIT
// Nothing of ours throws, but libc++ and libc++abi can: their exceptions, unwinder and demangler
// are 94 KB on ARM. These names are found before theirs; what would throw ends the program, as an
// uncaught exception would.
#include <cstdlib>
#include <new>

namespace {
std::new_handler g_new_handler = std::abort;
}  // namespace

namespace std {
[[noreturn]] void terminate() noexcept { abort(); }
new_handler set_new_handler(new_handler handler) noexcept {
  const new_handler old = g_new_handler;
  g_new_handler = handler;
  return old;
}
}  // namespace std

// libc++'s own would write why, with musl's printf.
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) noexcept { std::abort(); }
_LIBCPP_END_NAMESPACE_STD

void* operator new(std::size_t size) {
  void* memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) g_new_handler();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size != 0 ? size : 1);
}
void* operator new[](std::size_t size) { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

#define NEVER(name) \
  [[noreturn]] void name() { std::abort(); }

extern "C" {
NEVER(_Unwind_Resume)
NEVER(__aeabi_unwind_cpp_pr0)
NEVER(__aeabi_unwind_cpp_pr1)
NEVER(__aeabi_unwind_cpp_pr2)
NEVER(__cxa_allocate_exception)
NEVER(__cxa_begin_catch)
NEVER(__cxa_begin_cleanup)
NEVER(__cxa_call_terminate)
NEVER(__cxa_call_unexpected)
NEVER(__cxa_current_exception_type)
NEVER(__cxa_current_primary_exception)
NEVER(__cxa_decrement_exception_refcount)
NEVER(__cxa_demangle)
NEVER(__cxa_end_catch)
NEVER(__cxa_end_cleanup)
NEVER(__cxa_free_exception)
NEVER(__cxa_get_exception_ptr)
NEVER(__cxa_increment_exception_refcount)
NEVER(__cxa_init_primary_exception)
NEVER(__cxa_rethrow)
NEVER(__cxa_rethrow_primary_exception)
NEVER(__cxa_throw)
NEVER(__cxa_uncaught_exception)
NEVER(__cxa_uncaught_exceptions)
NEVER(__gxx_personality_v0)
}
