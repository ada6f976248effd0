import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';
import { openEmitter } from '../emitter/openEmitter.ts';
import { cameraOptions } from './cameraOptions.ts';
import type { FrameSource } from './frameSource.ts';
import { openRecording, ReplaySource } from './replay.ts';
import { SceneSource } from './scene.ts';
import type { Notify } from './startCamera.ts';
import { V4l2Source } from './v4l2.ts';

/**
 * The frame source the configuration names, not started. Throws CAPTURE_CONFIG when it names too little. `notify` hears
 * of what is no error but should be known.
 */
export function openSource(vision: Config['vision'], notify?: Notify): FrameSource {
  const maxSkewUs = vision.max_skew_ms * 1000;
  const missing = (key: string) =>
    new TellersightError('CAPTURE_CONFIG', `vision.source is "${vision.source}" but ${key} is not set`);
  switch (vision.source) {
    case 'scene':
      if (!vision.scene_socket) throw missing('vision.scene_socket');
      return new SceneSource({ socket: vision.scene_socket, maxSkewUs });
    case 'replay':
      if (!vision.recording) throw missing('vision.recording');
      return replaySource(vision.recording, maxSkewUs);
    case 'v4l2': {
      const { rgb, ir } = vision;
      if (!rgb.device) throw missing('vision.rgb.device');
      if (!ir.device) throw missing('vision.ir.device');
      return new V4l2Source({
        rgb: cameraOptions(rgb, rgb.device),
        ir: cameraOptions(ir, ir.device),
        maxSkewUs,
        emitter: openEmitter(vision.light, ir.device),
        notify,
      });
    }
  }
}

function replaySource(path: string, maxSkewUs: number): FrameSource {
  return new ReplaySource({ open: () => openRecording(path), maxSkewUs, pace: 'timestamps' });
}
