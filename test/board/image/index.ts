import { appImage } from './app.ts';
import { rootTar } from './debian.ts';
import { initrd } from './initrd.ts';
import { kernel } from './kernel.ts';
import { hostPackages, kernelRelease } from './packages.ts';
import { rootImage } from './root.ts';

/** Files that QEMU boots. */
export interface Image {
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  readonly app: string;
}

/** Builds what is not in the cache: minutes when nothing is, seconds when only the product changed. */
export function buildImage(): Image {
  hostPackages();
  const chosen = kernel(kernelRelease());
  return { kernel: chosen.image, initrd: initrd(chosen), root: rootImage(rootTar(), chosen), app: appImage() };
}
