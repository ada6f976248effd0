#include <cstdlib>
#include <memory>

#include "bench/contender.h"
#include "pixels/kernels.h"
#include "pixels/warp.h"

namespace tellersight::bench {

Contender Ours(const Task& task) {
  auto tensor = std::make_shared<std::vector<uint8_t>>(TensorBytes(task));
  const auto run = [task, tensor](const Picture& picture) {
    Mapping mapping;
    const Status status =
        task.warp ? Warp(picture, task.matrix, Border::kConstant, task.spec, tensor->data(), tensor->size())
                  : Resample(picture, task.roi, task.spec, tensor->data(), tensor->size(), &mapping);
    if (!status.ok()) abort();
  };
  return {std::string("tellersight ") + KernelTargetName(), run, tensor->data()};
}

}  // namespace tellersight::bench
