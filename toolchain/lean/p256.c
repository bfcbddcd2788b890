// SPDX-License-Identifier: MIT
// The arithmetic of P-256 for mbedTLS, through its own hooks (MBEDTLS_ECP_INTERNAL_ALT, ecp_internal_alt.h).
//
// mbedTLS calculates with numbers of any length from the heap; here they have 256 bits and lie on the stack. It
// inverts by a binary gcd in constant time, here Fermat's theorem does, with a tenth of the work. toolchain/README.md
// has the figures.
//
// Field elements are fully reduced, before and after each call, and nothing branches on a secret: the only branches are
// the special cases of an addition, which a multiplication by a secret never meets (ecp.c, ecp_add_mixed).
//
// Formulas: https://www.hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html. Reduction: FIPS 186-4, D.2.3.
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>
#include <stdbool.h>
#include <string.h>

#include "ecp_internal_alt.h"

// Loops of a few steps, which -Os would leave as they are.
#define UNROLLED _Pragma("clang loop unroll(full)")

typedef mbedtls_mpi_uint Limb;
typedef mbedtls_t_udbl Wide;
enum {
  kBits = 8 * sizeof(Limb),
  kLimbs = 256 / kBits,
  kMostPoints = 1 << (MBEDTLS_ECP_WINDOW_SIZE - 1)
};
typedef struct {
  Limb limb[kLimbs];  // the lowest first
} Field;

// Of 2^256 - 2^224 + 2^192 + 2^96 - 1, the lowest word first.
#if defined(MBEDTLS_HAVE_INT64)
static const Field kPrime = {{~0ULL, 0xffffffff, 0, 0xffffffff00000001}};
#else
static const Field kPrime = {{~0U, ~0U, ~0U, 0, 0, 0, 1, ~0U}};
#endif

// Each returns what is carried or borrowed.
static Limb add_limbs(Field* sum, const Field* a, const Field* b) {
  Wide rest = 0;
  UNROLLED for (int i = 0; i < kLimbs; ++i) {
    rest += (Wide)a->limb[i] + b->limb[i];
    sum->limb[i] = (Limb)rest;
    rest >>= kBits;
  }
  return (Limb)rest;
}
static Limb subtract_limbs(Field* difference, const Field* a, const Field* b) {
  Limb borrow = 0;
  UNROLLED for (int i = 0; i < kLimbs; ++i) {
    const Wide rest = (Wide)a->limb[i] - b->limb[i] - borrow;
    difference->limb[i] = (Limb)rest;
    borrow = (Limb)(rest >> kBits) & 1;
  }
  return borrow;
}

// The prime if `wanted` is 1, zero if it is 0.
static Field prime_if(Limb wanted) {
  Field masked;
  UNROLLED for (int i = 0; i < kLimbs; ++i) masked.limb[i] = kPrime.limb[i] & (0 - wanted);
  return masked;
}

// `carry`:`a` is below twice the prime.
static void subtract_prime(Field* a, Limb carry) {
  Field less;
  const Limb kept = 0 - (subtract_limbs(&less, a, &kPrime) & (carry ^ 1));
  UNROLLED for (int i = 0; i < kLimbs; ++i) {
    a->limb[i] = (a->limb[i] & kept) | (less.limb[i] & ~kept);
  }
}

static void add(Field* sum, const Field* a, const Field* b) {
  subtract_prime(sum, add_limbs(sum, a, b));
}
static void subtract(Field* difference, const Field* a, const Field* b) {
  const Field back = prime_if(subtract_limbs(difference, a, b));
  add_limbs(difference, difference, &back);
}

// Word `i` of a product, of 32 bits on every machine.
static int64_t word(const Limb product[2 * kLimbs], int i) {
  return (uint32_t)(product[i * 32 / kBits] >> (i * 32 % kBits));
}

// 2^256 is 2^224 - 2^192 - 2^96 + 1: `above` times that is added. Returns what is above then.
static int64_t fold(uint32_t words[8], int64_t above) {
  const int64_t added[8] = {above, 0, 0, -above, 0, 0, -above, above};
  int64_t rest = 0;
  UNROLLED for (int i = 0; i < 8; ++i) {
    rest += added[i] + words[i];
    words[i] = (uint32_t)rest;
    rest >>= 32;
  }
  return rest;
}

