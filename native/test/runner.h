// A test runner small enough to read at once: TEST registers, CHECK counts, the program prints TAP.
#ifndef TELLERSIGHT_TEST_RUNNER_H_
#define TELLERSIGHT_TEST_RUNNER_H_

#include <cstdio>

namespace tellersight::test {

// Runs before main, at static initialisation.
struct Registration {
  Registration(const char* name, void (*body)());
};

// Counts a failed check of the running test and prints where (the first ones only: random tests fail in
// thousands).
bool Report(bool passed, const char* file, int line, const char* expression);

}  // namespace tellersight::test

#define TEST(name)                                                                 \
  static void name();                                                              \
  static const ::tellersight::test::Registration registration_##name(#name, name); \
  static void name()

#define CHECK(expression) ::tellersight::test::Report((expression), __FILE__, __LINE__, #expression)

#endif  // TELLERSIGHT_TEST_RUNNER_H_
