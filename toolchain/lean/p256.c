// SPDX-License-Identifier: MIT
// P-256 behind mbedTLS's own hooks (MBEDTLS_ECP_INTERNAL_ALT, ecp_internal_alt.h). The arithmetic is mbedTLS's; but
// numbers lie on the stack instead of the heap, and Fermat's theorem inverts instead of a binary gcd in constant time.
// toolchain/README.md says what that saves.
//
// Field elements are below the prime, before and after each call, and nothing branches on a secret: the only branches
// are the special cases of an addition, which a multiplication by a secret never meets (ecp.c, ecp_add_mixed).
//
// Formulas: https://www.hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html.
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>
#include <stdbool.h>
#include <string.h>

#include "bignum_core.h"
#include "ecp_internal_alt.h"

typedef mbedtls_mpi_uint Limb;
enum { kLimbs = 32 / sizeof(Limb), kMostPoints = 1 << (MBEDTLS_ECP_WINDOW_SIZE - 1) };
typedef struct {
  Limb limb[kLimbs];  // the lowest first
} Field;
typedef const mbedtls_ecp_group Curve;

// `carry`: `a` is 2^256 more. In all it is below twice the prime.
static void subtract_prime(Curve* curve, Limb* a, Limb carry) {
  const Limb borrow = mbedtls_mpi_core_sub(a, a, curve->P.p, kLimbs);
  mbedtls_mpi_core_add_if(a, curve->P.p, kLimbs, carry ^ borrow);
}

static void add(Curve* curve, Field* sum, const Field* a, const Field* b) {
  subtract_prime(curve, sum->limb, mbedtls_mpi_core_add(sum->limb, a->limb, b->limb, kLimbs));
}
static void subtract(Curve* curve, Field* difference, const Field* a, const Field* b) {
  const Limb borrow = mbedtls_mpi_core_sub(difference->limb, a->limb, b->limb, kLimbs);
  mbedtls_mpi_core_add_if(difference->limb, curve->P.p, kLimbs, borrow);
}

static void multiply(Curve* curve, Field* result, const Field* a, const Field* b) {
  Limb product[2 * kLimbs];
  mbedtls_mpi_core_mul(product, a->limb, kLimbs, b->limb, kLimbs);
  // Refuses other sizes only, and leaves less than twice the prime (ecp_curves.c, FAST_QUASI_REDUCTION).
  curve->modp(&(mbedtls_mpi){.p = product, .s = 1, .n = 2 * kLimbs});
  subtract_prime(curve, product, 0);
  memcpy(result->limb, product, sizeof result->limb);
}
static void square(Curve* curve, Field* result, const Field* a) { multiply(curve, result, a, a); }

// a^(2^times) * factor
static void raise(Curve* curve, Field* a, int times, const Field* factor) {
  while (times-- > 0) square(curve, a, a);
  multiply(curve, a, a, factor);
}

