// SPDX-License-Identifier: MIT
// The arithmetic of P-256 (toolchain/lean/p256.c), beside the same formulas calculated by mbedTLS's
// numbers of any length, and beside results that NIST has published.
#include <mbedtls/ecp.h>

#include <string>
#include <vector>

#include "base/compose.h"
#include "test.h"

// mbedTLS's ecp_internal_alt.h, which is not installed.
extern "C" {
int mbedtls_internal_ecp_add_mixed(const mbedtls_ecp_group* grp, mbedtls_ecp_point* R,
                                   const mbedtls_ecp_point* P, const mbedtls_ecp_point* Q);
int mbedtls_internal_ecp_double_jac(const mbedtls_ecp_group* grp, mbedtls_ecp_point* R,
                                    const mbedtls_ecp_point* P);
int mbedtls_internal_ecp_normalize_jac_many(const mbedtls_ecp_group* grp, mbedtls_ecp_point* T[],
                                            size_t t_len);
int mbedtls_internal_ecp_normalize_jac(const mbedtls_ecp_group* grp, mbedtls_ecp_point* pt);
}

namespace wan53 {
namespace {

// A residue by the prime; every result is one.
class Number {
 public:
  Number(const std::string& hex = "0") {
    mbedtls_mpi_init(&number_);
    mbedtls_mpi_read_string(&number_, 16, hex.c_str());
  }
  Number(const Number& other) : Number() { mbedtls_mpi_copy(&number_, &other.number_); }
  ~Number() { mbedtls_mpi_free(&number_); }
  Number& operator=(const Number& other) {
    mbedtls_mpi_copy(&number_, &other.number_);
    return *this;
  }
  std::string hex() const {
    char text[80];
    std::size_t size = 0;
    mbedtls_mpi_write_string(&number_, 16, text, sizeof text, &size);
    return text;
  }
  friend Number operator*(const Number& a, const Number& b) {
    Number result;
    mbedtls_mpi_mul_mpi(&result.number_, &a.number_, &b.number_);
    return result.reduced();
  }
  friend Number operator+(const Number& a, const Number& b) {
    Number result;
    mbedtls_mpi_add_mpi(&result.number_, &a.number_, &b.number_);
    return result.reduced();
  }
  friend Number operator-(const Number& a, const Number& b) {
    Number result;
    mbedtls_mpi_sub_mpi(&result.number_, &a.number_, &b.number_);
    return result.reduced();
  }
  Number inverse() const {
    Number result;
    mbedtls_mpi_inv_mod(&result.number_, &number_, &prime().number_);
    return result;
  }
  static const Number& prime() {
    static const Number number("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    return number;
  }
  bool is_zero() const { return mbedtls_mpi_cmp_int(&number_, 0) == 0; }
  const mbedtls_mpi& mpi() const { return number_; }

 private:
  Number& reduced() {
    mbedtls_mpi_mod_mpi(&number_, &number_, &prime().number_);
    return *this;
  }
  mbedtls_mpi number_;
};

class Point {
 public:
  Point() { mbedtls_ecp_point_init(&point_); }
  Point(const Number& x, const Number& y, const Number& z) : Point() {
    mbedtls_mpi_copy(&point_.MBEDTLS_PRIVATE(X), &x.mpi());
    mbedtls_mpi_copy(&point_.MBEDTLS_PRIVATE(Y), &y.mpi());
    mbedtls_mpi_copy(&point_.MBEDTLS_PRIVATE(Z), &z.mpi());
  }
  Point(const Point& other) : Point() { mbedtls_ecp_copy(&point_, &other.point_); }
  Point& operator=(const Point&) = delete;
  ~Point() { mbedtls_ecp_point_free(&point_); }
  std::string text() const {
    return compose("{} {} {}", hex(point_.MBEDTLS_PRIVATE(X)), hex(point_.MBEDTLS_PRIVATE(Y)),
                   hex(point_.MBEDTLS_PRIVATE(Z)));
  }
  mbedtls_ecp_point* get() { return &point_; }

 private:
  static std::string hex(const mbedtls_mpi& number) {
    char text[80];
    std::size_t size = 0;
    mbedtls_mpi_write_string(&number, 16, text, sizeof text, &size);
    return text;
  }
  mbedtls_ecp_point point_;
};

class Curve {
 public:
  Curve() {
    mbedtls_ecp_group_init(&group_);
    mbedtls_ecp_group_load(&group_, MBEDTLS_ECP_DP_SECP256R1);
  }
  ~Curve() { mbedtls_ecp_group_free(&group_); }
  Curve(const Curve&) = delete;
  Curve& operator=(const Curve&) = delete;
  mbedtls_ecp_group* get() { return &group_; }

