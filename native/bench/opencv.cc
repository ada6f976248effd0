#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "bench/contender.h"

namespace tellersight::bench {
namespace {

// Everything that can be kept from frame to frame is kept: OpenCV allocates only what blobFromImage insists on.
struct Work {
  cv::Mat rgb, scaled, canvas, blob;
};

cv::Mat Wrap(const Picture& p, int rows, int type) {
  return cv::Mat(rows, p.width, type, const_cast<uint8_t*>(p.data), static_cast<size_t>(p.stride));
}

// The crop in the colours of the tensor.
const cv::Mat Colours(const Picture& p, const Crop& crop, Work& work) {
  const cv::Rect rect(crop.x, crop.y, crop.width, crop.height);
  if (p.format == Format::kGrey) return Wrap(p, p.height, CV_8UC1)(rect);
  if (p.format == Format::kYuyv) {
    cv::cvtColor(Wrap(p, p.height, CV_8UC2)(rect), work.rgb, cv::COLOR_YUV2RGB_YUY2);
  } else {
    const size_t luma = static_cast<size_t>(p.stride) * p.height;
    const cv::Mat chroma(p.height / 2, p.width / 2, CV_8UC2, const_cast<uint8_t*>(p.data) + luma,
                         static_cast<size_t>(p.stride));
    cv::cvtColorTwoPlane(Wrap(p, p.height, CV_8UC1), chroma, work.rgb, cv::COLOR_YUV2RGB_NV12);
  }
  return work.rgb;
}

}  // namespace

Contender OpenCv(const Task& task) {
  cv::setNumThreads(1);
  auto work = std::make_shared<Work>();
  const Crop crop = SourceCrop(task), shown = Shown(task);
  const int type = task.spec.channels == Channels::kGrey ? CV_8UC1 : CV_8UC3;
  work->canvas.create(task.spec.height, task.spec.width, type);
  work->canvas.setTo(cv::Scalar::all(task.spec.pad));
  const int sides[4] = {1, CV_MAT_CN(type), task.spec.height, task.spec.width};
  work->blob.create(4, sides, CV_8U);
  const auto run = [task, work, crop, shown](const Picture& picture) {
    const cv::Mat source = Colours(picture, crop, *work);
    cv::Mat target = work->canvas(cv::Rect(shown.x, shown.y, shown.width, shown.height));
    if (task.warp) {
      const double* m = task.matrix;
      const cv::Matx23d matrix(m[0], m[1], m[2] - crop.x, m[3], m[4], m[5] - crop.y);
      cv::warpAffine(source, target, matrix, target.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                     cv::BORDER_CONSTANT, cv::Scalar::all(task.spec.pad));
    } else {
      cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
    }
    cv::dnn::blobFromImage(work->canvas, work->blob, 1.0, cv::Size(), cv::Scalar(), false, false, CV_8U);
  };
  return {"OpenCV " CV_VERSION, run, work->blob.data};
}

}  // namespace tellersight::bench
