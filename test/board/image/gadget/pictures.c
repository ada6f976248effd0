// Sends frames as UVC payloads: a header of two bytes, then picture bytes (UVC 1.0 section 2.4.3.3).
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "camera.h"

enum { kEndOfHeader = 0x80, kEndOfFrame = 2 };

static int endpoints[kCameras] = {-1, -1};
static volatile int streaming[kCameras];

size_t FrameBytes(int camera) {
  const struct Camera *it = &cameras[camera];
  return (size_t)it->width * it->height * it->bytes_per_pixel;
}

// Returns 0 when nobody listens any more.
static int SendPart(int camera, const unsigned char *payload, size_t bytes) {
  for (;;) {
    if (write(endpoints[camera], payload, bytes) >= 0) return 1;
    if (errno != EINTR) return 0;
  }
}

static int SendFrame(int camera, const unsigned char *frame, int parity) {
  static unsigned char payloads[kCameras][kTransfer];
  unsigned char *payload = payloads[camera];
  const size_t all = FrameBytes(camera);
  for (size_t done = 0; done < all;) {
    const size_t part = all - done < kTransfer - 2 ? all - done : kTransfer - 2;
    payload[0] = 2;
    payload[1] = (unsigned char)(kEndOfHeader | parity | (done + part == all ? kEndOfFrame : 0));
    memcpy(payload + 2, frame + done, part);
    if (!SendPart(camera, payload, part + 2)) return 0;
    done += part;
  }
  return 1;
}

static void *Pictures(void *which) {
  const int camera = (int)(long)which;
  const size_t bytes = FrameBytes(camera);
  const int file = open(cameras[camera].file, O_RDONLY | O_CLOEXEC);
  const long frames = file < 0 ? 0 : (long)(lseek(file, 0, SEEK_END) / (off_t)bytes);
  unsigned char *frame = malloc(bytes);
  if (frames == 0 || frame == NULL) {
    perror(cameras[camera].file);
    exit(1);
  }
  const long period = (long)(1e9 / cameras[camera].fps);
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  for (long count = 0;; count++) {
    next.tv_nsec += period;
    if (next.tv_nsec >= 1000000000) {
      next.tv_nsec -= 1000000000;
      next.tv_sec++;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    if (!streaming[camera]) continue;
    if (pread(file, frame, bytes, (count % frames) * (off_t)bytes) != (ssize_t)bytes) exit(1);
    if (!SendFrame(camera, frame, (int)(count & 1))) streaming[camera] = 0;
  }
}

void StartPictures(int camera) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, Pictures, (void *)(long)camera) != 0) exit(1);
}

// dummy_hcd's bulk endpoints towards the host. Each is opened and described once it is known that a host is there.
void OpenEndpoints(void) {
  static const char *const names[kCameras] = {"/dev/gadget/ep1in-bulk", "/dev/gadget/ep6in-bulk"};
  for (int camera = 0; camera < kCameras; camera++) {
    if (endpoints[camera] >= 0) continue;
    endpoints[camera] = open(names[camera], O_RDWR | O_CLOEXEC);
    unsigned char both[4 + 7 + 7] = {1};
    Endpoint(both + 4, camera, kFullSpeedPacket);
    Endpoint(both + 11, camera, kHighSpeedPacket);
    if (endpoints[camera] < 0 || write(endpoints[camera], both, sizeof(both)) < 0) {
      perror(names[camera]);
      exit(1);
    }
  }
}

void Stream(int camera, int on) { streaming[camera] = on; }
