import type { PlatformPath } from 'node:path';

// Recognizes paths by which the system would contact another machine, or act on a device, by the rules of a platform.

/** Folders in which the system mounts the name of any host, or asks for it, when it is first used. */
const AUTOMOUNTED = /^(?:\/System\/Volumes\/Data)?\/(?:net|Network\/Servers|afs)\/+[^/]+/i;
/** Folders of Linux whose files are interfaces of the kernel and devices, except for memory that serves as a disk. */
const KERNEL_FOLDERS = /^\/(?:proc|sys|dev)(?:\/(?!shm(?:\/|$))|$)/;
/** Names that Windows reads as devices in any folder, also before an extension. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])[ .]*(?:[.:]|$)/i;

/**
 * Returns the share on another machine on which a path lies, or the folder of a host that would be mounted; undefined
 * for a local path. A path that is not absolute is local.
 */
export function shareOf(path: string, platform: PlatformPath): string | undefined {
  if (platform.sep === '/') return (/^\/\/[^/]+(?:\/[^/]+)?/.exec(path) ?? AUTOMOUNTED.exec(path))?.[0];
  // `\\?\UNC\host\share` and `//./unc/host/share` are other spellings of `\\host\share`.
  const normalized = path.replaceAll('/', '\\').replace(/^\\(?:\\[?.]|\?\?)\\UNC\\/i, '\\\\');
  const [, host, share = ''] = /^\\\\+([^\\]*)\\*([^\\]*)/.exec(normalized) ?? [];
  return host === undefined ? undefined : `\\\\${host}\\${share}`.toLowerCase();
}

/** Whether a path leads to a device or an interface of the kernel, which may act when it is opened. */
export function isDevicePath(path: string, platform: PlatformPath): boolean {
  if (platform.sep === '/') return KERNEL_FOLDERS.test(path);
  const normalized = path.replaceAll('/', '\\');
  if (/^\\(?:\\[?.]|\?\?)\\(?!UNC\\)/i.test(normalized)) return true;
  const names = normalized.replace(/^[a-z]:/i, '').split('\\');
  // A colon names a stream of a file, or a device.
  return names.some((name) => DEVICE_NAME.test(name) || name.includes(':'));
}
