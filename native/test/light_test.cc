#include <errno.h>

#include <cstring>

#include "illuminator/gpio_line.h"
#include "illuminator/xu_control.h"
#include "test/fake_light.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

bool Is(const LightStatus& status, const char* code) {
  return status.code != nullptr && strcmp(status.code, code) == 0;
}

bool Says(const LightStatus& status, const char* text) {
  return status.text.find(text) != std::string::npos;
}

}  // namespace

TEST(ALineIsTakenDarkAndNamed) {
  FakeLight fake;
  GpioLine line(fake, "/dev/gpiochip9", 5, false);
  CHECK(line.Open().ok());
  CHECK(!fake.high && fake.line == 5 && fake.consumer == "tellersight-ir");
  CHECK(fake.opened == 2 && fake.closed == 1);  // the chip is not kept
  int64_t at = 0;
  CHECK(line.Set(true, &at).ok() && fake.high && at == fake.now_us);
  CHECK(line.Set(false, &at).ok() && !fake.high);
  line.Close();
  line.Close();
  CHECK(fake.closed == 2);
  CHECK(Is(line.Set(true, &at), "LIGHT_FAILED") && !fake.high);
}

TEST(AnActiveLowLineIsDarkWhenHigh) {
  FakeLight fake;
  fake.high = false;
  GpioLine line(fake, "/dev/gpiochip9", 0, true);
  CHECK(line.Open().ok() && fake.high);
  int64_t at = 0;
  CHECK(line.Set(true, &at).ok() && !fake.high);
}

TEST(LinesThatCannotBeHadHaveTheirCodes) {
  FakeLight fake;
  CHECK(Is(GpioLine(fake, "/dev/nothing", 0, false).Open(), "LIGHT_MISSING"));
  const LightStatus beyond = GpioLine(fake, "/dev/gpiochip9", 8, false).Open();
  CHECK(Is(beyond, "LIGHT_MISMATCH") && Says(beyond, "/dev/gpiochip9 line 8"));
  CHECK(Is(GpioLine(fake, "/dev/video9", 0, false).Open(), "LIGHT_MISMATCH"));
  fake.line_taken = true;
  CHECK(Is(GpioLine(fake, "/dev/gpiochip9", 0, false).Open(), "LIGHT_BUSY"));
  fake.open_error = EACCES;
  CHECK(Is(GpioLine(fake, "/dev/gpiochip9", 0, false).Open(), "LIGHT_DENIED"));
  CHECK(fake.opened == fake.closed);
}

TEST(ALineThatFailsSaysSo) {
  FakeLight fake;
  GpioLine line(fake, "/dev/gpiochip9", 0, false);
  CHECK(line.Open().ok());
  fake.failures[GPIO_V2_LINE_SET_VALUES_IOCTL] = EIO;
  int64_t at = 0;
  CHECK(Is(line.Set(true, &at), "LIGHT_FAILED"));
}

TEST(AControlIsReadAndSet) {
  FakeLight fake;
  XuControl control(fake, "/dev/video9", 4, 6, 4);
  CHECK(control.Open().ok());
  std::vector<uint8_t> bytes;
  CHECK(control.Get(&bytes).ok() && bytes == std::vector<uint8_t>({1, 2, 3, 4}));
  CHECK(fake.written.empty());
  int64_t at = 0;
  CHECK(control.Set({9, 8, 7, 6}, &at).ok() && at == fake.now_us);
  CHECK(fake.written.size() == 1 && fake.bytes == std::vector<uint8_t>({9, 8, 7, 6}));
}

TEST(NothingIsWrittenToAControlOfAnotherLength) {
  FakeLight fake;
  for (const uint16_t length : {3, 5, 260}) {
    XuControl control(fake, "/dev/video9", 4, 6, length);
    const LightStatus s = control.Open();
    CHECK(Is(s, "LIGHT_MISMATCH") && Says(s, "has 4 bytes"));
    int64_t at = 0;
    CHECK(!control.Set(std::vector<uint8_t>(length, 1), &at).ok());
  }
  // 260 bytes: the upper byte of the length counts.
  fake.bytes.assign(260, 0);
  CHECK(!XuControl(fake, "/dev/video9", 4, 6, 4).Open().ok());
  CHECK(XuControl(fake, "/dev/video9", 4, 6, 260).Open().ok());
  CHECK(fake.written.empty() && fake.opened == fake.closed);
}

TEST(BytesOfAnotherLengthNeverReachTheCamera) {
  FakeLight fake;
  XuControl control(fake, "/dev/video9", 4, 6, 4);
  CHECK(control.Open().ok());
  int64_t at = 0;
  CHECK(Is(control.Set({1, 2, 3}, &at), "LIGHT_MISMATCH"));
  CHECK(Is(control.Set({1, 2, 3, 4, 5}, &at), "LIGHT_MISMATCH"));
  CHECK(fake.written.empty());
}

TEST(OtherUnitsAndReadOnlyControlsAreRefused) {
  FakeLight fake;
  CHECK(Is(XuControl(fake, "/dev/video9", 3, 6, 4).Open(), "LIGHT_MISSING"));
  CHECK(Is(XuControl(fake, "/dev/video9", 4, 7, 4).Open(), "LIGHT_MISSING"));
  CHECK(Is(XuControl(fake, "/dev/gpiochip9", 4, 6, 4).Open(), "LIGHT_MISMATCH"));
  for (const uint8_t info : {0, 1, 2}) {
    fake.info = info;
    CHECK(Is(XuControl(fake, "/dev/video9", 4, 6, 4).Open(), "LIGHT_MISMATCH"));
  }
  CHECK(fake.written.empty() && fake.opened == fake.closed);
}

}  // namespace tellersight::test
