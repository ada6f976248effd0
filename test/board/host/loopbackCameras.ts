const [RGB, IR] = ['/dev/video10', '/dev/video12'];

/** Two cameras that show what a program writes to their nodes. */
export const loopbackCameras = {
  rgb: RGB,
  ir: IR,
  /** Makes them; they keep their formats when nobody writes. The driver writes into its buffers in turn and does not ask
   * who still reads one: hence so many. */
  setup: `
modprobe v4l2loopback video_nr=10,12 card_label="Bench RGB,Bench IR" exclusive_caps=1,1 max_buffers=32
for node in ${RGB} ${IR}; do v4l2-ctl -d $node -c keep_format=1; done
v4l2-ctl -d ${RGB} --set-fmt-video-out=width=640,height=480,pixelformat=YUYV
v4l2-ctl -d ${IR} --set-fmt-video-out=width=640,height=480,pixelformat=GREY`,
} as const;