static void reduce(Field* result, const Limb product[2 * kLimbs]) {
#define C(i) word(product, i)
  const int64_t columns[8] = {
      C(0) + C(8) + C(9) - C(11) - C(12) - C(13) - C(14),
      C(1) + C(9) + C(10) - C(12) - C(13) - C(14) - C(15),
      C(2) + C(10) + C(11) - C(13) - C(14) - C(15),
      C(3) + 2 * (C(11) + C(12)) + C(13) - C(15) - C(8) - C(9),
      C(4) + 2 * (C(12) + C(13)) + C(14) - C(9) - C(10),
      C(5) + 2 * (C(13) + C(14)) + C(15) - C(10) - C(11),
      C(6) + 2 * (C(14) + C(15)) + C(14) + C(13) - C(8) - C(9),
      C(7) + 3 * C(15) + C(8) - C(10) - C(11) - C(12) - C(13),
  };
#undef C
  uint32_t words[8];
  int64_t rest = 0;
  UNROLLED for (int i = 0; i < 8; ++i) {
    rest += columns[i];
    words[i] = (uint32_t)rest;
    rest >>= 32;
  }
  // From -4 to 6, then from -1 to 1, then 0.
  fold(words, fold(words, rest));
  for (int i = 0; i < kLimbs; ++i) {
    result->limb[i] = words[i * kBits / 32];
#if defined(MBEDTLS_HAVE_INT64)
    result->limb[i] |= (Limb)words[2 * i + 1] << 32;
#endif
  }
  subtract_prime(result, 0);
}

static void multiply(Field* result, const Field* a, const Field* b) {
  Limb product[2 * kLimbs];
  Field above = {{0}};  // what the rows so far have left there
  for (int i = 0; i < kLimbs; ++i) {
    Limb carry = 0;
    UNROLLED for (int j = 0; j < kLimbs; ++j) {
      const Wide rest = (Wide)a->limb[i] * b->limb[j] + above.limb[j] + carry;
      if (j > 0)
        above.limb[j - 1] = (Limb)rest;
      else
        product[i] = (Limb)rest;
      carry = (Limb)(rest >> kBits);
    }
    above.limb[kLimbs - 1] = carry;
  }
  memcpy(product + kLimbs, above.limb, sizeof above);
  reduce(result, product);
}
static void square(Field* result, const Field* a) { multiply(result, a, a); }

// a^(2^times) * factor
static void raise(Field* a, int times, const Field* factor) {
  while (times-- > 0) square(a, a);
  multiply(a, a, factor);
}

// a^(prime - 2). ones[i] is a^(2^2^i - 1).
static void invert(Field* result, const Field* a) {
  Field ones[6];
  ones[0] = *a;
  for (int i = 0; i < 5; ++i) {
    ones[i + 1] = ones[i];
    raise(&ones[i + 1], 1 << i, &ones[i]);
  }
  // ffffffff 00000001 00000000 00000000 00000000 ffffffff ffffffff fffffffd
  Field power = ones[5];
  raise(&power, 32, &ones[0]);
  raise(&power, 128, &ones[5]);
  raise(&power, 32, &ones[5]);
  for (int i = 4; i > 0; --i) raise(&power, 1 << i, &ones[i]);
  raise(&power, 2, &ones[0]);
  *result = power;
}

static Field read(const mbedtls_mpi* number) {
  Field field;
  for (size_t i = 0; i < kLimbs; ++i) field.limb[i] = i < number->n ? number->p[i] : 0;
  return field;
}
static int write(mbedtls_mpi* number, const Field* field) {
  const int error = mbedtls_mpi_grow(number, kLimbs);
  if (error != 0) return error;
  for (size_t i = 0; i < number->n; ++i) number->p[i] = i < kLimbs ? field->limb[i] : 0;
  number->s = 1;
  return 0;
}

static bool is_number(const Field* field, Limb number) {
  Limb differences = field->limb[0] ^ number;
  for (int i = 1; i < kLimbs; ++i) differences |= field->limb[i];
  return differences == 0;
}

typedef struct {
  Field x, y, z;  // of x / z^2 and y / z^3; the zero point if z is 0
} Point;

static Point read_point(const mbedtls_ecp_point* point) {
  return (Point){read(&point->X), read(&point->Y), read(&point->Z)};
}
static int write_point(mbedtls_ecp_point* to, const Point* point) {
  int error = write(&to->X, &point->x);
  if (error == 0) error = write(&to->Y, &point->y);
  if (error == 0) error = write(&to->Z, &point->z);
  return error;
}

unsigned char mbedtls_internal_ecp_grp_capable(const mbedtls_ecp_group* group) {
  return group->id == MBEDTLS_ECP_DP_SECP256R1;
}
int mbedtls_internal_ecp_init(const mbedtls_ecp_group* group) {
  (void)group;
  return 0;
}
void mbedtls_internal_ecp_free(const mbedtls_ecp_group* group) { (void)group; }

