#include "test/runner.h"

#include <cstring>
#include <vector>

namespace tellersight::test {
namespace {

struct Case {
  const char* name;
  void (*body)();
};

std::vector<Case>& Cases() {
  static std::vector<Case> cases;
  return cases;
}

constexpr int kShownFailures = 10;
int failures = 0;  // of the running test

}  // namespace

Registration::Registration(const char* name, void (*body)()) { Cases().push_back({name, body}); }

bool Report(bool passed, const char* file, int line, const char* expression) {
  if (passed) return true;
  if (++failures <= kShownFailures) printf("# %s:%d: %s\n", strrchr(file, '/') + 1, line, expression);
  return false;
}

}  // namespace tellersight::test

// Usage: the program [part of a test's name]
int main(int argc, char** argv) {
  using namespace tellersight::test;
  int ran = 0, failed = 0;
  for (const Case& test : Cases()) {
    if (argc > 1 && strstr(test.name, argv[1]) == nullptr) continue;
    failures = 0;
    test.body();
    ++ran;
    failed += failures > 0;
    printf("%s %d - %s\n", failures > 0 ? "not ok" : "ok", ran, test.name);
  }
  printf("1..%d\n", ran);
  return ran > 0 && failed == 0 ? 0 : 1;
}