 private:
  mbedtls_ecp_group group_;
};

// A generator that is the same on every machine.
class Digits {
 public:
  Number number() {
    std::string hex;
    for (int i = 0; i < 64; ++i) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      hex += "0123456789ABCDEF"[state_ >> 60];
    }
    return Number(hex) + Number();
  }

 private:
  std::uint64_t state_ = 53;
};

// Those at which carries and the reduction turn, then any.
std::vector<Number> numbers() {
  std::vector<Number> all;
  for (const char* hex :
       {"1", "2", "3", "FFFFFFFF", "100000000", "FFFFFFFFFFFFFFFF", "10000000000000000",
        "1000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFF", "1000000000000000000000000000000",
        "1000000000000000000000000000000000000000000000000",
        "100000000000000000000000000000000000000000000000000000000",
        "FFFFFFFF00000000000000000000000000000000000000000000000000000000",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "00000000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFE",
        "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFD",
        "7FFFFFFF800000008000000000000000000000007FFFFFFFFFFFFFFFFFFFFFFF",
        "FFFFFFFF00000001000000000000000000000000FFFFFFFF0000000000000000"}) {
    all.emplace_back(hex);
  }
  Digits digits;
  for (int i = 0; i < 20; ++i) all.push_back(digits.number());
  return all;
}

// Any three numbers do: the formulas ask for no point of the curve.
Point doubled(const Number& x, const Number& y, const Number& z) {
  const Number square = z * z;
  const Number slope = Number("3") * (x - square) * (x + square);
  const Number middle = Number("4") * x * y * y;
  const Number new_x = slope * slope - middle - middle;
  return {new_x, slope * (middle - new_x) - Number("8") * y * y * y * y, Number("2") * y * z};
}

Point sum(const Number& x1, const Number& y1, const Number& z1, const Number& x2,
          const Number& y2) {
  const Number h = x2 * z1 * z1 - x1;
  const Number r = y2 * z1 * z1 * z1 - y1;
  const Number x = r * r - h * h * h - Number("2") * x1 * h * h;
  return {x, r * (x1 * h * h - x) - y1 * h * h * h, z1 * h};
}

TEST(p256_doubles_and_normalizes_as_numbers_do) {
  Curve curve;
  const std::vector<Number> all = numbers();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      const Number& x = all[i];
      const Number& y = all[j];
      const Number& z = all[(3 * i + 5 * j) % all.size()];
      Point point(x, y, z);
      CHECK(mbedtls_internal_ecp_double_jac(curve.get(), point.get(), point.get()) == 0);
      CHECK_TEXT(point.text(), doubled(x, y, z).text());
      Point normal(x, y, z);
      CHECK(mbedtls_internal_ecp_normalize_jac(curve.get(), normal.get()) == 0);
      const Number inverse = z.inverse();
      CHECK_TEXT(normal.text(),
                 Point(x * inverse * inverse, y * inverse * inverse * inverse, Number("1")).text());
    }
  }
}

TEST(p256_adds_as_numbers_do) {
  Curve curve;
  const std::vector<Number> all = numbers();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < all.size(); ++j) {
      const Number& x1 = all[i];
      const Number& y1 = all[j];
      const Number& z1 = all[(i + 2 * j) % all.size()];
      const Number& x2 = all[(5 * i + j) % all.size()];
      const Number& y2 = all[(7 * i + 3 * j + 1) % all.size()];
      if ((x2 * z1 * z1 - x1).is_zero()) continue;  // the next test has these
      Point point(x1, y1, z1);
      Point affine(x2, y2, Number("1"));
      CHECK(mbedtls_internal_ecp_add_mixed(curve.get(), point.get(), point.get(), affine.get()) ==
            0);
      CHECK_TEXT(point.text(), sum(x1, y1, z1, x2, y2).text());
    }
  }
}

