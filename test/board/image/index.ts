import { rootTar } from './debian.ts';
import { initrd } from './initrd.ts';
import { kernel } from './kernel.ts';
import { hostPackages, kernelRelease } from './packages.ts';
import { productPackage } from './productPackage.ts';
import { rootImage } from './root.ts';
import { scenesImage } from './scenes.ts';

/** Files that QEMU boots. */
export interface Image {
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  /** A disk with what may stand before the cameras. */
  readonly scenes: string;
}

/** Builds what is not in the cache: minutes when nothing is, seconds when only the product changed. */
export function buildImage(): Image {
  hostPackages();
  const chosen = kernel(kernelRelease());
  const root = rootImage(rootTar(), chosen, productPackage());
  return { kernel: chosen.image, initrd: initrd(chosen), root, scenes: scenesImage() };
}