// a^(prime - 2). ones[i] is a^(2^2^i - 1).
static void invert(Curve* curve, Field* result, const Field* a) {
  Field ones[6];
  ones[0] = *a;
  for (int i = 0; i < 5; ++i) {
    ones[i + 1] = ones[i];
    raise(curve, &ones[i + 1], 1 << i, &ones[i]);
  }
  // ffffffff 00000001 00000000 00000000 00000000 ffffffff ffffffff fffffffd
  Field power = ones[5];
  raise(curve, &power, 32, &ones[0]);
  raise(curve, &power, 128, &ones[5]);
  raise(curve, &power, 32, &ones[5]);
  for (int i = 4; i > 0; --i) raise(curve, &power, 1 << i, &ones[i]);
  raise(curve, &power, 2, &ones[0]);
  *result = power;
  mbedtls_platform_zeroize(ones, sizeof ones);
  mbedtls_platform_zeroize(&power, sizeof power);
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

unsigned char mbedtls_internal_ecp_grp_capable(Curve* curve) {
  return curve->id == MBEDTLS_ECP_DP_SECP256R1;
}
int mbedtls_internal_ecp_init(Curve* curve) {
  (void)curve;
  return 0;
}
void mbedtls_internal_ecp_free(Curve* curve) { (void)curve; }

// dbl-2001-b: 3 M + 5 S, with 2 y z multiplied out.
int mbedtls_internal_ecp_double_jac(Curve* curve, mbedtls_ecp_point* result,
                                    const mbedtls_ecp_point* of) {
  Point p = read_point(of);
  struct {
    Field alpha, beta, gamma, delta;
  } t;
  square(curve, &t.delta, &p.z);
  square(curve, &t.gamma, &p.y);
  multiply(curve, &t.beta, &p.x, &t.gamma);
  // alpha = 3 (x - delta) (x + delta)
  subtract(curve, &t.alpha, &p.x, &t.delta);
  add(curve, &t.delta, &p.x, &t.delta);
  multiply(curve, &t.delta, &t.alpha, &t.delta);
  add(curve, &t.alpha, &t.delta, &t.delta);
  add(curve, &t.alpha, &t.alpha, &t.delta);
  // z = 2 y z
  multiply(curve, &p.z, &p.y, &p.z);
  add(curve, &p.z, &p.z, &p.z);
  // x = alpha^2 - 8 beta
  add(curve, &t.beta, &t.beta, &t.beta);
  add(curve, &t.beta, &t.beta, &t.beta);
  square(curve, &p.x, &t.alpha);
  subtract(curve, &p.x, &p.x, &t.beta);
  subtract(curve, &p.x, &p.x, &t.beta);
  // y = alpha (4 beta - x) - 8 gamma^2
  subtract(curve, &t.beta, &t.beta, &p.x);
  multiply(curve, &p.y, &t.alpha, &t.beta);
  add(curve, &t.gamma, &t.gamma, &t.gamma);
  square(curve, &t.gamma, &t.gamma);
  subtract(curve, &p.y, &p.y, &t.gamma);
  subtract(curve, &p.y, &p.y, &t.gamma);
  const int error = write_point(result, &p);
  mbedtls_platform_zeroize(&t, sizeof t);
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

// madd-2004-hmv: 8 M + 3 S.
int mbedtls_internal_ecp_add_mixed(Curve* curve, mbedtls_ecp_point* result,
                                   const mbedtls_ecp_point* jacobian,
                                   const mbedtls_ecp_point* affine) {
  if (affine->Z.p == NULL) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  Point p = read_point(jacobian);
  Point q = read_point(affine);
  if (is_number(&p.z, 0)) return mbedtls_ecp_copy(result, affine);
  if (is_number(&q.z, 0)) return mbedtls_ecp_copy(result, jacobian);
  if (!is_number(&q.z, 1)) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  // q.x = x2 z1^2 - x1, q.y = y2 z1^3 - y1
  square(curve, &q.z, &p.z);
  multiply(curve, &q.x, &q.x, &q.z);
  multiply(curve, &q.z, &q.z, &p.z);
  multiply(curve, &q.y, &q.y, &q.z);
  subtract(curve, &q.x, &q.x, &p.x);
  subtract(curve, &q.y, &q.y, &p.y);
  if (is_number(&q.x, 0)) {
    if (is_number(&q.y, 0)) return mbedtls_internal_ecp_double_jac(curve, result, jacobian);
    return mbedtls_ecp_set_zero(result);
  }
  multiply(curve, &p.z, &p.z, &q.x);
  square(curve, &q.z, &q.x);
  multiply(curve, &q.x, &q.x, &q.z);  // the cube
  multiply(curve, &q.z, &q.z, &p.x);  // x1 times the square
  // x = q.y^2 - cube - 2 q.z
  square(curve, &p.x, &q.y);
  subtract(curve, &p.x, &p.x, &q.x);
  subtract(curve, &p.x, &p.x, &q.z);
  subtract(curve, &p.x, &p.x, &q.z);
  // y = q.y (q.z - x) - y1 cube
  subtract(curve, &q.z, &q.z, &p.x);
  multiply(curve, &q.y, &q.y, &q.z);
  multiply(curve, &p.y, &p.y, &q.x);
  subtract(curve, &p.y, &q.y, &p.y);
  const int error = write_point(result, &p);
  mbedtls_platform_zeroize(&q, sizeof q);
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

static int normalize(Curve* curve, mbedtls_ecp_point* point, const Field* inverse_of_z) {
  Point p = read_point(point);
  Field factor;
  multiply(curve, &p.y, &p.y, inverse_of_z);
  square(curve, &factor, inverse_of_z);
  multiply(curve, &p.x, &p.x, &factor);
  multiply(curve, &p.y, &p.y, &factor);
  p.z = (Field){{1}};
  const int error = write_point(point, &p);
  mbedtls_platform_zeroize(&factor, sizeof factor);
  square(curve, &factor, &factor);  // the last product on the stack is no coordinate then
  mbedtls_platform_zeroize(&p, sizeof p);
  return error;
}

// By one inversion, of the product of all z.
int mbedtls_internal_ecp_normalize_jac_many(Curve* curve, mbedtls_ecp_point* points[],
                                            size_t count) {
  if (count == 0 || count > kMostPoints) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  Field products[kMostPoints];  // of the first z up to this one
  products[0] = read(&points[0]->Z);
  for (size_t i = 1; i < count; ++i) {
    const Field z = read(&points[i]->Z);
    multiply(curve, &products[i], &products[i - 1], &z);
  }
  if (is_number(&products[count - 1], 0)) return MBEDTLS_ERR_ECP_BAD_INPUT_DATA;
  Field inverse;  // of the products[i] that comes next
  invert(curve, &inverse, &products[count - 1]);
  int error = 0;
  for (size_t i = count - 1; error == 0; --i) {
    const Field z = read(&points[i]->Z);
    Field own = inverse;
    if (i > 0) multiply(curve, &own, &inverse, &products[i - 1]);
    multiply(curve, &inverse, &inverse, &z);
    error = normalize(curve, points[i], &own);
    if (i == 0) break;
  }
  mbedtls_platform_zeroize(products, sizeof products);
  mbedtls_platform_zeroize(&inverse, sizeof inverse);
  return error;
}

int mbedtls_internal_ecp_normalize_jac(Curve* curve, mbedtls_ecp_point* point) {
  return mbedtls_internal_ecp_normalize_jac_many(curve, &point, 1);
}
