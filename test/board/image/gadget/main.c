// gadget-camera RGB IR WIDTH HEIGHT FPS: plugs the device in and answers for it. Killing the program pulls the cable.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/gadgetfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "camera.h"

enum { kSetCurrent = 0x01, kGetLength = 0x85, kGetInfo = 0x86, kProbeControl = 1, kCommitControl = 2 };

struct Camera cameras[kCameras];
static int control = -1;

static void Answer(const unsigned char *bytes, size_t length, const struct usb_ctrlrequest *request) {
  if (write(control, bytes, length < request->wLength ? length : request->wLength) < 0) perror("answer");
}

// An operation in the direction opposite to the request's: accepts one without data, refuses one that wants some.
static void Acknowledge(void) {
  unsigned char none;
  if (read(control, &none, 0) < 0 && errno != EL2HLT) perror("acknowledge");
}

static void Refuse(const struct usb_ctrlrequest *request) {
  unsigned char none = 0;
  const ssize_t result =
      request->bRequestType & USB_DIR_IN ? read(control, &none, 0) : write(control, &none, 0);
  if (result < 0 && errno != EL2HLT) perror("refuse");
}

static void Standard(const struct usb_ctrlrequest *request) {
  unsigned char bytes[256] = {0};
  size_t length = 0;
  switch (request->bRequest) {
    case USB_REQ_GET_DESCRIPTOR:
      if (request->wValue >> 8 == USB_DT_STRING) length = Text(bytes, request->wValue & 255);
      if (length == 0) return Refuse(request);
      return Answer(bytes, length, request);
    case USB_REQ_SET_CONFIGURATION:
      if (request->wValue != 0) OpenEndpoints();
      return Acknowledge();
    case USB_REQ_SET_INTERFACE:
      if (request->wIndex >= 1 && request->wIndex <= kCameras) Stream(request->wIndex - 1, 0);
      return Acknowledge();
    case USB_REQ_GET_INTERFACE:
      return Answer(bytes, 1, request);
    case USB_REQ_CLEAR_FEATURE: {  // on the endpoint: how the host stops a bulk stream
      const int camera = (request->wIndex & 15) - 1;
      if (request->bRequestType != USB_RECIP_ENDPOINT || camera < 0 || camera >= kCameras) return Refuse(request);
      Stream(camera, 0);
      return Acknowledge();
    }
    default:
      return Refuse(request);
  }
}

static void Class(const struct usb_ctrlrequest *request) {
  const int camera = (request->wIndex & 255) - 1, selector = request->wValue >> 8;
  if (camera < 0 || camera >= kCameras || (selector != kProbeControl && selector != kCommitControl)) {
    return Refuse(request);
  }
  unsigned char bytes[256] = {0};
  if (request->bRequest == kSetCurrent) {
    // There is one mode: whatever is asked for, that is what it will be.
    if (read(control, bytes, request->wLength) < 0) perror("probe");
    if (selector == kCommitControl) Stream(camera, 1);
  } else if (request->bRequest == kGetLength) {
    bytes[0] = kProbeBytes;
    Answer(bytes, 2, request);
  } else if (request->bRequest == kGetInfo) {
    bytes[0] = 3;  // can be read and set
    Answer(bytes, 1, request);
  } else {
    Probe(bytes, camera);
    Answer(bytes, kProbeBytes, request);
  }
}

// The one control file in /dev/gadget is named after the controller.
static int OpenControl(void) {
  DIR *folder = opendir("/dev/gadget");
  if (folder == NULL) return -1;
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (strstr(entry->d_name, "udc") == NULL) continue;
    char path[300];
    snprintf(path, sizeof(path), "/dev/gadget/%s", entry->d_name);
    return open(path, O_RDWR | O_CLOEXEC);
  }
  errno = ENODEV;
  return -1;
}

static int PlugIn(void) {
  unsigned char bytes[4096] = {0};
  size_t length = 4;  // a tag of zero, both configurations, the device
  length += Configuration(bytes + length, kFullSpeedPacket);
  length += Configuration(bytes + length, kHighSpeedPacket);
  Device(bytes + length);
  control = OpenControl();
  return control >= 0 && write(control, bytes, length + 18) >= 0;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fputs("usage: gadget-camera RGB IR WIDTH HEIGHT FPS\n", stderr);
    return 64;
  }
  for (int camera = 0; camera < kCameras; camera++) {
    cameras[camera] = (struct Camera){arguments[1 + camera], atoi(arguments[3]), atoi(arguments[4]), atof(arguments[5]),
                                      camera == 0 ? 2 : 1};
    StartPictures(camera);
  }
  if (!PlugIn()) {
    perror("/dev/gadget");
    return 1;
  }
  for (;;) {
    struct usb_gadgetfs_event event;
    if (read(control, &event, sizeof(event)) < 0) {
      if (errno == EINTR) continue;
      perror("/dev/gadget");
      return 1;
    }
    if (event.type != GADGETFS_SETUP) continue;
    const struct usb_ctrlrequest *request = &event.u.setup;
    switch (request->bRequestType & USB_TYPE_MASK) {
      case USB_TYPE_STANDARD:
        Standard(request);
        break;
      case USB_TYPE_CLASS:
        Class(request);
        break;
      default:
        Refuse(request);
    }
  }
}