TEST(p256_adds_where_the_formula_ends) {
  Curve curve;
  Digits digits;
  const Number x = digits.number();
  const Number y = digits.number();
  const Number z = digits.number();
  const Point any(x * z * z, y * z * z * z, z);
  const Point affine(x, y, Number("1"));
  const Point opposite(x, Number() - y, Number("1"));
  const Point zero(Number("1"), Number("1"), Number());
  const struct {
    const char* what;
    const Point& a;
    const Point& b;
    std::string sum;
  } rows[] = {
      {"a point and itself", any, affine, doubled(x * z * z, y * z * z * z, z).text()},
      {"a point and its opposite", any, opposite, zero.text()},
      {"zero and a point", zero, affine, affine.text()},
      {"a point and zero", any, zero, any.text()},
      {"zero and zero", zero, zero, zero.text()},
  };
  for (const auto& row : rows) {
    Point a = row.a;
    Point b = row.b;
    CHECK(mbedtls_internal_ecp_add_mixed(curve.get(), a.get(), a.get(), b.get()) == 0);
    CHECK_ROW(row.what, a.text() == row.sum);
  }
  Point a = any;
  Point b = any;  // not affine
  CHECK(mbedtls_internal_ecp_add_mixed(curve.get(), a.get(), a.get(), b.get()) != 0);
  Point unset = affine;
  mbedtls_mpi_free(&unset.get()->MBEDTLS_PRIVATE(Z));
  CHECK(mbedtls_internal_ecp_add_mixed(curve.get(), a.get(), a.get(), unset.get()) != 0);
}

// As mbedTLS's own, which finds no inverse then.
TEST(p256_normalizes_no_zero) {
  Curve curve;
  Digits digits;
  Point point(digits.number(), digits.number(), digits.number());
  Point zero(Number("1"), Number("1"), Number());
  mbedtls_ecp_point* both[] = {point.get(), zero.get()};
  CHECK(mbedtls_internal_ecp_normalize_jac(curve.get(), zero.get()) != 0);
  CHECK(mbedtls_internal_ecp_normalize_jac_many(curve.get(), both, 2) != 0);
}

TEST(p256_normalizes_many_at_once) {
  Curve curve;
  const std::vector<Number> all = numbers();
  for (std::size_t count = 1; count <= 8; ++count) {
    std::vector<Point> together;
    std::vector<Point> alone;
    for (std::size_t i = 0; i < count; ++i) {
      together.emplace_back(all[i + count], all[i + 5], all[2 * i + count]);
      alone.push_back(together.back());
    }
    std::vector<mbedtls_ecp_point*> pointers;
    for (Point& each : together) pointers.push_back(each.get());
    CHECK(mbedtls_internal_ecp_normalize_jac_many(curve.get(), pointers.data(), count) == 0);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(mbedtls_internal_ecp_normalize_jac(curve.get(), alone[i].get()) == 0);
      CHECK_TEXT(together[i].text(), alone[i].text());
    }
  }
}

TEST(p256_multiplies_as_published) {
  // A multiple of the base point (by its table), and one of any point (by one made on the way):
  // CAVS 14.1, ECC CDH, P-256, count 0: the server's point, our key, our point, the shared secret.
  Curve curve;
  const Number d("7D7DC5F71EB29DDAF80D6214632EEAE03D9058AF1FB6D22ED80BADB62BC1A534");
  Point server(Number("700C48F77F56584C5CC632CA65640DB91B6BACCE3A4DF6B42CE7CC838833D287"),
               Number("DB71E509E3FD9B060DDB20BA5C51DCC5948D46FBF640DFE0441782CAB85FA4AC"),
               Number("1"));
  Point own;
  CHECK(mbedtls_ecp_mul(curve.get(), own.get(), &d.mpi(), &curve.get()->G, nullptr, nullptr) !=
        0);  // a secret wants random numbers
  const auto no_random = [](void*, unsigned char* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(53 + i);
    return 0;
  };
  CHECK(mbedtls_ecp_mul(curve.get(), own.get(), &d.mpi(), &curve.get()->G, no_random, nullptr) ==
        0);
  CHECK_TEXT(own.text(),
             "EAD218590119E8876B29146FF89CA61770C4EDBBF97D38CE385ED281D8A6B230 "
             "28AF61281FD35E2FA7002523ACC85A429CB06EE6648325389F59EDFCE1405141 01");
  Point shared;
  CHECK(mbedtls_ecp_mul(curve.get(), shared.get(), &d.mpi(), server.get(), no_random, nullptr) ==
        0);
  CHECK_TEXT(shared.text().substr(0, 64),
             "46FC62106420FF012E54A434FBDD2D25CCC5852060561E68040DD7778997BD7B");
}

}  // namespace
}  // namespace wan53
