// native_bench [rounds [part of a task's name]]: every task by every contender, alternating; JSON on standard output, one object a line.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "bench/bandwidth.h"
#include "bench/contender.h"
#include "bench/truth.h"

namespace tellersight::bench {
namespace {

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// Bytes of the picture that the task needs, and of the tensor that it writes.
double BytesTouched(const Task& task) {
  const Crop crop = SourceCrop(task);
  const double pixel = task.format == Format::kYuyv ? 2 : task.format == Format::kNv12 ? 1.5 : 1;
  return pixel * crop.width * crop.height + TensorBytes(task);
}

// Microseconds of one frame, over one turn through the frames.
double Time(const Contender& contender, const Frames& frames) {
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < frames.count(); ++i) contender.run(frames[i]);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begun;
  return took.count() / frames.count();
}

void Run(const Task& task, int rounds) {
  const Frames frames(task);
  std::vector<Contender> contenders = {Ours(task), OpenCv(task), LibYuv(task)};
  if (task.warp) contenders.push_back(LibYuvUpright(task));
  std::vector<std::vector<double>> times(contenders.size());
  for (const Contender& contender : contenders) Time(contender, frames);
  for (int round = 0; round < rounds; ++round) {
    // Each begins as often as the others: what a contender leaves in the caches helps or hurts its neighbour.
    for (size_t i = 0; i < contenders.size(); ++i) {
      const size_t turn = (i + round) % contenders.size();
      times[turn].push_back(Time(contenders[turn], frames));
    }
  }
  const double bytes = BytesTouched(task);
  const double bandwidth = ReadBandwidth(bytes * frames.count());
  const std::vector<double> truth = Truth(task, frames[0]);
  for (size_t i = 0; i < contenders.size(); ++i) {
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) ratios.push_back(times[i][round] / times[0][round]);
    contenders[i].run(frames[0]);
    const Error error = Compare(truth, contenders[i].tensor);
    const double median = Median(times[i]);
    printf("{\"task\":\"%s\",\"contender\":\"%s\",\"us\":%.2f,\"ratio\":%.3f,\"meanError\":%.3f,\"maxError\":%.2f,"
           "\"bytes\":%.0f,\"bandwidth\":%.0f,\"roofline\":%.4f}\n",
           task.name, contenders[i].name.c_str(), median, Median(ratios), error.mean, error.max, bytes, bandwidth,
           bytes / bandwidth * 1e6 / median);
  }
  fflush(stdout);
}

}  // namespace
}  // namespace tellersight::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(3, atoi(argv[1])) : 200;
  for (const auto& task : tellersight::bench::Tasks()) {
    if (argc <= 2 || strstr(task.name, argv[2]) != nullptr) tellersight::bench::Run(task, rounds);
  }
}