// dbl-2001-b: 3 M + 5 S, with 2 y z multiplied out.
int mbedtls_internal_ecp_double_jac(const mbedtls_ecp_group* group, mbedtls_ecp_point* result,
                                    const mbedtls_ecp_point* of) {
  (void)group;
  Point p = read_point(of);
  struct {
    Field alpha, beta, gamma, delta;
  } t;
  square(&t.delta, &p.z);
  square(&t.gamma, &p.y);
  multiply(&t.beta, &p.x, &t.gamma);
  // alpha = 3 (x - delta) (x + delta)
  subtract(&t.alpha, &p.x, &t.delta);
  add(&t.delta, &p.x, &t.delta);
  multiply(&t.delta, &t.alpha, &t.delta);
  add(&t.alpha, &t.delta, &t.delta);
  add(&t.alpha, &t.alpha, &t.delta);
  // z = 2 y z
  multiply(&p.z, &p.y, &p.z);
  add(&p.z, &p.z, &p.z);
  // x = alpha^2 - 8 beta
  add(&t.beta, &t.beta, &t.beta);
  add(&t.beta, &t.beta, &t.beta);
  square(&p.x, &t.alpha);
  subtract(&p.x, &p.x, &t.beta);
  subtract(&p.x, &p.x, &t.beta);
  // y = alpha (4 beta - x) - 8 gamma^2
  subtract(&t.beta, &t.beta, &p.x);
  multiply(&p.y, &t.alpha, &t.beta);
  add(&t.gamma, &t.gamma, &t.gamma);
  square(&t.gamma, &t.gamma);
  subtract(&p.y, &p.y, &t.gamma);
  subtract(&p.y, &p.y, &t.gamma);
  const int error = write_point(result, &p);
  mbedtls_platform_zeroize(&t, sizeof t);
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

// madd-2004-hmv: 8 M + 3 S.
int mbedtls_internal_ecp_add_mixed(const mbedtls_ecp_group* group, mbedtls_ecp_point* result,
                                   const mbedtls_ecp_point* jacobian,
                                   const mbedtls_ecp_point* affine) {
  Point p = read_point(jacobian);
  Point q = read_point(affine);
  if (is_number(&p.z, 0)) return mbedtls_ecp_copy(result, affine);
  if (is_number(&q.z, 0)) return mbedtls_ecp_copy(result, jacobian);
  if (!is_number(&q.z, 1)) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  // q.x = x2 z1^2 - x1, q.y = y2 z1^3 - y1
  square(&q.z, &p.z);
  multiply(&q.x, &q.x, &q.z);
  multiply(&q.z, &q.z, &p.z);
  multiply(&q.y, &q.y, &q.z);
  subtract(&q.x, &q.x, &p.x);
  subtract(&q.y, &q.y, &p.y);
  if (is_number(&q.x, 0)) {
    if (is_number(&q.y, 0)) return mbedtls_internal_ecp_double_jac(group, result, jacobian);
    return mbedtls_ecp_set_zero(result);
  }
  multiply(&p.z, &p.z, &q.x);
  square(&q.z, &q.x);
  multiply(&q.x, &q.x, &q.z);  // the cube
  multiply(&q.z, &q.z, &p.x);  // x1 times the square
  // x = q.y^2 - cube - 2 q.z
  square(&p.x, &q.y);
  subtract(&p.x, &p.x, &q.x);
  subtract(&p.x, &p.x, &q.z);
  subtract(&p.x, &p.x, &q.z);
  // y = q.y (q.z - x) - y1 cube
  subtract(&q.z, &q.z, &p.x);
  multiply(&q.y, &q.y, &q.z);
  multiply(&p.y, &p.y, &q.x);
  subtract(&p.y, &q.y, &p.y);
  const int error = write_point(result, &p);
  mbedtls_platform_zeroize(&q, sizeof q);
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

static int normalize(mbedtls_ecp_point* point, const Field* inverse_of_z) {
  Point p = read_point(point);
  Field factor;
  multiply(&p.y, &p.y, inverse_of_z);
  square(&factor, inverse_of_z);
  multiply(&p.x, &p.x, &factor);
  multiply(&p.y, &p.y, &factor);
  p.z = (Field){{1}};
  const int error = write_point(point, &p);
  mbedtls_platform_zeroize(&factor, sizeof factor);
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

// By one inversion, of the product of all z.
int mbedtls_internal_ecp_normalize_jac_many(const mbedtls_ecp_group* group,
                                            mbedtls_ecp_point* points[], size_t count) {
  (void)group;
  if (count == 0 || count > kMostPoints) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  Field products[kMostPoints];  // of the first z up to this one
  products[0] = read(&points[0]->Z);
  for (size_t i = 1; i < count; ++i) {
    const Field z = read(&points[i]->Z);
    multiply(&products[i], &products[i - 1], &z);
  }
  Field inverse;  // of the products[i] that comes next
  invert(&inverse, &products[count - 1]);
  int error = 0;
  for (size_t i = count - 1; error == 0; --i) {
    const Field z = read(&points[i]->Z);
    Field own = inverse;
    if (i > 0) multiply(&own, &inverse, &products[i - 1]);
    multiply(&inverse, &inverse, &z);
    error = normalize(points[i], &own);
    if (i == 0) break;
  }
  mbedtls_platform_zeroize(products, sizeof products);
  mbedtls_platform_zeroize(&inverse, sizeof inverse);
  return error;
}

int mbedtls_internal_ecp_normalize_jac(const mbedtls_ecp_group* group, mbedtls_ecp_point* point) {
  return mbedtls_internal_ecp_normalize_jac_many(group, &point, 1);
}
